// The table of messages: every filter and every order compared with a plain scan of all rows; no row is lost or repeated between pages.
import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, useApp } from "../../../test/support/app.ts";
import { at, noon } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { type Crowd, gather, mixture, write } from "../../../test/support/traffic.ts";
import { rollUp } from "../../core/reports/rollups.ts";

const world = useApp();
const names = ["Ana Souza", "ana souza", "Zoë", "王伟", "O'Brien & Sons", "Fatima Khan", "Fatima Khan"];
let crowd: Crowd;

const get = (url: string): Promise<Answer> => world.call("viewer", { method: "GET", url });

async function read(query: string): Promise<Answer["json"]> {
  const answer = await get(`/api/table/messages?${query}`);
  expect(answer.status, answer.body).toBe(200);
  return answer.json;
}

/** Reads all pages, one after the other. */
async function pages(query: string, limit: number): Promise<{ ids: number[]; sizes: number[]; json: Answer["json"] }> {
  const ids: number[] = [];
  const sizes: number[] = [];
  let json: Answer["json"];
  for (let cursor = ""; ; cursor = `&cursor=${json.next_cursor}`) {
    json = await read(`${query}&limit=${limit}${cursor}`);
    ids.push(...json.messages.map((one: { id: number }) => one.id));
    sizes.push(json.messages.length);
    if (json.next_cursor === null) return { ids, sizes, json };
    expect(sizes.length).toBeLessThan(200);
  }
}

type Plain = {
  id: number;
  conversation_id: number;
  channel_id: number;
  provider: string;
  direction: string;
  sender: string | null;
  sender_name: string | null;
  type: string;
  text_body: string | null;
  caption: string | null;
  sent_at: Date;
  status: string;
};

/** Every message, read by the plainest possible query. */
async function everything(): Promise<Plain[]> {
  const { rows } = await sql<Plain & { read_at: Date | null; replied_at: Date | null }>`
    select m.*, h.provider from messages m join channels h on h.id = m.channel_id`.execute(world.db);
  return rows.map((row) => ({
    ...row,
    status: row.status ?? (row.replied_at ? "replied" : row.read_at ? "read" : "received"),
  }));
}

const lower = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
const firstOf = (text: string, n: number) => [...text].slice(0, n).join("");
const keys: Record<string, (row: Plain) => string | number> = {
  timestamp: (row) => row.sent_at.getTime(),
  from_number: (row) => row.sender ?? "",
  from_name: (row) => lower(row.sender_name ?? ""),
  message_type: (row) => row.type,
  preview: (row) => lower(firstOf(row.text_body ?? row.caption ?? "", 60)),
  status: (row) => row.status,
  channel: (row) => row.channel_id,
  direction: (row) => row.direction,
};
const compare = (a: string | number, b: string | number): number =>
  typeof a === "number" ? a - (b as number) : Buffer.compare(Buffer.from(a), Buffer.from(b as string));

/** The ids of the rows in a given order. */
function sorted(rows: readonly Plain[], sort: string, order: string): number[] {
  const key = keys[sort]!;
  const all = rows.toSorted(
    (a, b) => compare(key(a), key(b)) || a.sent_at.getTime() - b.sent_at.getTime() || a.id - b.id,
  );
  if (order === "desc") all.reverse();
  // Our own messages have no sender: they come last in both directions.
  const groups = sort.startsWith("from")
    ? ["in", "out"].map((one) => all.filter((row) => row.direction === one))
    : [all];
  return groups.flat().map(({ id }) => id);
}

const filters: [string, (row: Plain) => boolean][] = [
  ["", () => true],
  ["type=video", (row) => row.type === "video"],
  ["type=video,image", (row) => ["video", "image"].includes(row.type)],
  ["status=failed", (row) => row.status === "failed"],
  ["status=received,failed,queued", (row) => ["received", "failed", "queued"].includes(row.status)],
  ["direction=out", (row) => row.direction === "out"],
  ["channel=twilio", (row) => row.provider === "twilio"],
  ["channel=meta,twilio&type=text", (row) => row.type === "text"],
  [
    "channel=twilio&status=read&type=text",
    (row) => row.provider === "twilio" && row.status === "read" && row.type === "text",
  ],
  [
    `from=${at(3_600).toISOString()}&to=${at(40_000).toISOString()}`,
    (row) => row.sent_at >= at(3_600) && row.sent_at < at(40_000),
  ],
  ["from=2026-01-02", (row) => row.sent_at >= new Date("2026-01-02T00:00:00Z")],
  ["to=2026-01-01&time_zone=Asia/Tokyo", (row) => row.sent_at < new Date("2026-01-01T15:00:00Z")],
  ["q=invoice", (row) => /invoice/.test(`${row.text_body} ${row.caption}`)],
  ["q=ana", (row) => [0, 1].includes(who(row))],
  ["q=caption%20a&direction=in", (row) => row.caption !== null && row.direction === "in"],
  ["q=15550300002", (row) => who(row) === 2],
  ["q=5503000&status=failed", (row) => row.status === "failed"],
  ["type=sticker", () => false],
  ["q=nowhere", () => false],
];
const who = (row: Plain): number => crowd.conversations.findIndex(({ id }) => id === row.conversation_id);

