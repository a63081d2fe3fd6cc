// The cursor on a real database: ids that become visible late are not lost, and gaps that will never be filled are forgotten.
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import { makeClock } from "../../../test/support/clock.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { until } from "../../../test/support/until.ts";
import * as cursor from "./cursor.ts";
import { replay } from "./dead-letters.ts";

const database = useDatabase();
let clock = makeClock();
let patience: cursor.GapWait = { gapAt: 0, since: 0 };
beforeEach(async () => {
  clock = makeClock();
  patience = { gapAt: 0, since: 0 };
  await wipe(database.db);
});

const insert =
  "insert into webhooks (source, query, body, received_at) select 'meta', '', $1::bytea, now() from (select pg_current_xact_id() as xid) x where x.xid is not null";
const add = async (...bodies: string[]) => {
  for (const body of bodies) await database.pool.query(insert, [Buffer.from(body)]);
};

/** Takes one batch, as the drain does, and returns its bodies. */
async function take(): Promise<string[]> {
  return database.db.transaction().execute(async (tx) => {
    const batch = await cursor.next(tx, patience, clock().getTime());
    await batch.done(tx);
    return batch.webhooks.map((row) => row.body.toString());
  });
}

const open = new Set<pg.Client>();
afterEach(async () => {
  for (const client of open) await client.end();
  open.clear();
});

/** A transaction on another connection that has written a webhook and is still open. */
async function pending(body: string): Promise<{ end(how: "commit" | "rollback"): Promise<void> }> {
  const client = new pg.Client(database.url);
  await client.connect();
  open.add(client);
  await client.query("begin");
  await client.query(insert, [Buffer.from(body)]);
  return {
    async end(how) {
      await client.query(how);
      await client.end();
      open.delete(client);
    },
  };
}

const gaps = async () =>
  (await database.db.selectFrom("webhook_gaps").select(["first_id", "last_id"]).orderBy("first_id").execute()).map(
    (gap) => [gap.first_id, gap.last_id],
  );
const forget = () => database.db.transaction().execute(cursor.forgetGaps);
/** Waits until the gaps are forgotten, which also needs the transactions of other tests on the same server to end. */
const forgotten = (left: number[][]) =>
  until("the gaps forgotten", async () => {
    await forget();
    return JSON.stringify(await gaps()) === JSON.stringify(left);
  });

test("in order, once, then nothing", async () => {
  await add("a", "b", "c");
  expect(await take()).toEqual(["a", "b", "c"]);
  expect(await take()).toEqual([]);
  await add("d");
  expect(await take()).toEqual(["d"]);
});

test("a batch that was not recorded is taken again", async () => {
  await add("a");
  const failing = database.db.transaction().execute(async (tx) => {
    const batch = await cursor.next(tx, patience, clock().getTime());
    await batch.done(tx);
    throw new Error("poison");
  });
  await expect(failing).rejects.toThrow("poison");
  expect(await take()).toEqual(["a"]);
});

test("one that commits a little late holds the later ones back, and order is kept", async () => {
  await add("a");
  const slow = await pending("b");
  await add("c");
  expect(await take()).toEqual(["a"]);
  expect(await take()).toEqual([]);
  await slow.end("commit");
  expect(await take()).toEqual(["b", "c"]);
  expect(await gaps()).toEqual([]);
});

test("one that commits very late is stepped over, remembered, and not lost", async () => {
  const slow = await pending("late");
  const slower = await pending("later");
  await add("a", "b");
  expect(await take()).toEqual([]);
  clock.advance(300);
  expect(await take()).toEqual(["a", "b"]);
  expect(await gaps()).toEqual([[1, 2]]);
  await forget();
  expect(await gaps()).toEqual([[1, 2]]);
  await slower.end("commit");
  await forget();
  expect(await take()).toEqual(["later"]);
  expect(await gaps()).toEqual([[1, 1]]);
  await slow.end("commit");
  await forget();
  expect(await take()).toEqual(["late"]);
  expect(await gaps()).toEqual([]);
  expect(await take()).toEqual([]);
});

test("a gap in the middle of a range is cut out of it", async () => {
  const all = [await pending("1"), await pending("2"), await pending("3")];
  await add("a");
  await take();
  clock.advance(300);
  await take();
  await all[1]!.end("commit");
  expect(await take()).toEqual(["2"]);
  expect(await gaps()).toEqual([
    [1, 1],
    [3, 3],
  ]);
  await all[0]!.end("rollback");
  await all[2]!.end("commit");
  await forgotten([[3, 3]]);
  expect(await take()).toEqual(["3"]);
});

test("what was rolled back is forgotten once nobody of that time is left", async () => {
  const broken = await pending("never");
  const witness = await pending("x");
  await broken.end("rollback");
  await add("a");
  await take();
  clock.advance(300);
  expect(await take()).toEqual(["a"]);
  await forget();
  expect(await gaps()).toEqual([[1, 2]]);
  await witness.end("rollback");
  await forgotten([]);
});

test("each gap is waited for anew", async () => {
  await (await pending("x")).end("rollback");
  await add("a");
  await (await pending("y")).end("rollback");
  await add("b");
  await take();
  clock.advance(300);
  expect(await take()).toEqual(["a"]);
  expect(await take()).toEqual([]);
  clock.advance(300);
  expect(await take()).toEqual(["b"]);
});

test("a replay is taken before what is new, once, and moves nothing", async () => {
  await add("a", "b", "c");
  await take();
  await add("d");
  expect(await replay(database.db, { what: "range", from: 2, to: 900 })).toBe(2);
  expect(await replay(database.db, { what: "range", from: 2, to: 900 })).toBe(0);
  expect(await take()).toEqual(["b", "c"]);
  expect(await take()).toEqual(["d"]);
  expect(await replay(database.db, { what: "all" })).toBe(4);
  expect(await take()).toEqual(["a", "b", "c", "d"]);
  expect(await take()).toEqual([]);
});

test("a batch stays small enough to be held in memory, and none is left out", async () => {
  await database.pool.query(
    "insert into webhooks (source, query, body, received_at) select 'meta', '', decode(repeat('41', 3000000), 'hex'), $1 from generate_series(1, 7)",
    [noon],
  );
  const sizes = [];
  for (let batch = await take(); batch.length > 0; batch = await take()) sizes.push(batch.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(7);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
  await replay(database.db, { what: "all" });
  expect((await take()).length).toBeLessThanOrEqual(3);
});

test("a log of thousands is taken in batches of hundreds", async () => {
  await database.pool.query(
    "insert into webhooks (source, query, body, received_at) select 'meta', '', convert_to(i::text, 'UTF8'), $1 from generate_series(1, 1000) i",
    [noon],
  );
  const taken = [];
  for (let batch = await take(); batch.length > 0; batch = await take()) taken.push(...batch);
  expect(taken).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index + 1)));
});
