// The inbox over HTTP: every filter and combination, paging while messages arrive, and one conversation.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, makeEcho, makeInboundMessage, metaChannel, noon, twilioChannel } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import * as channels from "../../core/inbox/channels.ts";

const world = useApp();
let other: { id: number; name: string };
beforeEach(async () => {
  await wipe(world.db);
  await sql`truncate events, labels cascade`.execute(world.db);
  await channels.ensure(world.db, [metaChannel, twilioChannel]);
  other = await world.person("admin");
});

const get = (url: string) => world.asPerson("agent", { method: "GET", url: `/api/inbox${url}` });
const post = (url: string, payload: object = {}) =>
  world.asPerson("agent", { method: "POST", url: `/api/inbox${url}`, payload });
const patch = (id: number, payload: object) =>
  world.asPerson("agent", { method: "PATCH", url: `/api/inbox/conversations/${id}`, payload });
const ids = (answer: { json: { conversations: { id: number }[] } }) => answer.json.conversations.map(({ id }) => id);

/** A conversation of a new number whose customer wrote `seconds` after noon. */
async function talk(seconds: number, given: Parameters<typeof openConversation>[1] = {}): Promise<number> {
  const from = `15550200${100 + seconds}`;
  return (await openConversation(world.db, { from, sentAt: at(seconds), ...given })).conversationId;
}

async function label(name: string): Promise<number> {
  const payload = { name, colour: "#F2B544" };
  return (await world.call("admin", { method: "POST", url: "/api/inbox/labels", payload })).json.id;
}

test("a row says who, what last, and whether one may write freely", async () => {
  const id = await talk(5, { text: "where is my car?" });
  const answer = await get("/conversations");
  expect(answer).toMatchObject({ status: 200, json: { next_cursor: null } });
  expect(answer.json.conversations).toEqual([
    {
      id,
      state: "bot",
      waiting: null,
      snoozed_until: null,
      unread: false,
      channel: { id: expect.any(Number), provider: "meta", number: "15550100000" },
      contact: { id: expect.any(Number), name: "Ana", phone: "15550200105", username: null },
      group_id: null,
      last_message: {
        id: expect.any(Number),
        direction: "in",
        type: "text",
        shown_as: null,
        preview: "where is my car?",
        at: "2026-01-01T12:00:05.000Z",
        state: "received",
      },
      last_message_at: "2026-01-01T12:00:05.000Z",
      unread_count: 1,
      assignee: null,
      labels: [],
      came_by: null,
      missed_call: false,
      bot: { state: "active", quiet_since: null, out_of_answers_until: null },
      window: { open: true, certain: true, closes_at: "2026-01-02T11:59:05.000Z" },
      hit: null,
    },
  ]);
  world.clock.advance(86_400_000);
  expect((await get("/conversations")).json.conversations[0].window.open).toBe(false);
  await talk(5, { type: "reaction", sentAt: world.clock() });
  expect((await get(`/conversations/${id}`)).json.window).toEqual({
    open: true,
    certain: false,
    closes_at: "2026-01-03T11:59:00.000Z",
  });
});

test("the newest message of either direction decides the order; a group has no contact", async () => {
  const [first, second] = [await talk(1), await talk(2)];
  const group = await talk(3, { groupId: "G1" });
  expect(ids(await get("/conversations"))).toEqual([group, second, first]);
  await record(world.db, [makeEcho({ to: "15550200101", sentAt: at(9) })]);
  const answer = await get("/conversations");
  expect(ids(answer)).toEqual([first, group, second]);
  expect(answer.json.conversations[0]).toMatchObject({ last_message: { direction: "out", state: "sent" } });
  expect(answer.json.conversations[1]).toMatchObject({ contact: null, group_id: "G1" });
});

test("those who came by an ad or a post are found, also when they have written since", async () => {
  const referral = { source_type: "ad", headline: "Sale" };
  const [, ad] = [await talk(1), await talk(2, { content: { referral } })];
  await record(world.db, [makeInboundMessage({ from: "15550200102", text: "and later", sentAt: at(8) })]);
  const answer = await get("/conversations?came_by=ad");
  expect(ids(answer)).toEqual([ad]);
  expect(answer.json.conversations[0]).toMatchObject({ came_by: "ad", last_message: { preview: "and later" } });
  expect((await get("/conversations?came_by=bus")).status).toBe(400);
});

