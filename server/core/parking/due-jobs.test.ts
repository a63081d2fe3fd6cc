// Due jobs on a real database: each is done once, however late, whatever else fails, and in races with boards and people.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import * as state from "../devices/state.ts";
import type { Booking } from "./billing.ts";
import * as bookings from "./bookings.ts";
import type { RunCommand } from "./command-context.ts";
import { type Failed, lookAround, runDue } from "./due-jobs.ts";
import { reconcile, unreconciled } from "./reconcile.ts";
import * as staffActions from "./staff-actions.ts";

const park = usePark();

const low = (driver: number) => park.words(driver).filter((words) => words.startsWith("Your balance of"));

/** A stay at 3.00 an hour at a spot with a board; the driver has `cents`. */
async function stay(cents: number) {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const driver = await park.guest();
  const { id } = await park.reserve(driver, ids[0]!);
  await park.setBalance(driver, cents);
  const car = (occupied: boolean) => park.say(board, { kind: "reading", occupied });
  await car(true);
  return { spot: ids[0]!, board, driver, id, car };
}

/** Advances the clock in small steps and runs what is due after each. */
async function live(seconds: number, step: number) {
  for (let gone = 0; gone < seconds; gone += step) {
    park.pass(step);
    await park.due();
  }
}

test("a driver is warned once that the balance gets low, and again when a top-up gets low in its turn", async () => {
  const { driver } = await stay(300);
  await live(29 * 60, 60);
  expect(low(driver)).toEqual([]);
  await live(31 * 60, 60);
  expect(low(driver)).toEqual([expect.stringMatching(/^Your balance of \$3\.00 covers about 30 min more on \*A\*/)]);
  const given = { kind: "top_up" as const, cents: 300, currency: "USD", reason: "cash", key: `due:${driver}` };
  await park.command((ctx) => staffActions.credit(ctx, driver, given));
  await live(25 * 60, 60);
  expect(low(driver)).toHaveLength(1);
  await live(65 * 60, 60);
  expect(low(driver)).toHaveLength(2);
});

test("a driver who has hardly anything when the car comes is warned at once", async () => {
  const { driver } = await stay(100);
  await park.due();
  await park.due();
  expect(low(driver)).toEqual([expect.stringMatching(/^Your balance of \$1\.00 covers about 20 min more/)]);
});

test("a warning that is late says that the balance is used up, and the stay goes on and is owed", async () => {
  const { driver, car, id } = await stay(100);
  park.pass(7_200);
  await park.due();
  expect(low(driver)).toEqual([expect.stringMatching(/is used up, while you are parked/)]);
  await car(false);
  await live(30, 30);
  expect(await park.booking(id)).toMatchObject({ status: "completed", amount_cents: 600 });
  expect(await park.balance(driver)).toBe(-500);
  expect(park.words(driver).at(-1)).toMatch(/You owe \$5\.00/);
});

test("a lot that does not warn does not; a stay that is over is not warned of", async () => {
  const { ids } = await park.lot(["A"], { low_balance_minutes: 0 });
  const silent = await park.guest();
  const { id } = await park.reserve(silent, ids[0]!);
  await park.setBalance(silent, 100);
  await park.command((ctx) => staffActions.start(ctx, id, { note: null }));
  const { driver, id: other } = await stay(300);
  await park.command((ctx) => staffActions.complete(ctx, other, { note: null, endedAt: null }));
  await live(7_200, 1_800);
  expect([...low(silent), ...low(driver)]).toEqual([]);
});

test("a light that is confirmed, or whose board is away, not of MQTT or new, is no matter", async () => {
  const { ids } = await park.lot(["A", "B", "C", "D"]);
  const [fine, away, http, fresh] = ids as [number, number, number, number];
  const boards = await Promise.all([fine, away, http].map((id) => park.board(id)));
  await park.say(boards[0]!, { kind: "light", light: "green" });
  await park.say(boards[2]!, { kind: "reading", occupied: false }, { transport: "http" });
  await park.say(boards[1]!, { kind: "presence", online: false });
  park.pass(90);
  await park.board(fresh);
  await park.due();
  for (const id of ids) expect(await park.matters(id)).toEqual([]);
  park.pass(60);
  await park.due();
  expect(await park.matters(fresh)).toEqual(["light_not_confirmed"]);
});

test("what fails is told, keeps nothing else from being done, and is done at the next look", async () => {
  const { ids } = await park.lot(["A", "B", "C"]);
  const made: Booking[] = [];
  for (const id of ids) made.push(await park.reserve(await park.guest(), id));
  const failing = made[1]!.id;
  park.pass(720 * 60);
  const failed: [string, number, string][] = [];
  await runDue(
    park.db,
    (by, run) =>
      park.runCommand(by, async (ctx) => {
        const result = await run(ctx);
        const { status } = await bookings.peek(ctx.tx, failing);
        if (status === "expired") throw new Error("the disk is full");
        return result;
      }),
    park.clock(),
    (error, what, id) => failed.push([what, id, (error as Error).message]),
  );
  expect(failed).toEqual([["expire", failing, "the disk is full"]]);
  const statuses = () => Promise.all(made.map(async ({ id }) => (await park.booking(id)).status));
  expect(await statuses()).toEqual(["expired", "reserved", "expired"]);
  await park.due();
  expect(await statuses()).toEqual(["expired", "expired", "expired"]);
});

