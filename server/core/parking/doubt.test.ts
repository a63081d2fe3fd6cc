// No news is not "empty": what is known of a spot whose board has not reported since the connection broke, and what follows once it does.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import * as devices from "../devices/devices.ts";
import * as state from "../devices/state.ts";
import { reconcile } from "./reconcile.ts";
import * as spots from "./spots.ts";

const park = usePark();

async function post() {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const known = async () => spots.stateOfSpot(await park.spot(ids[0]!));
  return { spot: ids[0]!, board, known };
}

/** Breaks the connection to the boards, as when the broker stops or Bellhop starts. */
const breaks = () => park.command(async (ctx) => reconcile(ctx, await state.doubt(ctx.tx, ctx.now)));

test("what a broker kept is no word of the board: its spot is unknown until the board is heard itself", async () => {
  const { spot, board, known } = await post();
  expect(await known()).toBe("free");
  await breaks();
  expect(await known()).toBe("unknown");
  expect((await park.spot(spot)).light_desired).toBe("off");
  // The reported case: the broker is back and sends its retained messages, but the board is still offline.
  await park.say(board, { kind: "presence", online: true }, { retained: true });
  await park.say(board, { kind: "reading", occupied: false }, { retained: true });
  await park.say(board, { kind: "light", light: "green" }, { retained: true });
  expect(await known()).toBe("unknown");
  await expect(park.reserve(await park.guest(), spot)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  park.pass(75);
  await park.due();
  expect(await park.spot(spot)).toMatchObject({ presence: "offline" });
  expect(await known()).toBe("unknown");
  await park.say(board, { kind: "presence", online: true }, { retained: true });
  expect(await known()).toBe("unknown");
});

test.each([
  ["its status", { kind: "presence", online: true }],
  ["a reading", { kind: "reading", occupied: false }],
  ["the answer to a light command", { kind: "light", light: "off" }],
] as const)("the board's own word ends the doubt: %s", async (_, word) => {
  for (const seconds of [1, 600]) {
    const { board, known } = await post();
    await breaks();
    park.pass(seconds);
    await park.due();
    await park.say(board, word);
    expect(await known()).toBe("free");
  }
});

test("what the broker kept of a reading counts as soon as the board is heard", async () => {
  const { spot, board, known } = await post();
  const { id } = await park.reserve(await park.guest(), spot);
  await breaks();
  await park.say(board, { kind: "reading", occupied: true }, { retained: true });
  expect(await park.booking(id)).toMatchObject({ status: "reserved" });
  await park.say(board, { kind: "light", light: "off" });
  expect(await park.booking(id)).toMatchObject({ status: "active" });
  expect(await known()).toBe("occupied");
});

test("a spot whose board has never spoken, or whose sensor has not, is unknown; one without a board is free without a light", async () => {
  const { ids } = await park.lot(["A", "B"]);
  const of = async (id: number) => {
    const spot = await park.spot(id);
    return [spots.stateOfSpot(spot), spot.light_desired];
  };
  expect(await of(ids[1]!)).toEqual(["free", "off"]);
  const { id } = await park.command(async (ctx) => {
    const made = await devices.create(ctx, { name: "New", spotId: ids[0]! });
    await reconcile(ctx, [ids[0]!]);
    return made;
  });
  expect(await of(ids[0]!)).toEqual(["unknown", "off"]);
  await park.say(id, { kind: "presence", online: true });
  expect(await of(ids[0]!)).toEqual(["unknown", "off"]);
  await park.say(id, { kind: "reading", occupied: false }, { transport: "http" });
  expect(await of(ids[0]!)).toEqual(["free", "green"]);
});

test("a board that was moved or got another password is believed when it has spoken there, or with it", async () => {
  const { spot, board, known } = await post();
  const other = (await park.lot(["B"])).ids[0]!;
  await park.command(async (ctx) => {
    await devices.change(ctx, board, { spotId: other });
    await reconcile(ctx, [spot, other]);
  });
  expect(spots.stateOfSpot(await park.spot(other))).toBe("unknown");
  expect(await known()).toBe("free");
  await park.say(board, { kind: "reading", occupied: false });
  expect(spots.stateOfSpot(await park.spot(other))).toBe("free");
  await park.command(async (ctx) => {
    await devices.renew(ctx, board);
    await reconcile(ctx, [other]);
  });
  expect(spots.stateOfSpot(await park.spot(other))).toBe("unknown");
  await park.say(board, { kind: "reading", occupied: false });
  expect(spots.stateOfSpot(await park.spot(other))).toBe("free");
});

test("a stay whose sensor said empty before a restart does not end before the sensor could say otherwise", async () => {
  const { spot, board } = await post();
  const { id } = await park.reserve(await park.guest(), spot);
  await park.say(board, { kind: "reading", occupied: true });
  park.pass(600);
  await park.say(board, { kind: "reading", occupied: false });
  park.pass(40);
  await breaks();
  await park.due();
  await park.say(board, { kind: "presence", online: true });
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "active" });
  await park.say(board, { kind: "reading", occupied: true });
  park.pass(60);
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "active", empty_since: null });
  await park.say(board, { kind: "reading", occupied: false });
  park.pass(30);
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "completed", ended_at: at(700) });
});

test("an hour-old clock does not park its car for nothing, and staff see it until the clock is right", async () => {
  const { spot, board } = await post();
  const { id } = await park.reserve(await park.guest(), spot);
  const say = (occupied: boolean, late: number) =>
    park.say(board, { kind: "reading", occupied }, { late, transport: "http" });
  // The board's first reading came without a time and got the time of arrival, so this one is older.
  expect(await say(true, 3_600)).toBe("stale");
  expect(await park.matters(spot)).toEqual(["reading_refused"]);
  expect(await say(true, 0)).toBe("taken");
  expect(await park.matters(spot)).toEqual([]);
  park.pass(2 * 3_600);
  expect(await say(true, 3_600)).toBe("late");
  park.pass(600);
  expect(await say(false, 3_600)).toBe("late");
  expect(await park.matters(spot)).toEqual(["reading_refused"]);
  park.pass(30);
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "completed", ended_at: at(7_800), amount_cents: 650 });
  expect(await say(false, -3_600)).toBe("early");
  expect(await park.matters(spot)).toEqual(["reading_refused"]);
  expect(await say(false, 299)).toBe("taken");
  expect(await park.matters(spot)).toEqual([]);
});

test("a stay that a board ends before it began is seen by staff, until the board's time is right", async () => {
  const { spot, board } = await post();
  park.pass(500);
  const { id } = await park.reserve(await park.guest(), spot);
  const say = (occupied: boolean, late: number) =>
    park.say(board, { kind: "reading", occupied }, { late, transport: "http" });
  park.pass(100);
  // Not late enough to prove that the board's clock is wrong.
  expect(await say(true, 250)).toBe("taken");
  expect(await park.matters(spot)).toEqual([]);
  const { started_at } = await park.booking(id);
  park.pass(40);
  expect(await say(false, 250)).toBe("taken");
  expect(at(640 - 250) < started_at!).toBe(true);
  expect(await park.matters(spot)).toEqual(["reading_refused"]);
  park.pass(30);
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "completed" });
  expect(await say(false, 0)).toBe("taken");
  expect(await park.matters(spot)).toEqual([]);
});
