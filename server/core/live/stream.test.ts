// In whatever order transactions commit, each event is read once, and in a possible order.
import { type Kysely, sql, type Transaction } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { happened } from "../../base/journal.ts";
import { cursorOf, parts, positionOf, type StreamPosition } from "./position.ts";
import { eraOf, follow, here, missed } from "./stream.ts";

const database = useDatabase();
beforeEach(async () => {
  await sql`truncate events restart identity`.execute(database.db);
});

/** Writes an event and returns its id. */
async function write(tx: Kysely<DB>, type = "device.online"): Promise<number> {
  await happened(tx as Transaction<DB>, { type }, noon);
  const { rows } = await sql<{ id: number }>`select currval(pg_get_serial_sequence('events', 'id')) as id`.execute(tx);
  return rows[0]!.id;
}

/** Writes an event in a transaction of its own. */
const writeAlone = (): Promise<number> => database.db.transaction().execute((tx) => write(tx));

/** A transaction that stays open until the test ends it. */
async function open() {
  const trx = await database.db.startTransaction().execute();
  return {
    write: () => write(trx),
    commit: () => trx.commit().execute(),
    rollback: () => trx.rollback().execute(),
  };
}

/** A reader that follows from a position, with pages of a given size. */
function reader(start: StreamPosition, limit = 100) {
  let place = start;
  return {
    place: () => place,
    async read(): Promise<number[]> {
      const ids: number[] = [];
      for (let more = true; more; ) {
        const page = await follow(database.db, place, limit);
        ({ place, more } = page);
        ids.push(...page.events.map(({ id }) => id));
      }
      return ids;
    },
  };
}

const start = async () => here(database.db, await eraOf(database.db));

test("what was there before is not told, what comes is", async () => {
  await writeAlone();
  const one = reader(await start());
  expect(await one.read()).toEqual([]);
  const ids = [await writeAlone(), await writeAlone()];
  expect(await one.read()).toEqual(ids);
  expect(await one.read()).toEqual([]);
});

test("an event says what happened, and to what", async () => {
  const from = await start();
  const about = { lot_id: 1, spot_id: 2, booking_id: 3, account_id: 4, device_id: 5 };
  await database.db
    .transaction()
    .execute((tx) => happened(tx, { type: "spot.changed", about, data: { state: "free", light: "green" } }, noon));
  const { events } = await follow(database.db, from, 10);
  expect(events).toEqual([
    {
      id: expect.any(Number),
      cursor: expect.any(String),
      type: "spot.changed",
      at: noon,
      lot_id: 1,
      spot_id: 2,
      booking_id: 3,
      account_id: 4,
      device_id: 5,
      data: { state: "free", light: "green" },
    },
  ]);
});

test("a transaction that stays open holds up nobody, and is told when it commits, however late", async () => {
  const one = reader(await start());
  const slow = await open();
  const early = await slow.write();
  const quick = await writeAlone();
  expect(quick).toBeGreaterThan(early);
  expect(await one.read()).toEqual([quick]);
  const resumed = reader(one.place());
  const later = [await writeAlone(), await writeAlone()];
  expect(await one.read()).toEqual(later);
  await slow.commit();
  expect(await one.read()).toEqual([early]);
  expect((await resumed.read()).sort()).toEqual([early, ...later]);
});

test("what is rolled back is never told, and savepoints are told with their transaction", async () => {
  const one = reader(await start());
  const gone = await open();
  await gone.write();
  const kept = await writeAlone();
  await gone.rollback();
  const [first, third] = await database.db.transaction().execute(async (tx) => {
    const before = await write(tx);
    await sql`savepoint s`.execute(tx);
    await write(tx);
    await sql`rollback to savepoint s`.execute(tx);
    await sql`savepoint t`.execute(tx);
    const after = await write(tx);
    await sql`release savepoint t`.execute(tx);
    return [before, after];
  });
  expect(await one.read()).toEqual([kept, first, third]);
});

test("every event's cursor leads to exactly what came after it, in pages of any size", async () => {
  const from = await start();
  const slow = await open();
  const late = await slow.write();
  const ids: number[] = [];
  for (let n = 0; n < 7; n += 1) ids.push(await writeAlone());
  for (const size of [1, 2, 3, 7, 100]) {
    const cursors: { id: number; cursor: string }[] = [];
    let place = from;
    for (let more = true; more; ) {
      const page = await follow(database.db, place, size);
      ({ place, more } = page);
      cursors.push(...page.events);
    }
    expect(cursors.map(({ id }) => id)).toEqual(ids);
    for (const [n, { cursor }] of cursors.entries())
      expect([size, n, await reader(positionOf(cursor)!, 2).read()]).toEqual([size, n, ids.slice(n + 1)]);
  }
  const middle = (await follow(database.db, from, 3)).events.at(-1)!;
  await slow.commit();
  const more = await writeAlone();
  expect(await reader(positionOf(middle.cursor)!, 2).read()).toEqual([...ids.slice(3), late, more]);
});

