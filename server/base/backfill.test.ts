import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { type Backfill, type Progress, runBackfills, unfinished } from "./backfill.ts";

const database = useDatabase();
const now = () => new Date("2026-11-30T12:00:00Z");
let told: Progress[] = [];
const run = (backfill: Backfill, signal = new AbortController().signal) =>
  runBackfills(database.db, [backfill], {
    now,
    signal,
    tell: (progress) => told.push(progress),
  });

/** Doubles each price once; a second time would show. */
const doubling: Backfill = {
  name: "0100_double",
  table: "wares",
  change: (tx, after, upTo) =>
    sql`update wares set price = price * 2 where id > ${after} and id <= ${upTo}`.execute(tx),
};

const prices = async (): Promise<number[]> =>
  (await database.pool.query("select distinct price from wares order by 1")).rows.map(({ price }) => price);

beforeEach(async () => {
  told = [];
  await database.pool.query(`drop table if exists wares; delete from backfills;
    create table wares (id bigint generated always as identity primary key, price int not null);
    insert into wares (price) select 1 from generate_series(1, 9000)`);
});

test("all rows are changed once, in batches, with progress, and not again at the next start", async () => {
  await run(doubling);
  expect(await prices()).toEqual([2]);
  expect(told.map(({ share }) => share.toFixed(2))).toEqual(["0.22", "0.44", "0.67", "0.89", "1.00"]);
  await database.pool.query("insert into wares (price) values (2)");
  await run(doubling);
  expect(await prices()).toEqual([2]);
  expect(await unfinished(database.db)).toEqual([]);
});

test("what ends in the middle goes on where it was", async () => {
  let batches = 0;
  const failing: Backfill = {
    ...doubling,
    async change(tx, after, upTo) {
      await doubling.change(tx, after, upTo);
      if (++batches === 3) throw new Error("killed");
    },
  };
  await expect(run(failing)).rejects.toThrow("killed");
  expect(await prices()).toEqual([1, 2]);
  expect(await unfinished(database.db)).toEqual([{ name: "0100_double", share: 4000 / 9000 }]);
  await run(doubling);
  expect(await prices()).toEqual([2]);
});

test("one of an empty table that was cut off before its first batch counts as done", async () => {
  await database.pool.query("insert into backfills (name, last, begun_at) values ('0100_double', 0, now())");
  expect(await unfinished(database.db)).toEqual([{ name: "0100_double", share: 1 }]);
});

test("it ends soon after it is told to, also on an empty table", async () => {
  const leaving = new AbortController();
  await run(
    { ...doubling, change: (...batch) => Promise.resolve(leaving.abort()).then(() => doubling.change(...batch)) },
    leaving.signal,
  );
  expect(await unfinished(database.db)).toEqual([{ name: "0100_double", share: 2000 / 9000 }]);
  await database.pool.query("delete from backfills; truncate wares");
  await run(doubling);
  expect(await unfinished(database.db)).toEqual([]);
});
