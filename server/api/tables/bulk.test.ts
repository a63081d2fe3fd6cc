// One action over many messages: named or by filter, only those with which it makes sense, and the counters keep step.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { at, noon } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import { type Crowd, gather, mixture, write } from "../../../test/support/traffic.ts";
import { counting } from "../../core/inbox/effects.ts";

const world = useApp();
let crowd: Crowd;
beforeEach(async () => {
  await wipe(world.db);
  crowd = await gather(world.db, ["Ana", "Ben", "Chidi", "Dora", "Emil", "Farah", "Gil"]);
});

const bulk = (payload: object) => world.call("agent", { method: "POST", url: "/api/table/messages/bulk", payload });

/** Sets the counters of conversations to what their messages say, as recording would have. */
const settle = () =>
  sql`update conversations v set unread_count = (
    select count(*) from messages m where m.conversation_id = v.id and ${counting} and m.read_at is null)`.execute(
    world.db,
  );

/** Conversations whose counter is not the number of their unread messages. */
async function wrong(): Promise<unknown[]> {
  const { rows } = await sql`
    select v.id, v.unread_count, n.unread from conversations v, lateral (
      select count(*) as unread from messages m where m.conversation_id = v.id and ${counting} and m.read_at is null
    ) n where v.unread_count <> n.unread`.execute(world.db);
  return rows;
}

const unreadIds = async (): Promise<number[]> =>
  (
    await sql<{ id: number }>`select id from messages where direction = 'in' and read_at is null order by id`.execute(
      world.db,
    )
  ).rows.map(({ id }) => id);

describe("read and unread", () => {
  test("messages named one by one", async () => {
    const ids = await write(world.db, crowd, mixture(40));
    await settle();
    const before = await unreadIds();
    const some = ids.slice(0, 25);
    const answer = await bulk({ ids: [...some, ...some, 999_999], action: "mark_read" });
    expect(answer).toMatchObject({
      status: 200,
      json: { matched: 26, changed: before.filter((id) => some.includes(id)).length, refused: [] },
    });
    expect(await unreadIds()).toEqual(before.filter((id) => !some.includes(id)));
    expect(await wrong()).toEqual([]);
    expect((await bulk({ ids: some, action: "mark_read" })).json.changed).toBe(0);
    const back = await bulk({ ids: some, action: "mark_unread" });
    expect(back.json.changed).toBeGreaterThan(0);
    expect(await wrong()).toEqual([]);
  });

  test("all that a filter matches, and nothing else", async () => {
    await write(world.db, crowd, mixture(120));
    await settle();
    const before = await unreadIds();
    const { rows } = await sql<{ id: number }>`
      select id from messages where type = 'video' and direction = 'in' and read_at is null order by id`.execute(
      world.db,
    );
    const answer = await bulk({ filter: { type: "video", time_zone: "UTC" }, action: "mark_read" });
    expect(answer.json).toEqual({ matched: rows.length, changed: rows.length, refused: [] });
    const videos = new Set(rows.map(({ id }) => id));
    expect(await unreadIds()).toEqual(before.filter((id) => !videos.has(id)));
    expect((await bulk({ filter: { direction: "out" }, action: "mark_read" })).json.matched).toBe(0);
    await bulk({ filter: { q: "Ana" }, action: "mark_unread" });
    const ana = crowd.conversations[0]!.id;
    const { rows: read } = await sql`
      select from messages where conversation_id = ${ana} and direction = 'in' and read_at is not null`.execute(
      world.db,
    );
    expect(read).toEqual([]);
    expect(await wrong()).toEqual([]);
  });

  test("colleagues who look on are told once for each conversation", async () => {
    await write(world.db, crowd, [{ who: 0 }, { who: 0 }, { who: 1 }]);
    await settle();
    await sql`delete from events`.execute(world.db);
    await bulk({ filter: {}, action: "mark_read" });
    const { rows } = await sql<{ data: { conversation_ids: number[] } }>`
      select data from events where type = 'conversation.changed' order by id`.execute(world.db);
    expect(rows.flatMap(({ data }) => data.conversation_ids).sort()).toEqual(
      [0, 1].map((n) => crowd.conversations[n]!.id).sort(),
    );
  });

  test("a filter that matches more than can be done at once changes nothing", async () => {
    const rows = Array.from({ length: 2_600 }, (_, n) => ({ who: n, sent_at: at(n) }));
    await write(world.db, crowd, rows);
    await write(world.db, crowd, rows);
    await settle();
    const answer = await bulk({ filter: {}, action: "mark_read" });
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    expect(await unreadIds()).toHaveLength(5_200);
    expect((await bulk({ filter: { q: "Ana" }, action: "mark_read" })).status).toBe(200);
    expect(await wrong()).toEqual([]);
  });
});

