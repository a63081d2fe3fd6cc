// Incidents on a real database: opened once, closed by themselves or by people, and opened again only for a new occasion.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import * as driverReports from "./driver-reports.ts";
import * as incidents from "./incidents.ts";
import { reconcile } from "./reconcile.ts";
import * as staffActions from "./staff-actions.ts";

const park = usePark();

const all = { open: null, lotId: null, bookingId: null, limit: 100, before: null };

/** A spot whose board has got its command and confirmed its light. */
async function post() {
  const { lot, ids } = await park.lot(["A"]);
  const spot = ids[0]!;
  const board = await park.board(spot);
  const say = {
    car: (occupied: boolean) => park.say(board, { kind: "reading", occupied }),
    online: (online: boolean) => park.say(board, { kind: "presence", online }),
    light: async () => park.say(board, { kind: "light", light: (await park.spot(spot)).light_desired }),
  };
  await say.light();
  const list = async (filter: Partial<Parameters<typeof incidents.list>[1]> = {}) =>
    (await incidents.list(park.db, { ...all, lotId: lot.id, ...filter })).rows;
  const settle = async (note = "looked at") => {
    const [newest] = await list({ open: true });
    return park.runCommand("api:desk", (ctx) => incidents.settle(ctx, newest!.id, note));
  };
  const look = () => park.command((ctx) => reconcile(ctx, [spot]));
  return { lot, spot, board, say, list, settle, look };
}

test("a matter is open once, and closes by itself when it passes, each with its event", async () => {
  const { lot, spot, board, say, list, look } = await post();
  await say.car(true);
  for (let time = 0; time < 3; time += 1) await look();
  await Promise.all([look(), look(), look()]);
  expect(await list()).toMatchObject([
    {
      kind: "car_without_booking",
      spot_id: spot,
      device_id: board,
      booking_id: null,
      opened_at: at(0),
      closed_at: null,
    },
  ]);
  park.pass(60);
  await say.car(false);
  expect(await list()).toMatchObject([{ closed_at: at(60), closed_by: "sensor", note: null }]);
  const events = park.db.selectFrom("events").select(["type", "data"]).where("lot_id", "=", lot.id);
  expect(await events.where("type", "like", "incident.%").orderBy("id").execute()).toEqual([
    { type: "incident.opened", data: { kind: "car_without_booking" } },
    { type: "incident.closed", data: { kind: "car_without_booking", by: "sensor" } },
  ]);
});

test("what was settled stays settled while nothing changes, and opens again when it happens anew", async () => {
  const { say, list, settle, look } = await post();
  await say.car(true);
  park.pass(60);
  expect(await settle("a delivery van, it may stay")).toMatchObject({
    closed_at: at(60),
    closed_by: "api:desk",
    note: "a delivery van, it may stay",
  });
  for (const step of [look, () => say.car(true), () => park.due(), () => say.online(false), () => say.online(true)]) {
    park.pass(10);
    await step();
    expect((await list()).filter(({ kind }) => kind === "car_without_booking")).toHaveLength(1);
  }
  await say.car(false);
  park.pass(10);
  await say.car(true);
  expect((await list({ open: true })).map(({ kind }) => kind)).toEqual(["car_without_booking"]);
  expect((await list()).filter(({ kind }) => kind === "car_without_booking")).toHaveLength(2);
});

test("a board that goes away again during the same stay is a new matter after the first was settled", async () => {
  const { spot, say, list, settle, look } = await post();
  const { id } = await park.reserve(await park.guest(), spot);
  await say.car(true);
  await say.online(false);
  await settle();
  park.pass(10);
  await look();
  expect(await list({ bookingId: id })).toHaveLength(1);
  await say.online(true);
  park.pass(10);
  await say.online(false);
  const own = await list({ bookingId: id });
  expect(own.map(({ kind, closed_at }) => [kind, closed_at === null])).toEqual([
    ["device_offline_during_stay", true],
    ["device_offline_during_stay", false],
  ]);
});

test("what a driver says again after it was settled is a new matter", async () => {
  const { spot, say, list, settle } = await post();
  const made = await park.reserve(await park.guest(), spot);
  await say.car(true);
  const notMine = () => park.command((ctx) => driverReports.reportNotMine(ctx, made));
  await notMine();
  await settle();
  park.pass(60);
  await notMine();
  expect((await list({ open: true })).map(({ kind }) => kind)).toEqual(["driver_says_not_parked"]);
});