test("accounts that cannot follow a merge keep nothing else from being done", async () => {
  const { ids } = await park.lot(["A"]);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  await park.db.insertInto("contact_merges").values({ gone: 8_000_001, kept: 8_000_002 }).execute();
  park.pass(720 * 60);
  const failed: string[] = [];
  const runCommand: RunCommand = (by, run) =>
    by === "merge" ? Promise.reject(new Error("a knot")) : park.runCommand(by, run);
  const note: Failed = (error, what) => failed.push(`${what}: ${(error as Error).message}`);
  await lookAround(park.db, runCommand, note);
  await runDue(park.db, runCommand, park.clock(), note);
  expect(failed).toEqual(["merge: a knot"]);
  expect((await park.booking(id)).status).toBe("expired");
});

test("the next look is when something is due, at most ten seconds away, and never in the past", async () => {
  const seconds = async () => ((await park.due()).getTime() - park.clock().getTime()) / 1_000;
  expect(await seconds()).toBe(10);
  const { car } = await stay(10_000);
  await car(false);
  park.pass(24);
  expect(await seconds()).toBe(6);
  park.pass(6);
  expect(await seconds()).toBe(10);
  const { ids } = await park.lot(["A"], { hold_minutes: 1, reminder_minutes: 0 });
  await park.reserve(await park.guest(), ids[0]!);
  park.pass(57);
  expect(await seconds()).toBe(3);
});

test("a hold ends in spite of an outage of days, with one message and no reminder", async () => {
  const { ids } = await park.lot(["A"]);
  const driver = await park.guest();
  const { id } = await park.reserve(driver, ids[0]!);
  park.pass(5 * 86_400);
  await Promise.all([park.due(), park.due(), park.due()]);
  expect(await park.booking(id)).toMatchObject({ status: "expired", closed_at: at(5 * 86_400) });
  expect(park.words(driver)).toEqual([expect.stringContaining("no car came")]);
});

test("a hold is not ended while the board that would have seen the car may not be back from an outage", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  park.pass(5 * 86_400);
  await state.doubt(park.db, park.clock());
  await park.due();
  expect((await park.booking(id)).status).toBe("reserved");
  park.pass(10);
  await park.say(board, { kind: "reading", occupied: true });
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "active", started_at: at(5 * 86_400 + 10) });
});

test("a board that does not come back is away, and the hold ends", async () => {
  const { ids } = await park.lot(["A"]);
  await park.board(ids[0]!);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  park.pass(720 * 60);
  await state.doubt(park.db, park.clock());
  await live(state.timeouts.returnMs / 1_000, 10);
  expect((await park.booking(id)).status).toBe("expired");
  expect(await park.spot(ids[0]!)).toMatchObject({ presence: "offline", light_desired: "off" });
});

test("what was noted and not seen to, because a process ended in between, is seen to at the next look", async () => {
  const { ids } = await park.lot(["A", "B", "C", "D"]);
  const boards: number[] = [];
  for (const id of ids) boards.push(await park.board(id));
  const note = (board: number, what: { kind: "reading"; occupied: boolean } | { kind: "presence"; online: boolean }) =>
    park.command(({ tx, now }) =>
      state.note(tx, [
        { ...what, deviceId: boards[board]!, at: now, receivedAt: now, retained: false, transport: "mqtt" },
      ]),
    );
  const made: Booking[] = [];
  for (const id of ids.slice(0, 2)) made.push(await park.reserve(await park.guest(), id));
  await park.say(boards[1]!, { kind: "reading", occupied: true });
  expect(await unreconciled(park.db)).toEqual([]);
  park.pass(60);
  // At the first spot the booked car arrives, at the second it leaves, at the third an unknown car arrives, and the fourth spot's board
  // goes offline.
  await note(0, { kind: "reading", occupied: true });
  await note(1, { kind: "reading", occupied: false });
  await note(2, { kind: "reading", occupied: true });
  await note(3, { kind: "presence", online: false });
  expect(await unreconciled(park.db)).toEqual(ids);
  park.pass(10);
  await park.due();
  expect(await unreconciled(park.db)).toEqual([]);
  expect(await park.booking(made[0]!.id)).toMatchObject({ status: "active", started_at: at(60) });
  expect(await park.booking(made[1]!.id)).toMatchObject({ empty_since: at(60), end_due_at: at(100) });
  expect(await park.matters(ids[2]!)).toEqual(["car_without_booking"]);
  const lights = await Promise.all(ids.map(async (id) => (await park.spot(id)).light_desired));
  expect(lights).toEqual(["red", "red", "red", "off"]);
  await note(1, { kind: "reading", occupied: true });
  await note(3, { kind: "presence", online: true });
  expect(await unreconciled(park.db)).toEqual([ids[1], ids[3]]);
  park.pass(60);
  await park.due();
  expect(await park.booking(made[1]!.id)).toMatchObject({ status: "active", empty_since: null });
  await note(1, { kind: "presence", online: false });
  expect(await unreconciled(park.db)).toEqual([ids[1]]);
  await park.due();
  expect(await park.matters(ids[1]!)).toContain("device_offline_during_stay");
  await note(1, { kind: "presence", online: true });
  expect(await unreconciled(park.db)).toEqual([ids[1]]);
  await park.due();
  expect(await park.matters(ids[1]!)).not.toContain("device_offline_during_stay");
});

