// Bookings on a real database, with a fake clock: one winner, one charge, and the light that follows.
import { beforeEach, expect, test } from "vitest";
import { at, next } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { noticeWords } from "../../../test/support/parking.ts";
import * as accounts from "../accounts/accounts.ts";
import * as ledger from "../accounts/ledger.ts";
import * as devices from "../devices/devices.ts";
import * as state from "../devices/state.ts";
import { costSoFar } from "./billing.ts";
import * as bookings from "./bookings.ts";
import type { CommandContext, RunCommand } from "./command-context.ts";
import { type Failed, lookAround, runDue } from "./due-jobs.ts";
import * as lots from "./lots.ts";
import type { Notice } from "./notices.ts";
import { createReadings } from "./readings.ts";
import { reconcile } from "./reconcile.ts";
import * as spots from "./spots.ts";

const database = useDatabase();

let told: Notice[] = [];
const command = <T>(seconds: number, run: (ctx: CommandContext) => Promise<T>) =>
  database.db.transaction().execute((tx) => run({ tx, now: at(seconds), by: "test", notices: told }));
const wordsTold = () => told.map((notice) => noticeWords(notice, at(0)));
/** Runs what is due after so many seconds; returns the seconds until the next run. */
const due = async (seconds: number) => {
  const runCommand: RunCommand = (_, run) => command(seconds, run);
  const failed: Failed = (error) => {
    throw error;
  };
  await lookAround(database.db, runCommand, failed);
  const next = await runDue(database.db, runCommand, at(seconds), failed);
  return (next.getTime() - at(seconds).getTime()) / 1_000;
};

let lot: lots.Lot;
let own: spots.Spot[];
let board: number;
beforeEach(async () => {
  told = [];
  const over = { status: "cancelled", closed_at: at(0) };
  await database.db.updateTable("bookings").set(over).where("status", "in", ["reserved", "active"]).execute();
  lot = await command(0, (one) =>
    lots.create(
      one,
      {
        name: "Market Square",
        currency: "USD",
        time_zone: "UTC",
        rate_cents_per_hour: 300,
        daily_cap_cents: null,
        free_minutes: 0,
        hold_minutes: 720,
        reminder_minutes: 30,
        extension_minutes: 60,
        offer_minutes: 10,
        debounce_seconds: 30,
        minimum_balance_cents: 100,
        low_balance_minutes: 30,
        max_stay_minutes: 1_440,
        agent_limit_cents: 10_000,
      },
      ["A", "B"],
    ),
  );
  own = await spots.list(database.db, lot.id);
  board = (await command(0, (one) => devices.create(one, { name: "Post A", spotId: own[0]!.id }))).id;
  await say(0, { kind: "presence", online: true });
  await say(0, { kind: "reading", occupied: false });
});

const guest = async () => {
  const contact = { id: next(), phone: String(15_550_500_000 + next()) };
  return (await command(0, (one) => accounts.guest(one, contact, "USD"))).id;
};
const book = (seconds: number, accountId: number, spot = 0, key: string | null = null) =>
  command(seconds, (one) => bookings.reserve(one, { accountId, spotId: own[spot]!.id, key }));
const say = (seconds: number, what: { kind: "presence"; online: boolean } | { kind: "reading"; occupied: boolean }) =>
  command(seconds, async (one) => {
    const message = { deviceId: board, retained: false, at: at(seconds), receivedAt: at(seconds), ...what };
    const { spots: changed } = await state.note(one.tx, [{ ...message, transport: "mqtt" }]);
    await reconcile(one, [...changed.keys()]);
  });
const car = (seconds: number, occupied: boolean) => say(seconds, { kind: "reading", occupied });
const look = (seconds: number) => command(seconds, (one) => reconcile(one, [own[0]!.id]));
const spotA = () => spots.get(database.db, own[0]!.id);
const booking = (id: number) => command(0, (one) => bookings.lockBooking(one, id));
const balance = (id: number) => ledger.balanceOf(database.db, id, "USD");
const openKinds = async () => {
  const rows = await database.db
    .selectFrom("incidents")
    .select("kind")
    .where("spot_id", "=", own[0]!.id)
    .where("closed_at", "is", null)
    .orderBy("kind")
    .execute();
  return rows.map(({ kind }) => kind);
};