describe("a mixed lot", () => {
  let rows: Plain[];
  beforeAll(async () => {
    await wipe(world.db);
    crowd = await gather(world.db, names);
    await write(world.db, crowd, mixture(200));
    // Some of the rows are in the rollup, and some not yet.
    await rollUp(world.db);
    await write(world.db, crowd, mixture(120, at(50_000)));
    await sql`update messages set status = 'delivered' where status = 'sent' and id % 3 = 0`.execute(world.db);
    await sql`update messages set read_at = ${noon} where direction = 'in' and id % 7 = 0`.execute(world.db);
    await sql`analyze`.execute(world.db);
    rows = await everything();
  });

  describe.each(Object.keys(keys))("by %s", (sort) => {
    test.each(["asc", "desc"])("%s, under every filter", async (order) => {
      for (const [query, fits] of filters) {
        const wanted = sorted(rows.filter(fits), sort, order);
        const { ids, sizes, json } = await pages(`${query}&sort=${sort}&order=${order}`, 83);
        expect(ids, query).toEqual(wanted);
        expect(
          sizes.slice(0, -1).every((size) => size === 83),
          query,
        ).toBe(true);
        expect([json.count, json.count_is_capped], query).toEqual([wanted.length, false]);
      }
    });
  });

  test("pages of one lose and repeat nothing among ties", async () => {
    for (const sort of ["status", "preview", "timestamp"]) {
      const wanted = sorted(
        rows.filter((row) => row.type === "video"),
        sort,
        "desc",
      );
      expect((await pages(`type=video&sort=${sort}`, 1)).ids).toEqual(wanted);
    }
  });

  test("a page that is exactly full has no next one", async () => {
    expect((await pages("", rows.length)).sizes).toEqual([rows.length]);
  });

  test("every part of the day adds up, in any zone", async () => {
    for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])
      for (const [query, fits] of filters) {
        const drill = async (place: string) =>
          (await get(`/api/table/messages/days?${query.replace(/&?time_zone=[^&]*/, "")}&time_zone=${zone}${place}`))
            .json;
        // Filters by date use the zone that this test varies for drilling down.
        if (query.includes("-01")) continue;
        const wanted = rows.filter(fits);
        const [years, months, days, hours] = [
          await drill(""),
          await drill("&year=2026"),
          await drill("&year=2026&month=1"),
          await drill("&year=2026&month=1&day=2"),
        ];
        for (const found of [years, months, days, hours])
          for (const bucket of found.buckets) {
            const inside = wanted.filter(
              (row) => row.sent_at >= new Date(bucket.from) && row.sent_at < new Date(bucket.to),
            );
            expect(bucket.count, `${zone} ${query} ${JSON.stringify(bucket)}`).toBe(inside.length);
          }
        const total = (found: Answer["json"]) =>
          found.buckets.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
        expect([total(years), total(months), total(days)]).toEqual([wanted.length, wanted.length, wanted.length]);
        expect(total(hours)).toBe(days.buckets.find(({ day }: { day: number }) => day === 2)?.count ?? 0);
      }
  });
});