describe("filters", () => {
  /** The properties of a conversation; one conversation is made for every combination. */
  type Kind = {
    id: number;
    done: boolean;
    unread: boolean;
    whose: "me" | "other" | null;
    twilio: boolean;
    labelled: boolean;
  };
  let all: Kind[];
  let urgent: number;
  let twilioId: number;

  beforeEach(async () => {
    urgent = await label("urgent");
    all = [];
    for (const done of [false, true])
      for (const unread of [false, true])
        for (const whose of ["me", "other", null] as const)
          for (const twilio of [false, true])
            for (const labelled of [false, true]) {
              const id = await talk(all.length, twilio ? { channel: twilioChannel } : {});
              all.unshift({ id, done, unread, whose, twilio, labelled });
              if (!unread) await post(`/conversations/${id}/read`);
              await patch(id, {
                assignee_id: whose === "me" ? "me" : whose === "other" ? other.id : null,
                labels: labelled ? [urgent] : [],
                state: done ? "done" : "bot",
              });
            }
    const found = await world.db.selectFrom("channels").select("id").where("provider", "=", "twilio").execute();
    twilioId = found[0]!.id;
  }, 60_000);

  test("every combination finds what it says, and nothing else", async () => {
    const tests: [string, (kind: Kind) => boolean][][] = [
      [
        ["", ({ done }) => !done],
        ["state=done", ({ done }) => done],
        ["state=all", () => true],
      ],
      [
        ["", () => true],
        ["filter=unread", ({ unread }) => unread],
        ["filter=mine", ({ whose }) => whose === "me"],
        ["filter=unassigned", ({ whose }) => whose === null],
      ],
      [
        ["", () => true],
        [`channel=${twilioId}`, ({ twilio }) => twilio],
      ],
      [
        ["", () => true],
        [`label=${urgent}`, ({ labelled }) => labelled],
        ["label=2147483647", () => false],
      ],
      [
        ["", () => true],
        [`assignee=${other.id}`, ({ whose }) => whose === "other"],
      ],
      [
        ["", () => true],
        ["q=hello", () => true],
      ],
    ];
    const combinations = tests.reduce<[string, (kind: Kind) => boolean][]>(
      (some, more) =>
        some.flatMap(([a, one]) =>
          more.map(([b, two]) => [`${a}&${b}`, (k: Kind) => one(k) && two(k)] as [string, (kind: Kind) => boolean]),
        ),
      [["limit=500", () => true]],
    );
    expect(combinations).toHaveLength(288);
    for (const [query, wanted] of combinations)
      expect([query, ids(await get(`/conversations?${query}`))]).toEqual([
        query,
        all.filter(wanted).map(({ id }) => id),
      ]);
  }, 60_000);

  test("counts say how many open ones there are", async () => {
    const open = all.filter(({ done }) => !done);
    expect((await get("/counts")).json).toEqual({
      open: open.length,
      ...{ waiting: 0, bot: open.length, snoozed: 0, done: all.length - open.length },
      unread: open.filter(({ unread }) => unread).length,
      mine: open.filter(({ whose }) => whose === "me").length,
      unassigned: 0,
      cap: 1_000,
    });
  });

  test("of an API key nothing is its own", async () => {
    const answer = await world.call("agent", { method: "GET", url: "/api/inbox/conversations?filter=mine" });
    expect(ids(answer)).toEqual([]);
    const counts = await world.call("agent", { method: "GET", url: "/api/inbox/counts" });
    expect(counts.json.mine).toBe(0);
  });
});

test("what is not a filter is refused", async () => {
  for (const query of ["state=closed", "filter=all2", "channel=x", "label=0", "limit=0", "cursor=x"])
    expect([query, (await get(`/conversations?${query}`)).status]).toEqual([query, 400]);
});