test("a stay from booking to charge, with its lights", async () => {
  const driver = await guest();
  const made = await book(0, driver);
  expect(made).toMatchObject({ status: "reserved", rate_cents_per_hour: 300, expires_at: at(720 * 60) });
  expect((await spotA()).light_desired).toBe("blue");
  await car(60, true);
  expect(await booking(made.id)).toMatchObject({ status: "active", started_at: at(60) });
  expect((await spotA()).light_desired).toBe("red");
  expect(costSoFar(await booking(made.id), at(60 + 3_600))).toBe(300);
  await car(60 + 7_200, false);
  expect((await booking(made.id)).status).toBe("active");
  await look(60 + 7_200 + 30);
  expect(await booking(made.id)).toMatchObject({ status: "completed", ended_at: at(60 + 7_200), amount_cents: 600 });
  expect(await balance(driver)).toBe(9_400);
  expect((await spotA()).light_desired).toBe("green");
  await look(60 + 9_000);
  expect(await balance(driver)).toBe(9_400);
  expect(await ledger.verify(database.db)).toEqual([]);
});

test("a sensor that flaps does not end the stay", async () => {
  const made = await book(0, await guest());
  for (const [seconds, occupied] of [
    [10, true],
    [20, false],
    [40, true],
    [45, false],
    [60, true],
  ] as const) {
    await car(seconds, occupied);
  }
  await look(600);
  expect(await booking(made.id)).toMatchObject({ status: "active", started_at: at(10), empty_since: null });
});

test("one of many gets the spot, and a driver gets one spot", async () => {
  const drivers = await Promise.all(Array.from({ length: 6 }, guest));
  const results = await Promise.allSettled(drivers.map((driver) => book(0, driver)));
  expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  for (const one of results) if (one.status === "rejected") expect(one.reason.code).toBe("SPOT_TAKEN");
  const winner = drivers[results.findIndex((one) => one.status === "fulfilled")]!;
  await expect(book(1, winner, 1)).rejects.toMatchObject({ code: "ALREADY_BOOKED" });
});

test("what was asked twice is booked once", async () => {
  const driver = await guest();
  const [first, again] = [await book(0, driver, 0, "message:1"), await book(1, driver, 0, "message:1")];
  expect(again.id).toBe(first.id);
});

test("who cannot pay cannot book; who owes cannot either", async () => {
  const driver = await guest();
  const take = { kind: "adjustment", cents: -9_901, currency: "USD", reason: "test", key: `take${driver}` } as const;
  await command(0, (one) => accounts.adjust(one, driver, take));
  await expect(book(0, driver)).rejects.toMatchObject({ code: "BALANCE_TOO_LOW" });
  await command(0, (one) => accounts.adjust(one, driver, { ...take, cents: 1, key: `give${driver}` }));
  const made = await book(0, driver);
  await car(1, true);
  await car(1 + 3_600 * 2, false);
  await look(1 + 3_600 * 2 + 30);
  expect((await booking(made.id)).amount_cents).toBe(600);
  expect(await balance(driver)).toBe(-500);
  await expect(book(90_000, driver)).rejects.toMatchObject({ code: "BALANCE_TOO_LOW" });
});

test("a hold ends when no car came, and can be made longer once", async () => {
  const made = await book(0, await guest());
  expect(await command(1, (one) => bookings.extend(one, made.id))).toMatchObject({ expires_at: at(780 * 60) });
  await expect(command(2, (one) => bookings.extend(one, made.id))).rejects.toMatchObject({ code: "CANNOT_EXTEND" });
  expect(await command(779 * 60, (one) => bookings.expire(one, made.id))).toBe(false);
  expect(await command(780 * 60, (one) => bookings.expire(one, made.id))).toBe(true);
  expect((await booking(made.id)).status).toBe("expired");
  expect((await spotA()).light_desired).toBe("green");
});

