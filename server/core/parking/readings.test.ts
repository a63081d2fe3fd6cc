import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { usePark } from "../../../test/support/parking.ts";
import { newLights } from "../devices/led-sync.ts";
import * as spots from "./spots.ts";

const park = usePark();
let listener: pg.Client;
/** How often the LED sync was woken. */
let woken = 0;

beforeEach(async () => {
  listener = new pg.Client({ connectionString: park.url });
  await listener.connect();
  listener.on("notification", () => {
    woken += 1;
  });
  await listener.query(`listen ${newLights}`);
});
afterEach(() => listener.end());

/** Whether the LED sync is woken during `work`. */
async function wakes(work: () => Promise<unknown>): Promise<boolean> {
  // Once the listener has answered, everything announced before has arrived.
  await listener.query("select 1");
  woken = 0;
  await work();
  await listener.query("select 1");
  return woken > 0;
}

test("a board that does not show what it shall wakes the LED sync, one that does lets it sleep", async () => {
  const { ids } = await park.lot(["A"]);
  let board = 0;
  const come = async () => {
    board = await park.board(ids[0]!);
  };
  expect(await wakes(come)).toBe(true);
  expect(await wakes(() => park.say(board, { kind: "light", light: "green" }))).toBe(false);
  expect(await wakes(() => park.say(board, { kind: "reading", occupied: false }))).toBe(false);
  // Its power was off for a moment: the LED is dark, though the wanted colour is the same as before.
  expect(await wakes(() => park.say(board, { kind: "light", light: "off" }))).toBe(true);
});

test("a report is compared with what is wanted when it is kept, not with what was wanted when it came", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  await park.say(board, { kind: "light", light: "green" });
  await park.reserve(await park.guest(), ids[0]!);
  let heard: Promise<unknown> = Promise.resolve();
  // The booking is cancelled while the board reports that it is blue.
  const woke = await wakes(async () => {
    await park.command(async (ctx) => {
      await spots.lock(ctx, [ids[0]!]);
      heard = park.say(board, { kind: "light", light: "blue" });
      await park.blocked();
      await ctx.tx.updateTable("bookings").set({ status: "cancelled", closed_at: ctx.now }).execute();
      await ctx.tx.updateTable("spots").set({ light_desired: "green" }).where("id", "=", ids[0]!).execute();
    });
    await heard;
  });
  expect(woke).toBe(true);
  expect(await park.spot(ids[0]!)).toMatchObject({ light_desired: "green", light_reported: "blue" });
});

test("a board was seen last when it went, not when it last said something new", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const seen = () =>
    park.db
      .selectFrom("devices")
      .select(["presence", "last_seen_at", "presence_at"])
      .where("id", "=", board)
      .executeTakeFirstOrThrow();
  const came = (await seen()).last_seen_at;
  await park.pass(900);
  await park.say(board, { kind: "presence", online: false });
  const gone = await seen();
  expect(gone).toEqual({ presence: "offline", last_seen_at: park.clock(), presence_at: park.clock() });
  expect(gone.last_seen_at!.getTime() - came!.getTime()).toBe(900_000);
});