describe("a few", () => {
  beforeEach(async () => {
    await wipe(world.db);
    crowd = await gather(world.db, names);
  });

  test("a row has its fields", async () => {
    const [id] = await write(world.db, crowd, [
      {
        direction: "out",
        status: "failed",
        error_title: "Undeliverable",
        origin: "desk:Ana",
        text_body: "two\n lines",
        provider_id: "wamid.1",
      },
    ]);
    const { id: conversation_id, channel_id, phone } = crowd.conversations[0]!;
    expect(await read("")).toEqual({
      messages: [
        {
          id,
          direction: "out",
          channel: { id: channel_id, provider: "meta", number: "15550100000" },
          conversation_id,
          message_id: "wamid.1",
          from_number: "",
          from_name: "",
          contact_name: "Ana Souza",
          contact_number: phone,
          message_type: "text",
          shown_as: null,
          preview: "two lines",
          timestamp: noon.toISOString(),
          status: "failed",
          origin: "desk:Ana",
          error_title: "Undeliverable",
          attachments: 0,
        },
      ],
      count: 1,
      count_is_capped: false,
      next_cursor: null,
      looked_back_to: null,
      sorted_newest: null,
    });
  });

  test("those that came by an ad or a post are found, and counted by date", async () => {
    const [, ad] = await write(world.db, crowd, [{ text_body: "one" }, { text_body: "two" }]);
    await sql`update messages set content = '{"referral": {"source_type": "ad"}}' where id = ${ad}`.execute(world.db);
    expect(await read("came_by=ad")).toMatchObject({ messages: [{ id: ad }], count: 1, count_is_capped: false });
    expect(await read("came_by=ad&q=one")).toMatchObject({ messages: [], count: 0 });
    const days = await get("/api/table/messages/days?came_by=ad&time_zone=UTC");
    expect(days.json.buckets).toMatchObject([{ count: 1 }]);
  });

  test("a preview is short, and of files and places it is their name", async () => {
    const [long, file] = await write(world.db, crowd, [
      { text_body: "é".repeat(5_000) },
      { type: "document", text_body: null },
    ]);
    await sql`insert into attachments (message_id, position, file_name) values (${file}, 0, 'plan.pdf'), (${file}, 1, null)`.execute(
      world.db,
    );
    const { messages } = await read("sort=timestamp&order=asc");
    expect(messages).toMatchObject([
      { id: long, preview: "é".repeat(160), attachments: 0 },
      { id: file, preview: "plan.pdf", attachments: 2 },
    ]);
  });

  test("new messages while somebody pages make nothing go missing or come twice", async () => {
    await write(world.db, crowd, mixture(60));
    const before = sorted(await everything(), "timestamp", "desc");
    const first = await read("limit=20");
    await write(world.db, crowd, mixture(30, at(90_000)));
    const second = await read(`limit=20&cursor=${first.next_cursor}`);
    const ids = [...first.messages, ...second.messages].map((one: { id: number }) => one.id);
    expect(ids).toEqual(before.slice(0, 40));
  });

  test.each([
    ["1 555 030 0003", [3]],
    ["+1 (555) 030-0003", [3]],
    ["0300003", [3]],
    ["fatima", [5, 6]],
    ["khan fat", [5, 6]],
    ["brien", [4]],
    ["王", [3]],
    ["zoe", [2]],
    ["%", []],
    ["_", []],
    ["a:* | b", []],
    ["'); drop table messages; --", []],
    ["\\", []],
  ])("%j finds people", async (q, found) => {
    const ids = await write(
      world.db,
      crowd,
      names.map((_, who) => ({ who, text_body: null })),
    );
    const { messages, count } = await read(`q=${encodeURIComponent(q)}&order=asc&sort=from_number`);
    expect(messages.map(({ id }: { id: number }) => ids.indexOf(id))).toEqual(found);
    expect(count).toBe(found.length);
  });

  test("a search for nothing shows everything, and one for no word nothing", async () => {
    await write(world.db, crowd, [{}, {}]);
    expect((await read("q=%20%20")).count).toBe(2);
    expect((await read(`q=${encodeURIComponent("!!! 👍")}`)).count).toBe(0);
  });

  test("what a person wrote in a group is found by their number", async () => {
    const { channels, conversations } = crowd;
    const group = await world.db
      .insertInto("conversations")
      .values({ channel_id: channels[0]!, group_id: "G1", address_kind: "group", address: "G1" })
      .returning("id")
      .executeTakeFirstOrThrow();
    const [id] = await write(world.db, crowd, [{ who: 2, conversation_id: group.id }]);
    expect(await read(`q=${conversations[2]!.phone}`)).toMatchObject({
      count: 1,
      messages: [{ id, contact_name: "Zoë", from_number: conversations[2]!.phone }],
    });
  });

  test("a conversation's messages, with other filters", async () => {
    await write(world.db, crowd, mixture(80));
    const all = await everything();
    const { id } = crowd.conversations[1]!;
    for (const [query, fits] of filters.slice(0, 9)) {
      const wanted = sorted(
        all.filter((row) => row.conversation_id === id && fits(row)),
        "from_name",
        "asc",
      );
      expect((await pages(`conversation_id=${id}&${query}&sort=from_name&order=asc`, 7)).ids, query).toEqual(wanted);
    }
    expect((await read(`conversation_id=${id}&q=hello`)).count).toBe(
      all.filter((row) => row.conversation_id === id && /hello/i.test(row.text_body ?? "")).length,
    );
    expect((await read("conversation_id=999999")).count).toBe(0);
  });

  test.each([
    ["from=2026-02-30", "There is no day 2026-02-30."],
    ["from=yesterday", "not valid"],
    ["from=2026-01-01T25:00:00Z", "There is no moment"],
    ["type=letter", "not valid"],
    ["status=lost", "not valid"],
    ["channel=telegram", "not valid"],
    ["sort=id%3B%20drop", "not valid"],
    ["order=up", "not valid"],
    ["time_zone=Europe/Nowhere", "not valid"],
    ["limit=0", "not valid"],
    ["conversation_id=0", "not valid"],
    ["conversation_id=99999999999999999999", "not valid"],
    [`q=${"a".repeat(501)}`, "not valid"],
    ["q=%00", "not valid"],
  ])("%s is refused", async (query, why) => {
    const answer = await get(`/api/table/messages?${query}`);
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect(`${answer.json.title} ${answer.json.detail}`).toContain(why);
  });

  test("a cursor of another order, or of nobody's making, is refused", async () => {
    await write(world.db, crowd, mixture(10));
    const { next_cursor } = await read("limit=3&sort=preview");
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const query of [
      `sort=status&cursor=${next_cursor}`,
      `sort=preview&order=asc&cursor=${next_cursor}`,
      "cursor=x",
      "cursor=",
      `cursor=${made(["timestamp", "desc", ["now()", "1"]])}`,
      `cursor=${made(["timestamp", "desc", ["2026-01-01 00:00:00+00"]])}`,
      `sort=channel&cursor=${made(["channel", "desc", ["1; drop", "2026-01-01 00:00:00+00", "1"]])}`,
    ])
      expect(await get(`/api/table/messages?${query}`), query).toMatchObject({
        status: 400,
        json: { code: "BAD_CURSOR" },
      });
  });

  test("a place that does not exist has no messages", async () => {
    await write(world.db, crowd, [{}]);
    for (const place of ["year=2026&month=2&day=30", "year=2027", "year=2026&month=2"])
      expect((await get(`/api/table/messages/days?${place}`)).json.buckets).toEqual([]);
    for (const place of ["month=13", "year=2026&month=0", "year=2026&month=1&day=32", "month=1", "year=2026&day=1"])
      expect((await get(`/api/table/messages/days?${place}`)).status, place).toBe(400);
  });

  test.each([
    ["Atlantic/Azores", "2026-10-25", "2026-10-25T00:00:00.000Z", "2026-10-26T01:00:00.000Z"],
    ["America/Havana", "2026-11-01", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
  ])(
    "where clocks go back over midnight a message is of one day, by date and under a filter: %s",
    async (zone, date, from, to) => {
      const hour = 3_600_000;
      const [start, end] = [Date.parse(from), Date.parse(to)];
      // Before the day; its midnight hour twice; its last hour; the day after.
      const times = [start - hour / 2, start + hour / 2, start + 1.5 * hour, end - hour / 2, end + hour / 2];
      await write(
        world.db,
        crowd,
        times.map((at) => ({ sent_at: new Date(at) })),
      );
      const [year, month, day] = date.split("-").map(Number) as [number, number, number];
      const next = new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
      const zoned = `time_zone=${zone}`;
      const days = (await get(`/api/table/messages/days?${zoned}&year=${year}&month=${month}`)).json.buckets;
      expect(days.find((one: { day: number }) => one.day === day)).toMatchObject({ from, to, count: 3 });
      const hours = (await get(`/api/table/messages/days?${zoned}&year=${year}&month=${month}&day=${day}`)).json
        .buckets;
      expect(hours.map((one: { hour: number }) => one.hour)).toEqual([0, 0, 23]);
      expect((await get(`/api/table/messages?${zoned}&from=${date}&to=${date}`)).json.count).toBe(3);
      expect((await get(`/api/table/messages?${zoned}&from=${next}&to=${next}`)).json.count).toBe(1);
    },
  );

  test("an hour that comes twice is told twice, and one that is left out not at all", async () => {
    const hours = (text: string) => ({ sent_at: new Date(text) });
    await write(world.db, crowd, [
      hours("2026-10-25T00:30:00Z"),
      hours("2026-10-25T01:30:00Z"),
      hours("2026-03-29T00:30:00Z"),
      hours("2026-03-29T01:30:00Z"),
    ]);
    const drill = async (place: string) =>
      (await get(`/api/table/messages/days?time_zone=Europe/Berlin&${place}`)).json.buckets;
    expect(await drill("year=2026&month=10&day=25")).toMatchObject([
      { hour: 2, from: "2026-10-25T00:00:00.000Z", count: 1 },
      { hour: 2, from: "2026-10-25T01:00:00.000Z", count: 1 },
    ]);
    expect(await drill("year=2026&month=3&day=29")).toMatchObject([
      { hour: 1, count: 1 },
      { hour: 3, count: 1 },
    ]);
    expect(await drill("year=2026&month=10")).toMatchObject([
      { day: 25, from: "2026-10-24T22:00:00.000Z", to: "2026-10-25T23:00:00.000Z", count: 2 },
    ]);
  });
});