test("a search names the message that matches, and whatever is searched for is answered", async () => {
  const id = await talk(1, { text: "The <b>zeppelin</b> has landed" });
  await talk(2, { text: "hello" });
  const [found] = (await get("/conversations?q=ZEPP&state=all")).json.conversations;
  expect(found).toMatchObject({
    id,
    hit: { message_id: found.last_message.id, snippet: "The <b>zeppelin</b> has landed", at: at(1).toISOString() },
  });
  expect((await get("/conversations?q=15550200101")).json.conversations).toMatchObject([{ id, hit: null }]);
  expect(ids(await get(`/conversations?q=${"ana".padEnd(300)}`))).toHaveLength(2);
  const hostile = ["\0", "a\0b", "' | '", "\\", "%", ":*", "!(a&b)", "\u202E\u05D0", "ana & !bob", "x".repeat(10_000)];
  for (const q of hostile)
    expect([q, (await get(`/conversations?q=${encodeURIComponent(q)}`)).status]).toEqual([q, 200]);
  for (const q of ["%ff", "%ed%a0%80"]) expect((await get(`/conversations?q=${q}`)).status).toBeLessThan(500);
});

test("paging loses nothing and shows nothing twice, though messages arrive meanwhile", async () => {
  const made: number[] = [];
  for (let seconds = 0; seconds < 30; seconds++)
    made.unshift(await talk(Math.floor(seconds / 3), { from: `1555030${1_000 + seconds}` }));
  const seen: number[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const answer = await get(`/conversations?limit=4${cursor ? `&cursor=${cursor}` : ""}`);
    seen.push(...ids(answer));
    cursor = answer.json.next_cursor;
    pages += 1;
    // A conversation that was already listed moves to the top, and a new one is added.
    await record(world.db, [makeInboundMessage({ from: "15550301029", sentAt: at(100 + pages) })]);
    await talk(200 + pages);
  } while (cursor !== null);
  expect(seen).toEqual(made);
  expect(pages).toBe(8);
});

describe("one conversation", () => {
  test("comes with its contact, account, bookings and other conversations", async () => {
    const sender = { waId: "15550100001", bsuid: "US.1", parentBsuid: null, username: "ana.perez" };
    const { conversationId: id, contactId } = await openConversation(world.db, { sender });
    const { conversationId: second } = await openConversation(world.db, { channel: twilioChannel, sentAt: at(3) });
    await world.db
      .insertInto("accounts")
      .values({ username: "whatsapp_1", contact_id: contactId, currency: "USD", created_at: noon })
      .execute();
    const answer = await get(`/conversations/${id}`);
    expect(answer).toMatchObject({
      status: 200,
      json: {
        id,
        message_count: 1,
        customer_email: null,
        notes: "",
        created_at: expect.any(String),
        contact: {
          id: contactId,
          name: "Ana",
          profile_name: "Ana",
          given_name: null,
          username: "ana.perez",
          identities: [
            { kind: "wa_id", value: "15550100001", replaced_by: null },
            { kind: "bsuid", value: "US.1" },
            { kind: "username", value: "ana.perez" },
          ],
        },
        account: { username: "whatsapp_1", currency: "USD", balance_cents: 0, balances: [] },
        bookings: { open: null, last: [] },
        conversations: [{ id: second, channel: { provider: "twilio" }, state: "bot", unread_count: 1 }],
      },
    });
    expect(answer.json).not.toHaveProperty("hit");
  });

  test("of a group has neither contact nor account", async () => {
    const id = await talk(1, { groupId: "G1" });
    expect((await get(`/conversations/${id}`)).json).toMatchObject({
      contact: null,
      account: null,
      conversations: [],
    });
  });

  test.each(["9", "9007199254740991", "999999999999999999999", "0", "x"])("%s is not there", async (id) => {
    expect([400, 404]).toContain((await get(`/conversations/${id}`)).status);
    for (const [method, url] of [
      ["PATCH", ""],
      ["POST", "/read"],
      ["POST", "/unread"],
    ] as const) {
      const request = { method, url: `/api/inbox/conversations/${id}${url}`, payload: {} };
      expect([400, 404]).toContain((await world.asPerson("agent", request)).status);
    }
  });
});