test("a car that came before the hold ended, and was only not seen to, is not turned away", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  park.pass(719 * 60);
  await park.command(({ tx, now }) =>
    state.note(tx, [
      {
        kind: "reading",
        occupied: true,
        deviceId: board,
        at: now,
        receivedAt: now,
        retained: false,
        transport: "mqtt",
      },
    ]),
  );
  park.pass(120);
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "active", started_at: at(719 * 60) });
});

test("a car that comes in the moment in which the hold ends stays, or is told of: one of both, and never half", async () => {
  const seen = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const { ids } = await park.lot(["A"], { hold_minutes: 1 });
    const board = await park.board(ids[0]!);
    const { id } = await park.reserve(await park.guest(), ids[0]!);
    await park.say(board, { kind: "light", light: "blue" });
    park.pass(60);
    const car = () => park.say(board, { kind: "reading", occupied: true });
    await Promise.all(round % 2 === 0 ? [park.due(), car()] : [car(), park.due()]);
    await park.due();
    const { status } = await park.booking(id);
    seen.add(status);
    expect(await park.matters(ids[0]!)).toEqual(status === "active" ? [] : ["car_without_booking"]);
    expect((await park.spot(ids[0]!)).light_desired).toBe("red");
  }
  expect([...seen].every((status) => status === "active" || status === "expired")).toBe(true);
});

test("a booking that is given back while its car comes is cancelled or begins, and its light is right", async () => {
  for (let round = 0; round < 20; round += 1) {
    const { ids } = await park.lot(["A"]);
    const board = await park.board(ids[0]!);
    const { id } = await park.reserve(await park.guest(), ids[0]!);
    const cancel = () =>
      park
        .command((ctx) => bookings.cancel(ctx, id))
        .then(
          () => "cancelled",
          (error) => error.code,
        );
    const car = () => park.say(board, { kind: "reading", occupied: true });
    const outcomes = await Promise.all(round % 2 === 0 ? [cancel(), car()] : [car(), cancel()]);
    const { status } = await park.booking(id);
    expect(outcomes).toContain(status === "active" ? "BOOKING_CLOSED" : "cancelled");
    expect((await park.spot(ids[0]!)).light_desired).toBe("red");
    expect(await unreconciled(park.db)).toEqual([]);
  }
});

test("many look at the same time, boards flap and staff complete: each stay is charged once", async () => {
  const { ids } = await park.lot(["A", "B", "C", "D"], { debounce_seconds: 1 });
  const boards: number[] = [];
  for (const id of ids) boards.push(await park.board(id));
  const drivers = [];
  for (const _ of ids) drivers.push(await park.guest());
  for (let round = 0; round < 8; round += 1) {
    const made: number[] = [];
    for (const [place, id] of ids.entries()) made.push((await park.reserve(drivers[place]!, id)).id);
    const say = (place: number, occupied: boolean) => park.say(boards[place]!, { kind: "reading", occupied });
    await Promise.all(ids.map((_, place) => say(place, true)));
    park.pass(60);
    await Promise.all(ids.map((_, place) => say(place, false)));
    park.pass(1);
    const complete = (id: number) =>
      park
        .command((ctx) => staffActions.complete(ctx, id, { note: null, endedAt: null }))
        .catch((error) => expect(error.code).toBe("BOOKING_CLOSED"));
    await Promise.all([
      park.due(),
      park.due(),
      ...made.map(complete),
      park.command((ctx) => reconcile(ctx, ids)),
      ...ids.map((_, place) => say(place, false)),
    ]);
    for (const id of made) expect(await park.booking(id)).toMatchObject({ status: "completed", amount_cents: 5 });
  }
  for (const driver of drivers) {
    expect(await park.balance(driver)).toBe(10_000 - 8 * 5);
    expect(park.words(driver).filter((words) => words.startsWith("*Receipt*"))).toHaveLength(8);
  }
  expect(await park.books()).toEqual([]);
});
