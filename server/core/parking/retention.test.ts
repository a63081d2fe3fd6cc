// What parking keeps for a limited time: readings and histories of bookings that are over; who has an open booking is not touched.
import { expect, test } from "vitest";
import { usePark } from "../../../test/support/parking.ts";
import * as bookings from "./bookings.ts";
import { contactsInUse, retention } from "./retention.ts";

const park = usePark();
const [readings, history] = retention;

/** Deletes what is older than 30 days. */
const deleteOld = (kind: (typeof retention)[number]) => {
  const now = park.clock();
  const scope = { now, before: new Date(now.getTime() - 30 * 86_400_000), channels: null, days: 30 };
  return park.db.transaction().execute(async (tx) => ({
    found: (await kind.find(tx, scope)).count,
    deleted: (await kind.deleteSome(tx, scope, null)).deleted,
  }));
};
const historyOf = async (booking: number) =>
  (await park.db.selectFrom("events").select("type").where("booking_id", "=", booking).execute()).length;

test("the history of a booking goes when the booking is over, and the booking stays", async () => {
  const { ids } = await park.lot(["A", "B"]);
  const [closed, open] = [
    await park.reserve(await park.guest(), ids[0]!),
    await park.reserve(await park.guest(), ids[1]!),
  ];
  await park.command((ctx) => bookings.cancel(ctx, closed.id));
  expect(await deleteOld(history!)).toEqual({ found: 0, deleted: 0 });
  park.pass(31 * 86_400);
  expect(await historyOf(closed.id)).toBeGreaterThan(0);
  const { found, deleted } = await deleteOld(history!);
  expect(deleted).toBe(found);
  expect([await historyOf(closed.id), await historyOf(open.id)]).toEqual([0, expect.any(Number)]);
  expect(await historyOf(open.id)).toBeGreaterThan(0);
  expect((await park.booking(closed.id)).status).toBe("cancelled");
});

test("old readings go, and the board still shows what it saw last", async () => {
  const { ids } = await park.lot(["C"]);
  const board = await park.board(ids[0]!);
  await park.say(board, { kind: "reading", occupied: true });
  park.pass(31 * 86_400);
  const { found, deleted } = await deleteOld(readings!);
  expect([found > 0, deleted]).toEqual([true, found]);
  const row = await park.db.selectFrom("devices").select("occupied").where("id", "=", board).executeTakeFirstOrThrow();
  expect(row.occupied).toBe(true);
});

test("who has an open booking is in use, and nobody else", async () => {
  const { ids } = await park.lot(["D"]);
  const [busy, idle] = [await park.guest(), await park.guest()];
  await park.reserve(busy, ids[0]!);
  const { rows } = await park.pool.query("select id, contact_id from accounts where id = any($1)", [[busy, idle]]);
  const contactOf = (account: number) => rows.find(({ id }) => id === account).contact_id;
  const found = await park.db.transaction().execute((tx) => contactsInUse(tx, [contactOf(busy), contactOf(idle)]));
  expect(found).toEqual([contactOf(busy)]);
});
