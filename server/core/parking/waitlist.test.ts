// The waitlist on a real database: who is served when, and what happens with simultaneous changes.
import { expect, test } from "vitest";
import { usePark } from "../../../test/support/parking.ts";
import * as bookings from "./bookings.ts";
import * as staffActions from "./staff-actions.ts";
import * as waitlist from "./waitlist.ts";

const park = usePark();

const join = (accountId: number, lotId: number) => park.command((ctx) => waitlist.join(ctx, { accountId, lotId }));
const leave = (accountId: number) => park.command((ctx) => waitlist.leave(ctx, accountId));
const placeOf = async (accountId: number) => {
  const waiting = await waitlist.openOf(park.db, accountId);
  return waiting && (await waitlist.queuePosition(park.db, waiting));
};
const cancel = (id: number) => park.command((ctx) => bookings.cancel(ctx, id));

const later = (seconds: number) => {
  park.pass(seconds);
  return park.due();
};

/** A lot with all spots booked, and the bookings. */
async function full(codes: readonly string[] = ["A"]) {
  const { lot, ids } = await park.lot(codes);
  const booked = [];
  for (const id of ids) booked.push(await park.reserve(await park.guest(), id));
  return { lot, ids, booked };
}

/** Puts so many drivers on a lot's waitlist, in order. */
async function queue(lotId: number, length: number) {
  const drivers = [];
  for (let count = 0; count < length; count += 1) drivers.push(await park.guest());
  for (const driver of drivers) await join(driver, lotId);
  return drivers;
}

test("places are given in order; asked again it is the same one", async () => {
  const { lot } = await full();
  const [first, second] = await queue(lot.id, 2);
  expect([await placeOf(first!), await placeOf(second!)]).toEqual([1, 2]);
  const again = await join(first!, lot.id);
  expect(again).toMatchObject({ lot_id: lot.id, account_id: first, state: "waiting", spot_id: null });
  expect((await waitlist.list(park.db, lot.id)).map((one) => one.account_id)).toEqual([first, second]);
  expect((await waitlist.list(park.db, null)).map((one) => one.id)).toContain(again.id);
});

test("waiting in one lot ends waiting in another", async () => {
  const [here, there] = [await full(), await full()];
  const [driver, next] = await queue(here.lot.id, 2);
  await join(driver!, there.lot.id);
  expect(await waitlist.openOf(park.db, driver!)).toMatchObject({ lot_id: there.lot.id });
  expect(await placeOf(next!)).toBe(1);
  await cancel(here.booked[0]!.id);
  expect(await waitlist.openOf(park.db, next!)).toMatchObject({ state: "offered" });
  expect(park.words(driver!)).toEqual([]);
});