test("a booking is cancelled while it waits, and not once the car is there", async () => {
  const driver = await guest();
  const first = await book(0, driver);
  expect((await command(1, (one) => bookings.cancel(one, first.id))).status).toBe("cancelled");
  const second = await book(2, driver);
  await car(3, true);
  await expect(command(4, (one) => bookings.cancel(one, second.id))).rejects.toMatchObject({ code: "BOOKING_CLOSED" });
  expect(await bookings.openOf(database.db, driver)).toMatchObject({ id: second.id });
});

test("a car without booking, and a board that goes away during a stay, are told and pass", async () => {
  await car(1, true);
  expect(await openKinds()).toEqual(["car_without_booking"]);
  await expect(book(2, await guest())).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  await car(3, false);
  expect(await openKinds()).toEqual([]);
  await book(4, await guest());
  await car(5, true);
  await say(6, { kind: "presence", online: false });
  expect(await openKinds()).toEqual(["device_offline_during_stay"]);
  expect((await spotA()).light_desired).toBe("red");
  await say(7, { kind: "presence", online: true });
  expect(await openKinds()).toEqual([]);
});

test("a free spot whose board is away is unknown and cannot be booked", async () => {
  await say(1, { kind: "presence", online: false });
  expect(spots.stateOfSpot(await spotA())).toBe("unknown");
  await expect(book(2, await guest())).rejects.toMatchObject({ code: "SPOT_TAKEN" });
});

test("what is due is done once, however late: the reminder, the end of the hold, the end of the stay", async () => {
  const [first, second] = [await guest(), await guest()];
  const made = await book(0, first);
  await due(689 * 60);
  expect(wordsTold()).toEqual([]);
  expect(await due(690 * 60)).toBe(10);
  await due(691 * 60);
  expect(wordsTold()).toEqual([expect.stringMatching(/kept for you until Fri 00:00\..*extend/)]);
  expect(await due(720 * 60 - 4)).toBe(4);
  await due(9_000 * 60);
  expect((await booking(made.id)).status).toBe("expired");
  expect(wordsTold().slice(1)).toEqual([expect.stringContaining("no car came")]);
  told = [];
  const stay = await book(9_001 * 60, second);
  await car(9_002 * 60, true);
  await car(9_062 * 60, false);
  await due(9_062 * 60 + 29);
  expect((await booking(stay.id)).status).toBe("active");
  await due(9_062 * 60 + 30);
  await due(9_062 * 60 + 31);
  expect(await booking(stay.id)).toMatchObject({ status: "completed", amount_cents: 300 });
  expect(wordsTold()).toEqual([
    expect.stringContaining("You are parked on *A*"),
    expect.stringContaining("Total: *$3.00*"),
  ]);
});

test("an empty spot whose board went away does not end the stay until the board is back", async () => {
  const made = await book(0, await guest());
  await car(1, true);
  await car(10, false);
  await say(11, { kind: "presence", online: false });
  await due(100);
  expect((await booking(made.id)).status).toBe("active");
  await say(200, { kind: "presence", online: true });
  // The sensor may report something else any moment.
  await due(201);
  expect((await booking(made.id)).status).toBe("active");
  await due(216);
  expect(await booking(made.id)).toMatchObject({ status: "completed", ended_at: at(10) });
});

test("readings are noted in order, and what follows is committed with it", async () => {
  const made = await book(0, await guest());
  const readings = createReadings((_, run) => command(60, run));
  const said = (occupied: boolean, seconds: number) =>
    readings.hear({
      kind: "reading",
      occupied,
      deviceId: board,
      retained: false,
      at: at(seconds),
      receivedAt: at(60),
      transport: "http",
    });
  expect(await Promise.all([said(true, 5), said(false, 20), said(true, 30), said(false, 10)])).toEqual([
    "taken",
    "taken",
    "taken",
    "stale",
  ]);
  expect(await booking(made.id)).toMatchObject({ status: "active", started_at: at(5), empty_since: null });
});