test("many at once: each is read once by each reader, also by those who resume anywhere", async () => {
  const from = await start();
  const readers = [reader(from, 1), reader(from, 7), reader(from, 500)];
  const read: number[][] = [[], [], []];
  const resumed: { before: number[]; place: StreamPosition }[] = [];
  let writing = true;
  const reading = Promise.all(
    readers.map(async (one, n) => {
      while (writing) {
        read[n]!.push(...(await one.read()));
        if (n === 2) resumed.push({ before: [...read[n]!], place: one.place() });
      }
      read[n]!.push(...(await one.read()));
    }),
  );
  const chains: number[][] = [];
  const lane = async (lane: number) => {
    const chain: number[] = [];
    for (let n = 0; n < 25; n += 1) {
      const trx = await database.db.startTransaction().execute();
      const ids = [await write(trx), await write(trx)];
      if ((n + lane) % 5 === 0) await trx.rollback().execute();
      else {
        await trx.commit().execute();
        chain.push(...ids);
      }
    }
    chains.push(chain);
  };
  await Promise.all(Array.from({ length: 4 }, (_, n) => lane(n)));
  writing = false;
  await reading;
  const all = chains.flat().sort((a, b) => a - b);
  for (const ids of read) {
    expect([...ids].sort((a, b) => a - b)).toEqual(all);
    // Events that happened one after the other are read in this order.
    for (const chain of chains) expect(ids.filter((id) => chain.includes(id))).toEqual(chain);
  }
  for (const { before, place } of resumed.filter((_, n) => n % 5 === 0)) {
    const after = await reader(place, 9).read();
    expect([...before, ...after].sort((a, b) => a - b)).toEqual(all);
  }
});

describe("what was missed", () => {
  test("is everything up to a snapshot, or null when it is more than was asked for", async () => {
    const from = await start();
    const ids = [await writeAlone(), await writeAlone(), await writeAlone()];
    const upto = await start();
    await writeAlone();
    const found = async (limit: number) => (await missed(database.db, from, upto.seen, limit))?.map(({ id }) => id);
    expect(await found(10)).toEqual(ids);
    expect(await found(3)).toEqual(ids);
    expect(await found(2)).toBeUndefined();
    const [first] = (await missed(database.db, from, upto.seen, 10))!;
    const rest = await missed(database.db, positionOf(first!.cursor)!, upto.seen, 10);
    expect(rest?.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  test("is not known from a place that lies ahead", async () => {
    const now = await start();
    const { xmin, xmax } = parts(now.seen);
    const ahead = { ...now, seen: `${xmin}:${xmax + 1_000n}:` };
    expect(await missed(database.db, ahead, now.seen, 10)).toBeNull();
  });
});

describe("the era", () => {
  test("stays over connections, and is another when the server has recovered from a crash", async () => {
    const first = await eraOf(database.db);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await eraOf(database.db)).toBe(first);
    const { rows } = await sql<{ relpersistence: string }>`
      select relpersistence from pg_class where oid = 'event_stream_epoch'::regclass`.execute(database.db);
    expect(rows).toEqual([{ relpersistence: "u" }]);
    // As the server does with unlogged tables during recovery.
    await sql`truncate event_stream_epoch`.execute(database.db);
    expect(await eraOf(database.db)).not.toBe(first);
  });

  test("is another in a restored backup, whose events are neither told nor told again", async () => {
    const first = await eraOf(database.db);
    const from = await start();
    await sql`insert into events (at, type, xid) values (${noon}, 'device.online', '9000000000'), (${noon}, 'device.online', '9000000001')`.execute(
      database.db,
    );
    await sql`update event_stream_horizon set xid = '9000000000'`.execute(database.db);
    expect(await reader(from).read()).toEqual([]);
    expect(await eraOf(database.db)).not.toBe(first);
    const now = await start();
    const id = await writeAlone();
    expect(await reader(now).read()).toEqual([id]);
    const { rows } = await sql<{ xid: string }>`
      select xid from event_stream_horizon union all select xid from events where xid < '100'`.execute(database.db);
    expect(rows.map(({ xid }) => xid)).toEqual(["0", "3", "3"]);
    expect(await missed(database.db, now, (await start()).seen, 10)).toHaveLength(1);
  });
});

test("a cursor is no longer than an address can be", async () => {
  const trx = await Promise.all(Array.from({ length: 6 }, open));
  for (const one of trx) await one.write();
  const cursor = cursorOf(await start());
  expect(cursor.length).toBeLessThan(200);
  for (const one of trx) await one.rollback();
});
