// A page of messages is what a plain look at all of them finds, in every order and from page to page, rolled up or not; and so is a search.
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { type Crowd, gather, mixture, write } from "../../../test/support/traffic.ts";
import { all } from "../../base/conditions.ts";
import { type Mark, orderBy } from "../../base/order.ts";
import { find, matching } from "../inbox/find-messages.ts";
import { orderOf, type Sort } from "../inbox/message-columns.ts";
import { conditionsOf, everyMessage, type MessageFilter } from "../inbox/message-filter.ts";
import { countEach } from "../inbox/message-hours.ts";
import { understand } from "../inbox/message-search.ts";
import { rollUp } from "../reports/rollups.ts";

const world = useDatabase();
let crowd: Crowd;
const read = <T>(run: (tx: Parameters<typeof find>[0]) => Promise<T>): Promise<T> =>
  world.db.transaction().execute(run);

const sorts: Sort[] = [
  "timestamp",
  "from_number",
  "from_name",
  "message_type",
  "preview",
  "status",
  "channel",
  "direction",
];

beforeAll(async () => {
  crowd = await gather(world.db, ["Ana", "Ben", "Chidi", "Dora", "Emil", "Farah", "Gil"]);
  await write(world.db, crowd, mixture(150));
  await rollUp(world.db);
  await write(world.db, crowd, mixture(50, at(20_000)));
});

describe.each(sorts)("by %s", (sort) => {
  test.each<[string, Partial<MessageFilter>]>([
    ["everything", {}],
    ["one status", { statuses: ["failed"] }],
    ["several statuses", { statuses: ["read", "received", "sent"] }],
    ["a type of a direction", { types: ["text"], directions: ["in"] }],
    ["a range", { from: at(4_000), to: at(21_234.567) }],
    ["some seconds", { from: at(60), to: at(100) }],
    ["a range that ends before it begins", { from: at(21_000), to: at(4_000) }],
    ["a range of some statuses", { from: at(4_000), to: at(21_234.567), statuses: ["queued", "replied"] }],
    ["nothing", { types: [] }],
  ])("%s", async (_, given) => {
    const filter = { ...everyMessage, ...given };
    for (const order of ["asc", "desc"] as const) {
      const wanted = await read(async (tx) => {
        const { rows } = await sql<{ id: number }>`
          select m.id from messages m where ${all(conditionsOf(filter))} order by ${orderBy(orderOf(sort), order)}`.execute(
          tx,
        );
        return rows.map(({ id }) => id);
      });
      const ids: number[] = [];
      for (let after: Mark | null = null; ; ) {
        const page: Awaited<ReturnType<typeof find>> = await read((tx) =>
          find(tx, filter, { sort, order, limit: 13, after }),
        );
        expect([page.count, page.capped, page.sorted, page.lookedTo]).toEqual([wanted.length, false, null, null]);
        ids.push(...page.ids);
        after = page.next;
        if (after === null) break;
      }
      expect(ids, order).toEqual(wanted);
    }
  });
});

test("messages are counted between any bounds, rolled up or not, whatever became of them", async () => {
  const bounds = [0, 900, 1_234.5, 3_600, 5_400, 20_000, 21_600, 40_000].map(at);
  for (const given of [{}, { statuses: ["failed", "read"] }, { types: ["text"], from: at(1_000), to: at(20_100) }]) {
    const kinds = { ...everyMessage, ...given };
    const plainly = async () => {
      const { rows } = await sql<{ place: number; n: number }>`
        select width_bucket(m.sent_at, ${bounds}::timestamptz[]) as place, count(*) as n
        from messages m where ${all(conditionsOf(kinds))} group by 1`.execute(world.db);
      return bounds.slice(1).map((_, place) => rows.find((row) => row.place === place + 1)?.n ?? 0);
    };
    expect(await read((tx) => countEach(tx, kinds, bounds))).toEqual(await plainly());
    await sql`update messages set status = 'read' where direction = 'out' and id % 3 = 0`.execute(world.db);
    const wanted = await plainly();
    expect(await read((tx) => countEach(tx, kinds, bounds))).toEqual(wanted);
    await rollUp(world.db);
    expect(await read((tx) => countEach(tx, kinds, bounds))).toEqual(wanted);
    expect((await sql`select from message_hours where messages <= 0`.execute(world.db)).rows).toEqual([]);
  }
});

test("the newest message is found while very many changes wait to be rolled up", async () => {
  const tx = await world.db.startTransaction().execute();
  try {
    // As if ten thousand messages of that status had gone on to another: what they were is taken away again.
    await sql`
      insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
      select date_bin('1 hour', ${noon}::timestamptz, '2000-01-01Z'), 1, 'out', 'text', 'played', '', sign
      from generate_series(1, 6000), unnest('{1,-1}'::int[]) sign`.execute(tx);
    const conversation = crowd.conversations[0]!;
    const { rows } = await sql<{ id: number }>`
      insert into messages (channel_id, conversation_id, direction, key, type, sent_at, received_at, status)
      values (${conversation.channel_id}, ${conversation.id}, 'out', gen_random_uuid(), 'text', ${noon}::timestamptz + interval '3 years', ${noon}, 'played')
      returning id`.execute(tx);
    const played = await find(
      tx,
      { ...everyMessage, statuses: ["played"] },
      { sort: "timestamp", order: "desc", limit: 1, after: null },
    );
    expect(played.ids).toEqual([rows[0]!.id]);
    const { rows: counted } = await sql<{ n: number }>`
      select count(*)::int as n from messages where status = 'played'`.execute(tx);
    expect(played.count).toBe(counted[0]!.n);
  } finally {
    await tx.rollback().execute();
  }
});

