// Lists of bookings: filters, pages, and the history of one.
import { beforeAll, expect, test } from "vitest";
import { at, next } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import * as accounts from "../accounts/accounts.ts";
import * as bookings from "./bookings.ts";
import type { CommandContext } from "./command-context.ts";
import { count, find, newestFirst } from "./find-bookings.ts";
import * as listing from "./listing.ts";
import * as lots from "./lots.ts";
import * as spots from "./spots.ts";
import * as staffActions from "./staff-actions.ts";
import { usual } from "./terms.ts";

const database = useDatabase();

const command = <T>(seconds: number, run: (ctx: CommandContext) => Promise<T>, by = "test") =>
  database.db.transaction().execute((tx) => run({ tx, now: at(seconds), by, notices: [] }));
const guest = async () =>
  (await command(0, (one) => accounts.guest(one, { id: next(), phone: String(15_550_300_000 + next()) }, "USD"))).id;

type Before = { at: Date; id: number } | null;
const list = async (filter: Partial<listing.BookingFilter> = {}, limit = 50, before: Before = null) => {
  const wanted = { ...listing.everyBooking, ...filter };
  const { rows } = await find(database.db, wanted, newestFirst(limit, before));
  return { total: await count(database.db, wanted), rows };
};
const idsOf = async (filter: Partial<listing.BookingFilter>) => (await list(filter)).rows.map((row) => row.id);

let [north, south] = [0, 0];
let drivers: number[];
let made: number[];

beforeAll(async () => {
  const terms = { ...usual, currency: "USD", rate_cents_per_hour: 300 };
  const codes = Array.from({ length: 9 }, (_, index) => `A${index}`);
  north = (await command(0, (one) => lots.create(one, { ...terms, name: "North" }, codes))).id;
  south = (await command(0, (one) => lots.create(one, { ...terms, name: "South" }, ["A0", "Z"]))).id;
  const places = [...(await spots.list(database.db, north)), ...(await spots.list(database.db, south))];
  drivers = [];
  made = [];
  for (const [index, { id: spotId }] of places.entries()) {
    const accountId = await guest();
    drivers.push(accountId);
    // Several bookings have the same time.
    const booking = await command(Math.floor(index / 4), (one) =>
      bookings.reserve(one, { accountId, spotId, key: `k${index}` }),
    );
    made.push(booking.id);
  }
  await command(10, (one) => bookings.cancel(one, made[0]!));
  await command(10, (one) => staffActions.start(one, made[1]!, { note: null }));
});

test("bookings are listed newest first, each with the names of what it is about", async () => {
  const { total, rows } = await list();
  expect(total).toBe(11);
  expect(rows.map((row) => row.id)).toEqual([...made].reverse());
  expect(rows[0]).toMatchObject({
    code: "Z",
    lot_name: "South",
    time_zone: "UTC",
    username: expect.stringMatching(/^whatsapp_15550/),
    contact_id: expect.any(Number),
    reserved_at: at(2),
  });
  expect(await listing.one(database.db, made[10]!)).toEqual(rows[0]);
  await expect(listing.one(database.db, 999_999)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("each filter keeps what it says", async () => {
  expect(await idsOf({ statuses: ["cancelled"] })).toEqual([made[0]]);
  expect(await idsOf({ statuses: ["cancelled", "active"] })).toEqual([made[1], made[0]]);
  expect(await idsOf({ accountIds: [drivers[3]!, drivers[4]!] })).toEqual([made[4], made[3]]);
  expect(await idsOf({ accountIds: [] })).toEqual([]);
  expect(await idsOf({ spotCode: "a0" })).toEqual([made[9], made[0]]);
  expect(await idsOf({ spotCode: "a0", lotId: south })).toEqual([made[9]]);
  expect(await idsOf({ spotCode: "nowhere" })).toEqual([]);
  expect(await idsOf({ lotId: south })).toEqual([made[10], made[9]]);
  expect(await list({ lotId: south }, 1)).toMatchObject({ total: 2, rows: [{ id: made[10] }] });
});

test("pages lose nothing and repeat nothing, also of those made at one moment", async () => {
  const found: number[] = [];
  let before: Before = null;
  for (;;) {
    const { rows } = await list({}, 3, before);
    found.push(...rows.map((row) => row.id));
    const last = rows.at(-1);
    if (!last) break;
    before = { at: last.reserved_at, id: last.id };
  }
  expect(found).toEqual([...made].reverse());
});

test("the timeline of a booking has what happened and what staff did, oldest first", async () => {
  const id = made[1]!;
  await command(3_610, (one) => staffActions.complete(one, id, { endedAt: null, note: "sensor broken" }), "api:Ana");
  const told = await listing.timeline(database.db, id);
  expect(told).toMatchObject([
    { type: "booking.confirmed", at: at(0), by: null, note: null, data: { expires_at: expect.any(String) } },
    { type: "stay.started", at: at(10) },
    { type: "booking.start", at: at(10), by: "test", note: null },
    { type: "stay.ended", at: at(3_610), data: { amount_cents: 300 } },
    {
      type: "booking.complete",
      at: at(3_610),
      by: "api:Ana",
      note: "sensor broken",
      data: { before: { status: "active" }, after: { status: "completed" } },
    },
  ]);
  expect(await listing.timeline(database.db, 999_999)).toEqual([]);
});

test("what was asked under a key is found with the spot that was asked for, also after the booking was moved", async () => {
  const asked = (key: string) => command(20, (one) => listing.findByKey(one, key));
  const before = await asked("k9");
  expect(before).toMatchObject({ id: made[9], account_id: drivers[9] });
  const free = (await spots.list(database.db, north)).find((spot) => spots.stateOfSpot(spot) === "free")!;
  await command(20, (one) => staffActions.move(one, made[9]!, { spotId: free.id, note: null }));
  expect((await listing.one(database.db, made[9]!)).spot_id).toBe(free.id);
  expect(await asked("k9")).toEqual(before);
  expect(await asked("nobody's")).toBeNull();
});
