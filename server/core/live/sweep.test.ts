// Which events are deleted and which are kept, and that no listener resumes before deleted events.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { happened } from "../../base/journal.ts";
import { parts } from "./position.ts";
import { eraOf, here, missed } from "./stream.ts";
import { sweep } from "./sweep.ts";

const database = useDatabase();
beforeEach(async () => {
  await sql`truncate events restart identity`.execute(database.db);
  await sql`update event_stream_horizon set xid = '0'`.execute(database.db);
});

const minute = 60;
const day = 24 * 60 * minute;

const write = (type: string, secondsAgo: number, bookingId: number | null = null) =>
  database.db.transaction().execute((tx) => happened(tx, { type, about: { booking_id: bookingId } }, at(-secondsAgo)));

const left = async () =>
  (await database.db.selectFrom("events").select(["type", "booking_id", "at"]).orderBy("id").execute()).map(
    (row) => `${row.type} ${row.booking_id ?? "-"} ${(noon.getTime() - row.at.getTime()) / 1000}`,
  );

test("pointers go after an hour, the rest after seven days, a booking's events never", async () => {
  await write("booking.confirmed", 400 * day, 7);
  await write("spot.changed", 7 * day + 1);
  await write("spot.changed", 7 * day - 1);
  await write("inbox.changed", 7 * day + 1);
  await write("inbox.changed", 60 * minute + 1);
  await write("conversation.changed", 60 * minute + 1);
  await write("inbox.changed", 60 * minute - 1);
  await write("audit.written", 2 * day);
  expect(await sweep(database.db, noon)).toBe(4);
  expect(await left()).toEqual([
    `booking.confirmed 7 ${400 * day}`,
    `spot.changed - ${7 * day - 1}`,
    `inbox.changed - ${60 * minute - 1}`,
    `audit.written - ${2 * day}`,
  ]);
  expect(await sweep(database.db, noon)).toBe(0);
});

test("many rows, many of the same moment, go in several steps", async () => {
  await sql`insert into events (at, type) select ${at(-2 * 60 * minute)}::timestamptz + (n % 3) * interval '0.4 milliseconds',
    case when n % 2 = 0 then 'inbox.changed' else 'spot.changed' end from generate_series(1, 9000) n`.execute(
    database.db,
  );
  expect(await sweep(database.db, noon)).toBe(4_500);
  expect(new Set((await left()).map((row) => row.split(" ")[0]))).toEqual(new Set(["spot.changed"]));
});

test("whoever was away since before something was deleted has missed it; others resume", async () => {
  const { db } = database;
  const era = await eraOf(db);
  const place = async () => {
    // Ignores the open transactions of other tests on this server.
    const { xmax } = parts((await here(db, era)).seen);
    return { era, seen: `${xmax}:${xmax}:`, within: null };
  };
  const before = await place();
  await write("inbox.changed", 2 * 60 * minute);
  const after = await place();
  await write("inbox.changed", 1);
  const upto = (await place()).seen;
  expect(await missed(db, before, upto, 10)).toHaveLength(2);
  await sweep(db, noon);
  expect(await missed(db, before, upto, 10)).toBeNull();
  expect(await missed(db, after, upto, 10)).toHaveLength(1);
});