test("a word that is in more messages than are sorted is found in order by time, and elsewise among the newest", async () => {
  const many = Array.from({ length: 10_050 }, (_, n) => ({
    who: n % 7,
    text_body: `parking ${n}`,
    sent_at: at(100_000 + n),
  }));
  // Written before all of them, and sent after all but the last two.
  await write(world.db, crowd, [{ who: 0, text_body: "parking !", sent_at: at(100_000 + 10_047.5) }]);
  for (let from = 0; from < many.length; from += 3_000) await write(world.db, crowd, many.slice(from, from + 3_000));
  await sql`analyze messages`.execute(world.db);
  const ask = { order: "desc", limit: 3, after: null } as const;
  const textsOf = async (typed: string, sort: Sort, given: Partial<MessageFilter> = {}) => {
    const page = await read(async (tx) =>
      find(tx, { ...everyMessage, ...given, search: await understand(tx, typed) }, { ...ask, sort }),
    );
    const { rows } = await sql<{ text_body: string }>`
      select m.text_body from unnest(${page.ids}::bigint[]) with ordinality i (id, n) join messages m on m.id = i.id order by i.n`.execute(
      world.db,
    );
    return { ...page, texts: rows.map(({ text_body }) => text_body) };
  };
  const newest = await textsOf("parking", "timestamp");
  expect(newest.texts).toEqual(["parking 10049", "parking 10048", "parking !"]);
  expect([newest.count, newest.capped, newest.sorted]).toEqual([10_000, true, null]);
  const sorted = await textsOf("parking", "preview");
  expect(sorted.texts).toEqual(["parking 9999", "parking 9998", "parking 9997"]);
  expect([sorted.count, sorted.capped, sorted.sorted]).toEqual([10_000, true, 10_000]);
  const all = await textsOf("", "preview", { search: null });
  expect([all.count, all.capped, all.sorted, all.texts[0]]).toEqual([10_000, true, 10_000, "parking 9999"]);
  const few = await textsOf("parking 77", "timestamp", { types: ["text"] });
  expect([few.count, few.capped]).toEqual([many.filter(({ text_body }) => / 77/.test(text_body)).length, false]);
  // A search that finds nothing for long ends, says up to where it looked, and goes on from there.
  const { rows: own } = await sql<{ id: number }>`
    update messages set type = 'location' where text_body = 'parking 7' returning id`.execute(world.db);
  const found: number[] = [];
  for (let after: Mark | null = null; ; ) {
    const page: Awaited<ReturnType<typeof find>> = await read(async (tx) =>
      find(
        tx,
        { ...everyMessage, types: ["location"], search: await understand(tx, "parking") },
        { ...ask, sort: "timestamp", after },
      ),
    );
    found.push(...page.ids);
    if (page.lookedTo !== null) expect(page.next).not.toBeNull();
    after = page.next;
    if (after === null) break;
  }
  expect(found).toEqual([own[0]!.id]);
  expect(noon.getTime()).toBeLessThan(many[0]!.sent_at.getTime());
});

describe("more than can be fetched, page by page", () => {
  beforeAll(async () => {
    // Some of what people wrote stands in a group; some came days after it was written, and some before.
    await sql`
      with made as (
        insert into conversations (channel_id, group_id, address_kind, address, address_at)
        select id, 'group', 'group', 'group', now() from channels limit 1 returning id
      )
      update messages set conversation_id = made.id from made where direction = 'in' and messages.id % 7 = 3`.execute(
      world.db,
    );
    const late = Array.from({ length: 60 }, (_, n) => ({
      who: n % 7,
      text_body: `parking late ${n}`,
      sent_at: at(100_000 + n * 150 + (n % 5 === 0 ? 90_000 : 0)),
    }));
    await write(world.db, crowd, late.slice(0, 30));
    await rollUp(world.db);
    await write(world.db, crowd, late.slice(30));
    // More people than a page has rows, who began one after the other and went on together.
    const names = Array.from({ length: 150 }, (_, n) => `Hana ${n}`);
    const many = names.flatMap((_, who) =>
      Array.from({ length: 8 }, (_, n) => ({ who, sent_at: at(who * 61 + n * n * 700 + (who % 11) * n) })),
    );
    await write(world.db, await gather(world.db, names), many);
  });

  test.each<[string, Partial<MessageFilter>]>([
    ["Ana", {}],
    ["Ana", { statuses: ["read", "failed"], to: at(104_000) }],
    ["Ana", { types: ["image"] }],
    ["parking", {}],
    ["parking", { from: at(102_000), to: at(103_500), directions: ["in"] }],
    ["late", { statuses: ["received"] }],
    ["Hana", {}],
    ["Hana", { from: at(3_000), to: at(20_000) }],
    ["Hana", { statuses: ["received"] }],
  ])("%s %j", async (typed, given) => {
    for (const order of ["asc", "desc"] as const) {
      const { ids, wanted, first } = await read(async (tx) => {
        const filter = { ...everyMessage, ...given, search: await understand(tx, typed) };
        const { rows } = await sql<{ id: number }>`
          select m.id from ${matching(filter)} m order by ${orderBy(orderOf("timestamp"), order)}`.execute(tx);
        const found: number[] = [];
        const first = await find(tx, filter, { sort: "timestamp", order, limit: 100, after: null });
        for (let after: Mark | null = null, pages = 0; pages < 300; pages += 1) {
          const own: typeof first =
            after === null ? first : await find(tx, filter, { sort: "timestamp", order, limit: 100, after });
          found.push(...own.ids);
          after = own.next;
          if (after === null) break;
        }
        return { ids: found, wanted: rows.map(({ id }) => id), first };
      });
      expect(wanted).not.toEqual([]);
      expect(ids, order).toEqual(wanted);
      expect(first.capped ? first.count <= wanted.length : first.count === wanted.length, order).toBe(true);
    }
  });
});
