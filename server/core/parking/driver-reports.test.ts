// What drivers report about their car, compared with what the sensor reports.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import type { Booking } from "./billing.ts";
import * as bookings from "./bookings.ts";
import * as driverReports from "./driver-reports.ts";

const park = usePark();

const parked = (booking: Booking) => park.command((ctx) => driverReports.reportParked(ctx, booking));
const left = (booking: Booking) => park.command((ctx) => driverReports.reportLeft(ctx, booking));
const notMine = (booking: Booking) => park.command((ctx) => driverReports.reportNotMine(ctx, booking));

/** A booked spot, with or without a board. */
async function booked({ board }: { board: boolean }) {
  const { ids } = await park.lot(["A"]);
  const spot = ids[0]!;
  const device = board ? await park.board(spot) : 0;
  const driver = await park.guest();
  const made = await park.reserve(driver, spot);
  const car = (occupied: boolean) => park.say(device, { kind: "reading", occupied });
  const presence = (online: boolean) => park.say(device, { kind: "presence", online });
  const now = () => park.booking(made.id);
  return { spot, device, driver, made, car, presence, now };
}

test("without a board the driver's word begins and ends the stay", async () => {
  const { spot, driver, made, now } = await booked({ board: false });
  park.pass(60);
  expect(await parked(made)).toBe("started");
  expect(await now()).toMatchObject({ status: "active", started_at: at(60), seen_at: null });
  expect((await park.spot(spot)).light_desired).toBe("red");
  expect(await parked(made)).toBe("already");
  park.pass(3_600);
  expect(await left(made)).toBe("ended");
  expect(await now()).toMatchObject({ status: "completed", ended_at: at(3_660), amount_cents: 300 });
  expect(await park.balance(driver)).toBe(9_700);
  expect(park.words(driver)).toEqual([expect.stringContaining("Total: *$3.00*")]);
  expect(await park.matters(spot)).toEqual([]);
  expect(await park.books()).toEqual([]);
});

test("who says parked while the sensor sees nobody is believed, and people are told until a car is seen", async () => {
  const { spot, made, car, now } = await booked({ board: true });
  await car(false);
  expect(await parked(made)).toBe("doubted");
  expect(await now()).toMatchObject({ status: "active", seen_at: null });
  expect(await park.matters(spot)).toEqual(["sensor_says_empty"]);
  park.pass(9_000);
  await park.due();
  expect(await now()).toMatchObject({ status: "active", empty_since: null });
  await car(true);
  expect(await park.matters(spot)).not.toContain("sensor_says_empty");
  expect(await now()).toMatchObject({ started_at: at(0), seen_at: at(9_000) });
  park.pass(600);
  await car(false);
  park.pass(30);
  await park.due();
  expect(await now()).toMatchObject({ status: "completed", ended_at: at(9_600), amount_cents: 800 });
});

test("a board that is away is no reason to doubt", async () => {
  const { spot, made, car, presence } = await booked({ board: true });
  await car(false);
  await presence(false);
  expect(await parked(made)).toBe("started");
  expect(await park.matters(spot)).toEqual(["device_offline_during_stay"]);
});

test("who says left while the sensor sees a car goes on paying, and people are told", async () => {
  const { spot, made, car, now } = await booked({ board: true });
  await car(true);
  expect(await left(made)).toBe("doubted");
  expect(await left(made)).toBe("doubted");
  expect(await now()).toMatchObject({ status: "active" });
  expect(await park.matters(spot)).toEqual(["driver_says_left"]);
  park.pass(600);
  await car(false);
  expect(await left(made)).toBe("ended");
  expect(await now()).toMatchObject({ status: "completed", ended_at: at(600) });
  // Ten minutes were billed after the driver reported having left: staff decide about them.
  expect(await park.matters(spot)).toEqual(["driver_says_left"]);
});

test("who says left after the sensor saw the spot empty does not wait for the debounce, and pays to when it was empty", async () => {
  const { driver, made, car, now } = await booked({ board: true });
  await car(true);
  park.pass(600);
  await car(false);
  park.pass(20);
  expect(await left(made)).toBe("ended");
  expect(await now()).toMatchObject({ status: "completed", ended_at: at(600), amount_cents: 50 });
  park.pass(20);
  await park.due();
  expect(park.words(driver).filter((words) => words.startsWith("*Receipt*"))).toHaveLength(1);
  expect(await park.books()).toEqual([]);
});

test("who says left while the board is away is believed", async () => {
  const { made, car, presence, now } = await booked({ board: true });
  await car(true);
  await presence(false);
  park.pass(120);
  expect(await left(made)).toBe("ended");
  expect(await now()).toMatchObject({ status: "completed", ended_at: at(120), amount_cents: 10 });
});

test("a car that is somebody else's is a matter for people while billing goes on", async () => {
  const { spot, made, car, now } = await booked({ board: true });
  await car(true);
  await notMine(made);
  await notMine(made);
  expect(await now()).toMatchObject({ status: "active" });
  expect(await park.matters(spot)).toEqual(["driver_says_not_parked"]);
});

test("a claim about a booking whose state does not allow it is refused and changes nothing", async () => {
  const { made, now, spot } = await booked({ board: false });
  for (const claim of [left, notMine]) await expect(claim(made)).rejects.toMatchObject({ code: "BOOKING_CLOSED" });
  await park.command((ctx) => bookings.cancel(ctx, made.id));
  const before = await now();
  for (const claim of [parked, left, notMine])
    await expect(claim(made)).rejects.toMatchObject({ code: "BOOKING_CLOSED" });
  expect(await now()).toEqual(before);
  expect(await park.matters(spot)).toEqual([]);
});
