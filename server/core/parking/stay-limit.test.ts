// Stays that are too long, and stays during which the clock was set: what is billed, what the driver is told, and what staff see.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import * as driverReports from "./driver-reports.ts";
import * as staffActions from "./staff-actions.ts";

const park = usePark();
const day = 86_400;

/** A stay that the driver started by a report, by default at a spot without a board. */
async function stay({ board = false, terms = {} } = {}) {
  const { ids } = await park.lot(["A"], terms);
  const device = board ? await park.board(ids[0]!) : null;
  const driver = await park.guest();
  const { id } = await park.reserve(driver, ids[0]!);
  if (device === null) await park.command(async (ctx) => driverReports.reportParked(ctx, await park.booking(id)));
  else await park.say(device, { kind: "reading", occupied: true });
  park.told = [];
  const left = () => park.command(async (ctx) => driverReports.reportLeft(ctx, await park.booking(id)));
  return { id, driver, spot: ids[0]!, device, left, now: () => park.booking(id) };
}

const look = async (seconds: number) => {
  park.pass(seconds);
  await park.due();
};

test("a stay that no sensor sees costs no more than the lot's limit, and the driver and staff are told", async () => {
  const { id, driver, spot, left, now } = await stay();
  await look(day - 3_600);
  expect(park.words(driver)).toEqual([
    expect.stringMatching(
      /reaches the limit of 1 day at .*No sensor sees your car\. If you have left already, write \*left\*/,
    ),
  ]);
  expect(await park.matters(spot)).toEqual([]);
  await look(3_600);
  expect(await now()).toMatchObject({ status: "active", billed_until: at(day), limit_at: null });
  expect(await park.matters(spot)).toEqual(["stay_too_long"]);
  expect(park.words(driver).at(-1)).toMatch(
    /has lasted longer than 1 day\. No sensor sees your car, so billing stopped at/,
  );
  // The reported case: ten days and a cost of $240 with a balance of $100.
  await look(9 * day);
  expect(park.words(driver)).toHaveLength(2);
  expect(await left()).toBe("ended");
  expect(await park.booking(id)).toMatchObject({ status: "completed", amount_cents: 7_200, ended_at: at(10 * day) });
  expect(park.words(driver).at(-1)).toMatch(/Nothing is charged for the time after 2 Jan 2026, 12:00\./);
  expect(park.words(driver).at(-1)).toContain("1 Jan 2026, 12:00 to 11 Jan 2026, 12:00 (10 days)");
  expect(await park.balance(driver)).toBe(2_800);
  expect(await park.matters(spot)).toEqual([]);
  expect(await park.books()).toEqual([]);
});

test("a stay that a sensor sees is billed on beyond the limit; when its board goes silent it is not for long", async () => {
  const { driver, spot, device, now } = await stay({
    board: true,
    terms: { max_stay_minutes: 120, low_balance_minutes: 0 },
  });
  await look(3_600);
  expect(park.words(driver)).toEqual([
    expect.stringMatching(/reaches the limit of 2 h at .*billing goes on as long as your car is there/),
  ]);
  await look(3_600);
  expect(await park.matters(spot)).toContain("stay_too_long");
  expect(park.words(driver).at(-1)).toMatch(/Billing goes on, because the sensor sees your car/);
  expect(await now()).toMatchObject({ billed_until: null, limit_at: at(4 * 3_600) });
  await park.say(device!, { kind: "presence", online: false });
  await look(2 * 3_600);
  expect(await now()).toMatchObject({ billed_until: at(4 * 3_600) });
  await look(5 * day);
  const { id } = await now();
  const done = await park.command((ctx) => staffActions.complete(ctx, id, { note: null, endedAt: null }));
  expect(done).toMatchObject({ status: "completed", amount_cents: 1_200 });
});

test("0 is no limit, and a limit that passed while nothing was running counts from when it was reached", async () => {
  const free = await stay({ terms: { max_stay_minutes: 0 } });
  const late = await stay({ terms: { max_stay_minutes: 60 } });
  await look(3 * day);
  expect(await free.now()).toMatchObject({ billed_until: null, limit_at: null });
  expect(await park.matters(free.spot)).toEqual([]);
  expect(await late.now()).toMatchObject({ billed_until: at(3_600) });
  expect(park.words(late.driver)).toHaveLength(1);
  await late.left();
  expect(await late.now()).toMatchObject({ amount_cents: 300 });
});

const jump = (before: number, after: number) =>
  park.db
    .insertInto("clock_jumps")
    .values({ before_at: at(before), at: at(after), by_seconds: after - before, host: "test" })
    .execute();

test.each([
  ["an hour forward: seconds cost no hour", [[30, 3_630]], 3_690, 10],
  [
    "an hour forward and back: what the clock shows is right again",
    [
      [30, 3_630],
      [3_660, 60],
    ],
    120,
    10,
  ],
  ["back: the shorter time is charged", [[7_200, 3_600]], 7_200, 600],
  ["none", [], 3_600, 300],
])("a stay across a clock that was set %s", async (_, jumps, ended, cents) => {
  await park.db.deleteFrom("clock_jumps").execute();
  const { id, driver, spot, left } = await stay({ terms: { rate_cents_per_hour: 300 } });
  for (const [before, after] of jumps) await jump(before!, after!);
  park.pass(ended);
  await left();
  expect(await park.booking(id)).toMatchObject({ status: "completed", amount_cents: cents });
  expect(await park.matters(spot)).toEqual(jumps.length > 0 ? ["stay_across_clock_jump"] : []);
  const words = park.words(driver).at(-1)!;
  expect(words.includes("Our clock was set during your stay")).toBe(jumps.length > 0);
  expect(await park.books()).toEqual([]);
  await park.db.deleteFrom("clock_jumps").execute();
});