test("a settlement is in the audit log; one that is settled already stays as it is; one that is not there is missing", async () => {
  const { say, settle, list } = await post();
  await say.car(true);
  const done = await settle("first");
  park.pass(60);
  const again = await park.runCommand("api:other", (ctx) => incidents.settle(ctx, done.id, "second"));
  expect(again).toEqual(done);
  expect((await list())[0]).toEqual(done);
  const logged = await park.db
    .selectFrom("audit_log")
    .selectAll()
    .where("subject", "=", "incident")
    .where("subject_id", "=", done.id)
    .execute();
  expect(logged).toMatchObject([
    {
      actor: "api:desk",
      action: "incident.settle",
      note: "first",
      before: { closed_at: null },
      after: { note: "first" },
    },
  ]);
  const none = park.command((ctx) => incidents.settle(ctx, 999_999, "x"));
  await expect(none).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("two who settle one incident at the same moment: one note stays, and one audit row", async () => {
  const { say, list } = await post();
  await say.car(true);
  const { id } = (await list())[0]!;
  const notes = ["one", "two", "three"];
  const done = await Promise.all(notes.map((note) => park.command((ctx) => incidents.settle(ctx, id, note))));
  expect(new Set(done.map(({ note }) => note)).size).toBe(1);
  const logged = park.db.selectFrom("audit_log").select("id").where("subject", "=", "incident");
  expect(await logged.where("subject_id", "=", id).execute()).toHaveLength(1);
});

test("lists are newest first, filtered, counted whole and paged without loss", async () => {
  const { lot, spot, say, list } = await post();
  for (let time = 0; time < 5; time += 1) {
    await say.car(true);
    await say.car(false);
    park.pass(10);
  }
  const { id } = await park.reserve(await park.guest(), spot);
  await say.car(true);
  await say.online(false);
  const whole = await list();
  expect(whole).toHaveLength(6);
  expect(whole.map((one) => one.id)).toEqual(whole.map((one) => one.id).sort((a, b) => b - a));
  const page = (before: number | null) => incidents.list(park.db, { ...all, lotId: lot.id, limit: 4, before });
  const first = await page(null);
  const second = await page(first.rows.at(-1)!.id);
  expect([first.total, second.total]).toEqual([6, 6]);
  expect([...first.rows, ...second.rows]).toEqual(whole);
  expect(await list({ open: true })).toMatchObject([{ kind: "device_offline_during_stay", booking_id: id }]);
  expect(await list({ open: false })).toHaveLength(5);
  expect(await list({ bookingId: id })).toHaveLength(1);
});

test("the end of a booking closes what was the matter with it", async () => {
  const { spot, say, list } = await post();
  await say.car(false);
  const made = await park.reserve(await park.guest(), spot);
  await park.command((ctx) => driverReports.reportParked(ctx, made));
  await park.command((ctx) => driverReports.reportNotMine(ctx, made));
  await say.online(false);
  expect(await park.matters(spot)).toEqual([
    "device_offline_during_stay",
    "driver_says_not_parked",
    "sensor_says_empty",
  ]);
  await park.runCommand("api:desk", (ctx) => staffActions.complete(ctx, made.id, { note: null, endedAt: null }));
  expect(await park.matters(spot)).toEqual([]);
  for (const one of await list()) expect(one).toMatchObject({ booking_id: made.id, closed_by: "api:desk" });
});

test("a light that is not confirmed within a minute is a matter until it is, or its board is gone", async () => {
  const { spot, board, say, look } = await post();
  const made = await park.reserve(await park.guest(), spot);
  park.pass(59);
  await park.due();
  expect(await park.matters(spot)).toEqual([]);
  park.pass(1);
  await park.due();
  await park.due();
  expect(await park.matters(spot)).toEqual(["light_not_confirmed"]);
  await park.say(board, { kind: "light", light: null });
  expect(await park.matters(spot)).toEqual(["light_not_confirmed"]);
  await say.light();
  expect(await park.matters(spot)).toEqual([]);
  park.pass(1);
  await park.command((ctx) => staffActions.cancel(ctx, made.id, { note: null }));
  park.pass(60);
  await park.due();
  expect(await park.matters(spot)).toEqual(["light_not_confirmed"]);
  await park.removeBoard(board);
  await look();
  expect(await park.matters(spot)).toEqual([]);
});