describe("sending anew", () => {
  const failed = async (code: number | null, text: string) => {
    const { channelId, conversationId } = await openConversation(world.db, { from: "15550100001", sentAt: noon });
    const [id] = await queue(world.db, [{ channelId, conversationId, draft: { type: "text", text } }]);
    await sql`delete from outbox where message_id = ${id}`.execute(world.db);
    await sql`update messages set status = 'failed', error_code = ${code}, error_title = 'It failed' where id = ${id}`.execute(
      world.db,
    );
    return id!;
  };

  test("what failed goes out again, in order, and what cannot is told with its reason", async () => {
    const first = await failed(null, "one");
    const second = await failed(null, "two");
    const [other] = await write(world.db, crowd, [{ direction: "out", status: "sent" }]);
    const answer = await bulk({ ids: [second, other!, first, 999_999], action: "retry_failed" });
    expect(answer.json).toMatchObject({ matched: 4, changed: 2 });
    expect(answer.json.refused.map(({ id }: { id: number }) => id)).toEqual([other, 999_999]);
    const { rows } = await sql<{ text_body: string; origin: string }>`
      select m.text_body, m.origin from outbox o join messages m on m.id = o.message_id order by o.message_id`.execute(
      world.db,
    );
    expect(rows).toEqual([
      { text_body: "one", origin: "api:test" },
      { text_body: "two", origin: "api:test" },
    ]);
    expect(world.queued).toBe(1);
  });

  test("every refusal is told, however many", async () => {
    const ids = await write(
      world.db,
      crowd,
      Array.from({ length: 188 }, () => ({ direction: "out", status: "sent" }) as const),
    );
    const { json } = await bulk({ ids, action: "retry_failed" });
    expect(json).toMatchObject({ matched: 188, changed: 0 });
    expect(json.refused.map(({ id }: { id: number }) => id)).toEqual(ids.toSorted((a, b) => a - b));
    for (const { reason } of json.refused) expect(reason).toMatch(/\.$/);
  });

  test("a filter stands for what failed of it; asked twice it goes out once", async () => {
    await failed(null, "one");
    await write(world.db, crowd, [{ direction: "out", status: "read" }, {}]);
    for (let time = 0; time < 2; time += 1)
      expect((await bulk({ filter: { direction: "out" }, action: "retry_failed" })).json).toMatchObject({
        matched: 1,
        changed: time === 0 ? 1 : 0,
        refused: time === 0 ? [] : [{ id: expect.any(Number), reason: expect.stringContaining("sent again already") }],
      });
    expect((await bulk({ filter: { status: "read" }, action: "retry_failed" })).json.matched).toBe(0);
    const { rows } = await sql`select from outbox`.execute(world.db);
    expect(rows).toHaveLength(1);
  });
});

test.each([
  [{ action: "mark_read" }],
  [{ ids: [1], filter: {}, action: "mark_read" }],
  [{ ids: [], action: "mark_read" }],
  [{ ids: [0], action: "mark_read" }],
  [{ ids: Array.from({ length: 1_001 }, (_, n) => n + 1), action: "mark_read" }],
  [{ ids: [1], action: "delete" }],
  [{ filter: { sort: "preview" }, action: "mark_read" }],
  [{ filter: { from: "2026-02-30" }, action: "mark_read" }],
  [{ ids: [1], action: "mark_read", more: true }],
])("%j is refused", async (payload) => {
  expect(await bulk(payload)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
});

test("a viewer may not", async () => {
  const request = {
    method: "POST" as const,
    url: "/api/table/messages/bulk",
    payload: { ids: [1], action: "mark_read" },
  };
  expect((await world.call("viewer", request)).status).toBe(403);
});