test("who changes to another lot gives back the spot that was kept", async () => {
  const [here, there] = [await full(), await full()];
  const [driver, next] = await queue(here.lot.id, 2);
  await cancel(here.booked[0]!.id);
  await join(driver!, there.lot.id);
  expect(await waitlist.openOf(park.db, next!)).toMatchObject({ state: "offered", spot_id: here.ids[0] });
  await expect(park.reserve(driver!, here.ids[0]!)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
});

test("nobody waits who need not, may not, or nowhere; a refusal changes nothing", async () => {
  const { lot, ids, booked } = await full(["A", "B"]);
  const [poor, owner] = [await park.guest(), booked[1]!.account_id];
  await park.setBalance(poor, 99);
  await expect(join(poor, lot.id)).rejects.toMatchObject({ code: "BALANCE_TOO_LOW" });
  await expect(join(owner, lot.id)).rejects.toMatchObject({ code: "ALREADY_BOOKED" });
  await expect(join(await park.guest(), 999_999)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await cancel(booked[0]!.id);
  await expect(join(await park.guest(), lot.id)).rejects.toMatchObject({
    code: "CANNOT_WAIT",
    message: `Spot A at ${lot.name} is free. Book it instead of waiting.`,
  });
  expect(await waitlist.list(park.db, lot.id)).toEqual([]);
  expect((await park.spot(ids[0]!)).light_desired).toBe("off");
});

test("a spot that nobody can book, for its board is away or it is out of service, is no reason not to wait", async () => {
  const { lot, ids } = await park.lot(["A", "B"]);
  const board = await park.board(ids[0]!);
  await park.say(board, { kind: "presence", online: false });
  await park.command((ctx) => staffActions.maintain(ctx, ids[1]!, { on: true, reason: null }));
  const driver = await park.guest();
  await join(driver, lot.id);
  await park.command((ctx) => staffActions.maintain(ctx, ids[1]!, { on: false, reason: null }));
  expect(await waitlist.openOf(park.db, driver)).toMatchObject({ state: "offered", spot_id: ids[1] });
});

test("a spot that comes free is kept for who waited longest, and only they can book it", async () => {
  const { lot, ids, booked } = await full();
  const [first, second] = await queue(lot.id, 2);
  await cancel(booked[0]!.id);
  expect(await waitlist.openOf(park.db, first!)).toMatchObject({
    state: "offered",
    spot_id: ids[0],
    offer_ends_at: new Date(park.clock().getTime() + 600_000),
  });
  expect(await park.spot(ids[0]!)).toMatchObject({ light_desired: "blue", offer_account_id: first });
  expect(park.words(first!)).toEqual([expect.stringMatching(/^Good news: spot \*A\* .* kept for you until 12:10\./)]);
  expect(park.words(second!)).toEqual([]);
  for (const other of [second!, await park.guest()])
    await expect(park.reserve(other, ids[0]!)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  expect(await placeOf(second!)).toBe(1);
  const made = await park.reserve(first!, ids[0]!);
  expect(made.status).toBe("reserved");
  expect(await waitlist.openOf(park.db, first!)).toBeNull();
  expect(await waitlist.openOf(park.db, second!)).toMatchObject({ state: "waiting" });
});

test.each([
  [
    "the end of a stay",
    async (id: number) => park.command((ctx) => staffActions.complete(ctx, id, { note: null, endedAt: null })),
    true,
  ],
  ["the end of a hold", () => later(720 * 60), false],
  [
    "a move",
    async (id: number, free: number) => park.command((ctx) => staffActions.move(ctx, id, { spotId: free, note: null })),
    false,
  ],
])("%s makes an offer, too", async (_, end, active) => {
  const { lot, ids, booked } = await full();
  const elsewhere = await park.lot(["Z"]);
  if (active) await park.command((ctx) => staffActions.start(ctx, booked[0]!.id, { note: null }));
  const [driver] = await queue(lot.id, 1);
  await end(booked[0]!.id, elsewhere.ids[0]!);
  expect(await waitlist.openOf(park.db, driver!)).toMatchObject({ state: "offered", spot_id: ids[0] });
  expect(await park.books()).toEqual([]);
});

test("an offer that is not taken lapses to the next, and after the last the spot is free", async () => {
  const { lot, ids, booked } = await full();
  const [first, second] = await queue(lot.id, 2);
  await cancel(booked[0]!.id);
  const offer = (await waitlist.openOf(park.db, first!))!;
  park.pass(599);
  expect(await park.command((ctx) => waitlist.lapse(ctx, offer.id))).toBe(false);
  expect((await park.due()).getTime() - park.clock().getTime()).toBe(1_000);
  park.pass(1);
  await park.due();
  expect(await park.command((ctx) => waitlist.lapse(ctx, offer.id))).toBe(false);
  expect(await waitlist.openOf(park.db, first!)).toBeNull();
  expect(park.words(first!).at(-1)).toMatch(/^Spot \*A\* .* no longer kept for you/);
  expect(await waitlist.openOf(park.db, second!)).toMatchObject({ state: "offered", spot_id: ids[0] });
  await expect(park.reserve(first!, ids[0]!)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  park.pass(9_000);
  await park.due();
  expect(await waitlist.list(park.db, lot.id)).toEqual([]);
  expect((await park.spot(ids[0]!)).light_desired).toBe("off");
  expect((await park.reserve(first!, ids[0]!)).status).toBe("reserved");
});

test("who stops waiting makes room; who had an offer gives it to the next", async () => {
  const { lot, ids, booked } = await full();
  const [first, second, third] = await queue(lot.id, 3);
  expect(await leave(second!)).toMatchObject({ account_id: second, state: "waiting" });
  expect(await leave(second!)).toBeNull();
  await cancel(booked[0]!.id);
  expect(await leave(first!)).toMatchObject({ account_id: first, state: "offered", spot_id: ids[0] });
  expect(await waitlist.openOf(park.db, third!)).toMatchObject({ state: "offered", spot_id: ids[0] });
  await leave(third!);
  expect((await park.spot(ids[0]!)).light_desired).toBe("off");
  expect(await leave(await park.guest())).toBeNull();
});

test("who has an offer and books another spot gives the offered one to the next", async () => {
  const { lot, ids, booked } = await full();
  const elsewhere = await park.lot(["Z"]);
  const [first, second] = await queue(lot.id, 2);
  await cancel(booked[0]!.id);
  await park.reserve(first!, elsewhere.ids[0]!);
  expect(await waitlist.openOf(park.db, second!)).toMatchObject({ state: "offered", spot_id: ids[0] });
  expect(park.words(second!)).toHaveLength(1);
});

test("an offered spot is not taken out of service, nor is a booking moved to it", async () => {
  const { lot, ids, booked } = await full(["A", "B"]);
  const [driver] = await queue(lot.id, 1);
  await cancel(booked[0]!.id);
  const maintain = (on: boolean) => park.command((ctx) => staffActions.maintain(ctx, ids[0]!, { on, reason: "paint" }));
  await expect(maintain(true)).rejects.toMatchObject({ code: "SPOT_BUSY" });
  const move = park.command((ctx) => staffActions.move(ctx, booked[1]!.id, { spotId: ids[0]!, note: null }));
  await expect(move).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  await leave(driver!);
  await maintain(true);
  expect((await park.spot(ids[0]!)).light_desired).toBe("amber");
});

test("while somebody waits nobody holds a spot longer", async () => {
  const { lot, booked } = await full();
  const extend = () => park.command((ctx) => bookings.extend(ctx, booked[0]!.id));
  const [driver] = await queue(lot.id, 1);
  await expect(extend()).rejects.toMatchObject({ code: "CANNOT_EXTEND" });
  await leave(driver!);
  expect(await extend()).toMatchObject({ id: booked[0]!.id });
});

test("a car that stands on an offered spot keeps it from being booked, and the offer ends in its time", async () => {
  const { lot, ids, booked } = await full();
  const board = await park.board(ids[0]!);
  const [driver] = await queue(lot.id, 1);
  await cancel(booked[0]!.id);
  await park.say(board, { kind: "reading", occupied: true });
  expect(await park.matters(ids[0]!)).toEqual(["car_without_booking"]);
  await expect(park.reserve(driver!, ids[0]!)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  park.pass(600);
  await park.due();
  expect(await waitlist.openOf(park.db, driver!)).toBeNull();
  expect((await park.spot(ids[0]!)).light_desired).toBe("red");
});

test("spots that come free at the same moment go to different drivers", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { lot, ids, booked } = await full(["A", "B", "C"]);
    const drivers = await queue(lot.id, 2);
    await Promise.all(booked.map(({ id }) => cancel(id)));
    await park.due();
    const offered = await waitlist.list(park.db, lot.id);
    expect(offered.map((one) => [one.account_id, one.state])).toEqual(drivers.map((driver) => [driver, "offered"]));
    const lights = await Promise.all(ids.map(async (id) => (await park.spot(id)).light_desired));
    expect(lights.sort()).toEqual(["blue", "blue", "off"]);
    for (const driver of drivers) expect(park.words(driver)).toHaveLength(1);
  }
});

test("a spot that comes free while somebody begins to wait is offered at the next look", async () => {
  const { lot, ids, booked } = await full();
  const driver = await park.guest();
  // Neither transaction sees the other's change: the spot is given back while the place on the waitlist is not committed yet.
  const gate = Promise.withResolvers<void>();
  const joined = Promise.withResolvers<void>();
  const joining = park.command(async (ctx) => {
    await waitlist.join(ctx, { accountId: driver, lotId: lot.id });
    joined.resolve();
    await gate.promise;
  });
  await joined.promise;
  await cancel(booked[0]!.id);
  gate.resolve();
  await joining;
  expect(await waitlist.openOf(park.db, driver)).toMatchObject({ state: "waiting" });
  await park.due();
  expect(await waitlist.openOf(park.db, driver)).toMatchObject({ state: "offered", spot_id: ids[0] });
});

test("who stops waiting in the moment in which a spot is kept for them stops all the same", async () => {
  const { lot, ids, booked } = await full();
  const [driver, next] = await queue(lot.id, 2);
  const gate = Promise.withResolvers<void>();
  const offered = Promise.withResolvers<void>();
  const cancelling = park.command(async (ctx) => {
    await bookings.cancel(ctx, booked[0]!.id);
    offered.resolve();
    await gate.promise;
  });
  await offered.promise;
  const leaving = leave(driver!);
  await park.blocked();
  gate.resolve();
  await cancelling;
  expect(await leaving).toMatchObject({ account_id: driver });
  expect(await waitlist.openOf(park.db, driver!)).toBeNull();
  expect(await waitlist.openOf(park.db, next!)).toMatchObject({ state: "offered", spot_id: ids[0] });
});
