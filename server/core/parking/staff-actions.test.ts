// Staff actions on a real database: what is allowed in each state, what they leave in the audit log and the ledger, and what drivers are
// told.
import { expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { usePark } from "../../../test/support/parking.ts";
import * as devices from "../devices/devices.ts";
import type { Booking } from "./billing.ts";
import * as bookings from "./bookings.ts";
import type { CommandContext } from "./command-context.ts";
import * as driverReports from "./driver-reports.ts";
import * as incidents from "./incidents.ts";
import { reconcile } from "./reconcile.ts";
import * as staffActions from "./staff-actions.ts";

const park = usePark();
const note = "as agreed on the phone";

const staff = <T>(run: (ctx: CommandContext) => Promise<T>) => park.runCommand("api:desk", run);
const audits = (subject: string, id: number) =>
  park.db
    .selectFrom("audit_log")
    .selectAll()
    .where("subject", "=", subject)
    .where("subject_id", "=", id)
    .orderBy("id")
    .execute();

/** A booking in the given state, at a spot without a board, made an hour ago; if there is a stay, it began with the booking. */
async function bookingIn(status: Booking["status"], spotId?: number): Promise<Booking> {
  const spot = spotId ?? (await park.lot(["A"])).ids[0]!;
  const { id } = await park.reserve(await park.guest(), spot);
  if (status === "active" || status === "completed") await staff((ctx) => staffActions.start(ctx, id, { note: null }));
  park.pass(3_600);
  if (status === "completed") await staff((ctx) => staffActions.complete(ctx, id, { note: null, endedAt: null }));
  if (status === "cancelled") await park.command((ctx) => bookings.cancel(ctx, id));
  if (status === "expired") {
    park.pass(720 * 60);
    await park.due();
  }
  const made = await park.booking(id);
  expect(made.status).toBe(status);
  park.told = [];
  return made;
}

const states = ["reserved", "active", "completed", "cancelled", "expired"] as const;
const over = ["completed", "cancelled", "expired"];

/** Each action with the states that allow it, the status after it, and what the driver is told. */
const acts: {
  name: string;
  run(ctx: CommandContext, id: number): Promise<Booking>;
  ends: Partial<Record<Booking["status"], Booking["status"]>>;
  says: RegExp | null;
}[] = [
  {
    name: "start",
    run: (ctx, id) => staffActions.start(ctx, id, { note }),
    ends: { reserved: "active" },
    says: /^You are parked on \*A\*/,
  },
  {
    name: "complete",
    run: (ctx, id) => staffActions.complete(ctx, id, { note, endedAt: null }),
    ends: { active: "completed" },
    says: /^\*Receipt\*/,
  },
  {
    name: "cancel",
    run: (ctx, id) => staffActions.cancel(ctx, id, { note }),
    ends: { reserved: "cancelled" },
    says: /^Our team has cancelled/,
  },
  {
    name: "extend",
    run: (ctx, id) => staffActions.extend(ctx, id, { note }),
    ends: { reserved: "reserved" },
    says: /^Spot \*A\* .* is now kept for you until Fri 01:00/,
  },
  {
    name: "move",
    run: async (ctx, id) => staffActions.move(ctx, id, { spotId: await anotherSpot(), note }),
    ends: { reserved: "reserved", active: "active" },
    says: /^Our team has moved your booking from \*A\* to spot \*Z\*/,
  },
  {
    name: "adjust",
    run: (ctx, id) => staffActions.adjust(ctx, id, { amountCents: 120, note }),
    ends: { completed: "completed" },
    says: /now costs \*\$1\.20\* instead of \$3\.00\. Your balance is \$98\.80\./,
  },
  {
    name: "resolve",
    run: (ctx, id) => staffActions.resolve(ctx, id, { note, endedAt: null, amountCents: null }),
    ends: {
      reserved: "cancelled",
      active: "completed",
      completed: "completed",
      cancelled: "cancelled",
      expired: "expired",
    },
    says: null,
  },
];

let elsewhere = 0;
const anotherSpot = async () => elsewhere;

for (const one of acts) {
  for (const status of states) {
    const after = one.ends[status];
    test(`${one.name} of a booking that is ${status}: ${after ?? "refused"}`, async () => {
      elsewhere = (await park.lot(["Z"])).ids[0]!;
      const before = await bookingIn(status);
      const earlier = (await audits("booking", before.id)).length;
      if (after === undefined) {
        await expect(staff((ctx) => one.run(ctx, before.id))).rejects.toMatchObject({ code: "BOOKING_CLOSED" });
        expect(await park.booking(before.id)).toEqual(before);
        expect(await audits("booking", before.id)).toHaveLength(earlier);
        expect(park.told).toEqual([]);
        return;
      }
      const done = await staff((ctx) => one.run(ctx, before.id));
      expect(done).toEqual(await park.booking(before.id));
      expect(done.status).toBe(after);
      const [logged, ...more] = (await audits("booking", before.id)).slice(earlier);
      expect(more).toEqual([]);
      const expected = { action: `booking.${one.name}`, actor: "api:desk", note, at: park.clock() };
      expect(logged).toMatchObject(expected);
      expect(logged!.before).toEqual(JSON.parse(JSON.stringify(before)));
      expect(logged!.after).toEqual(JSON.parse(JSON.stringify(done)));
      if (one.says) expect(park.words(before.account_id)).toEqual([expect.stringMatching(one.says)]);
      if (over.includes(after)) expect((await park.spot(before.spot_id)).light_desired).toBe("off");
      expect(await park.books()).toEqual([]);
    });
  }
  test(`${one.name} of a booking that is not there`, async () => {
    elsewhere = (await park.lot(["Z"])).ids[0]!;
    await expect(staff((ctx) => one.run(ctx, 999_999))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
}

test("a stay ends when staff say, but neither before it began nor in the future", async () => {
  const { id, account_id } = await bookingIn("active");
  const complete = (seconds: number) => staff((ctx) => staffActions.complete(ctx, id, { note, endedAt: at(seconds) }));
  for (const odd of [-1, 3_601])
    await expect(complete(odd)).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(/between/),
    });
  expect(await complete(1_800)).toMatchObject({ ended_at: at(1_800), closed_at: at(3_600), amount_cents: 150 });
  expect(await park.balance(account_id)).toBe(9_850);
});

test("a stay that staff complete without a time ended when the sensor saw the spot empty", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  const car = (occupied: boolean) => park.say(board, { kind: "reading", occupied });
  await car(true);
  park.pass(600);
  await car(false);
  park.pass(25);
  const done = await staff((ctx) => staffActions.complete(ctx, id, { note, endedAt: null }));
  expect(done).toMatchObject({ ended_at: at(600), amount_cents: 50 });
});

test("a stay that began by the driver's word, and whose spot was seen empty before that, costs nothing", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const made = await park.reserve(await park.guest(), ids[0]!);
  park.pass(600);
  await park.command((ctx) => driverReports.reportParked(ctx, made));
  for (const occupied of [true, false])
    await park.say(board, { kind: "reading", occupied }, { late: occupied ? 60 : 30, transport: "http" });
  expect(await park.booking(made.id)).toMatchObject({ started_at: at(600), empty_since: at(570) });
  const done = await staff((ctx) => staffActions.complete(ctx, made.id, { note, endedAt: null }));
  expect(done).toMatchObject({ ended_at: at(600), amount_cents: 0 });
});

test("a stay that staff complete while the car is there leaves a car without booking", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  await park.say(board, { kind: "reading", occupied: true });
  await staff((ctx) => staffActions.complete(ctx, id, { note, endedAt: null }));
  expect(await park.matters(ids[0]!)).toEqual(["car_without_booking"]);
  expect((await park.spot(ids[0]!)).light_desired).toBe("red");
});

test("of two who complete at the same moment one does, and the driver pays once", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id, account_id } = await bookingIn("active");
    const complete = () => staff((ctx) => staffActions.complete(ctx, id, { note, endedAt: null }));
    const results = await Promise.allSettled([complete(), complete(), complete()]);
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of results) if (one.status === "rejected") expect(one.reason.code).toBe("BOOKING_CLOSED");
    expect(await park.balance(account_id)).toBe(9_700);
    expect(park.words(account_id)).toHaveLength(1);
  }
  expect(await park.books()).toEqual([]);
});

test.each([
  ["where a car stands", async (board: number) => park.say(board, { kind: "reading", occupied: true })],
  ["whose board is away", async (board: number) => park.say(board, { kind: "presence", online: false })],
  ["whose board was moved to it and has said nothing there", async (board: number) => forget(board)],
])("a reserved booking is not moved to a spot %s, as it could not be booked; a stay is", async (_, happen) => {
  const [from, to] = [await park.lot(["A", "C"]), await park.lot(["B"], { rate_cents_per_hour: 900 })];
  await happen(await park.board(to.ids[0]!));
  const { id } = await park.reserve(await park.guest(), from.ids[0]!);
  const move = (booking: number) => staff((ctx) => staffActions.move(ctx, booking, { spotId: to.ids[0]!, note }));
  await expect(park.reserve(await park.guest(), to.ids[0]!)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  await expect(move(id)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  expect(await park.booking(id)).toMatchObject({ status: "reserved", spot_id: from.ids[0] });
  await staff((ctx) => staffActions.start(ctx, id, { note }));
  expect(await move(id)).toMatchObject({ status: "active", spot_id: to.ids[0], rate_cents_per_hour: 300 });
});

/** Removes a board from its spot and mounts it again, so that its earlier readings no longer count. */
const forget = (board: number) =>
  park.command(async (ctx) => {
    const { spot_id } = await devices.get(ctx.tx, board);
    await devices.change(ctx, board, { spotId: null });
    await devices.change(ctx, board, { spotId: spot_id });
    await reconcile(ctx, [spot_id!]);
  });

test("a stay that is moved forgets what the old sensor saw, and the car that stays behind has no booking", async () => {
  const { ids } = await park.lot(["A", "B"]);
  const [old, fresh] = [await park.board(ids[0]!), await park.board(ids[1]!)];
  const { id, account_id } = await park.reserve(await park.guest(), ids[0]!);
  await park.say(old, { kind: "reading", occupied: true });
  park.pass(600);
  await park.say(old, { kind: "reading", occupied: false });
  await park.say(fresh, { kind: "reading", occupied: false });
  expect(await park.booking(id)).toMatchObject({ empty_since: at(600) });
  await staff((ctx) => staffActions.move(ctx, id, { spotId: ids[1]!, note }));
  await park.say(old, { kind: "reading", occupied: true });
  park.pass(600);
  await park.due();
  expect(await park.booking(id)).toMatchObject({
    status: "active",
    seen_at: null,
    empty_since: null,
    end_due_at: null,
  });
  expect(await park.matters(ids[0]!)).toContain("car_without_booking");
  await park.say(fresh, { kind: "reading", occupied: true });
  park.pass(600);
  await park.say(fresh, { kind: "reading", occupied: false });
  park.pass(30);
  await park.due();
  expect(await park.booking(id)).toMatchObject({ status: "completed", started_at: at(0), ended_at: at(1_800) });
  expect(await park.balance(account_id)).toBe(9_850);
});

test("a booking is moved neither to a spot that is booked, kept or out of service, nor into another currency", async () => {
  const { ids, lot } = await park.lot(["A", "B", "C", "D"]);
  const { id } = await bookingIn("reserved", ids[0]!);
  await park.reserve(await park.guest(), ids[1]!);
  await staff((ctx) => staffActions.maintain(ctx, ids[2]!, { on: true, reason: "paint" }));
  const move = (spotId: number) => staff((ctx) => staffActions.move(ctx, id, { spotId, note }));
  for (const spot of [ids[1]!, ids[2]!]) await expect(move(spot)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  const abroad = await park.lot(["E"], { currency: "EUR" });
  await expect(move(abroad.ids[0]!)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await expect(move(999_999)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await park.booking(id)).toMatchObject({ spot_id: ids[0], lot_id: lot.id });
  expect(park.told).toEqual([]);
});

test("two bookings that are moved to one spot, and two that change places, end in no knot", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { ids } = await park.lot(["A", "B", "C"]);
    const [first, second] = [await bookingIn("reserved", ids[0]!), await bookingIn("reserved", ids[1]!)];
    const move = (id: number, spotId: number) => staff((ctx) => staffActions.move(ctx, id, { spotId, note }));
    const guest = await park.guest();
    const results = await Promise.allSettled([
      move(first.id, ids[2]!),
      move(second.id, ids[2]!),
      park.reserve(guest, ids[2]!),
    ]);
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of results) if (one.status === "rejected") expect(one.reason.code).toBe("SPOT_TAKEN");
    await Promise.allSettled([move(first.id, ids[1]!), move(second.id, ids[0]!), move(first.id, ids[2]!)]);
    const at = [await park.booking(first.id), await park.booking(second.id)].map((one) => one.spot_id);
    expect(new Set(at).size).toBe(2);
    for (const id of ids) {
      const { booking_id, light_desired } = await park.spot(id);
      expect(light_desired).toBe(booking_id === null ? "off" : "blue");
    }
  }
});

test("a price is set down, up, to nothing and back; the ledger follows each time", async () => {
  const { id, account_id } = await bookingIn("completed");
  for (const cents of [100, 450, 0, 300, 300, 301]) {
    await staff((ctx) => staffActions.adjust(ctx, id, { amountCents: cents, note }));
    expect((await park.booking(id)).amount_cents).toBe(cents);
    expect(await park.balance(account_id)).toBe(10_000 - cents);
    expect(await park.books()).toEqual([]);
  }
  // Setting the same price again sends nothing to the driver.
  expect(park.words(account_id)).toHaveLength(5);
});

test("a stay that cost nothing can be given a price", async () => {
  const { ids } = await park.lot(["A"], { rate_cents_per_hour: 0 });
  const { id, account_id } = await bookingIn("completed", ids[0]!);
  expect((await park.booking(id)).amount_cents).toBe(0);
  for (const cents of [500, 200]) await staff((ctx) => staffActions.adjust(ctx, id, { amountCents: cents, note }));
  expect(await park.balance(account_id)).toBe(9_800);
  expect(await park.books()).toEqual([]);
});

test("prices that are set at the same moment leave books that agree with the booking", async () => {
  const { id, account_id } = await bookingIn("completed");
  await Promise.all(
    [0, 100, 200, 900].map((cents) => staff((ctx) => staffActions.adjust(ctx, id, { amountCents: cents, note }))),
  );
  expect(await park.balance(account_id)).toBe(10_000 - (await park.booking(id)).amount_cents!);
  expect(await park.books()).toEqual([]);
});

test("resolving a stay ends it at the given time, sets its price, and settles its incidents with the note", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  const { id, account_id } = await park.reserve(await park.guest(), ids[0]!);
  await park.say(board, { kind: "reading", occupied: true });
  await park.command(async (ctx) => driverReports.reportNotMine(ctx, await bookings.peek(ctx.tx, id)));
  await park.say(board, { kind: "presence", online: false });
  park.pass(3_600);
  const resolve = (seconds: number) =>
    staff((ctx) => staffActions.resolve(ctx, id, { note, endedAt: at(seconds), amountCents: 25 }));
  await expect(resolve(7_200)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect(await park.matters(ids[0]!)).toEqual(["device_offline_during_stay", "driver_says_not_parked"]);
  const done = await resolve(60);
  expect(done).toMatchObject({ status: "completed", ended_at: at(60), amount_cents: 25 });
  expect(await park.balance(account_id)).toBe(9_975);
  const { rows } = await incidents.list(park.db, { open: null, lotId: null, bookingId: id, limit: 10, before: null });
  expect(rows).toHaveLength(2);
  for (const one of rows) expect(one).toMatchObject({ closed_at: at(3_600), closed_by: "api:desk", note });
  const events = park.db.selectFrom("events").select("data").where("booking_id", "=", id);
  const told = await events.where("type", "=", "incident.closed").execute();
  expect(told.map(({ data }) => (data as { kind: string }).kind).sort()).toEqual(rows.map(({ kind }) => kind).sort());
  expect(await park.books()).toEqual([]);
});

test("an end or a price that the state does not allow is refused before anything changes", async () => {
  const resolve = (id: number, given: { endedAt?: Date; amountCents?: number }) =>
    staff((ctx) => staffActions.resolve(ctx, id, { note, endedAt: null, amountCents: null, ...given }));
  for (const status of states) {
    const before = await bookingIn(status);
    if (status !== "active")
      await expect(resolve(before.id, { endedAt: at(60) })).rejects.toMatchObject({ code: "BOOKING_CLOSED" });
    if (status !== "active" && status !== "completed")
      await expect(resolve(before.id, { amountCents: 5 })).rejects.toMatchObject({ code: "BOOKING_CLOSED" });
    expect(await park.booking(before.id)).toEqual(before);
  }
  const { id, account_id } = await bookingIn("completed");
  expect(await resolve(id, { amountCents: 5 })).toMatchObject({ status: "completed", amount_cents: 5 });
  expect(await park.balance(account_id)).toBe(9_995);
});

test("a spot is out of service once, with its reason in the audit log, and not while it is booked", async () => {
  const { ids } = await park.lot(["A"]);
  const spot = ids[0]!;
  const maintain = (on: boolean, reason: string | null) =>
    staff((ctx) => staffActions.maintain(ctx, spot, { on, reason }));
  const made = await bookingIn("active", spot);
  await expect(maintain(true, "paint")).rejects.toMatchObject({ code: "SPOT_BUSY" });
  await staff((ctx) => staffActions.complete(ctx, made.id, { note: null, endedAt: null }));
  await maintain(true, "paint");
  await maintain(true, "paint");
  expect(await park.spot(spot)).toMatchObject({ light_desired: "amber", maintenance_reason: "paint" });
  await expect(park.reserve(await park.guest(), spot)).rejects.toMatchObject({ code: "SPOT_TAKEN" });
  await maintain(false, null);
  await maintain(false, null);
  expect(await park.spot(spot)).toMatchObject({ light_desired: "off", maintenance_reason: null });
  const logged = await audits("spot", spot);
  expect(logged.map(({ action, note }) => [action, note])).toEqual([
    ["spot.maintenance", "paint"],
    ["spot.service", null],
  ]);
  expect(logged[0]).toMatchObject({
    before: { maintenance_at: null, maintenance_reason: null },
    after: { maintenance_reason: "paint" },
  });
  await expect(staff((ctx) => staffActions.maintain(ctx, 999_999, { on: true, reason: null }))).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a car at a spot that is out of service is nobody's matter until the spot is back", async () => {
  const { ids } = await park.lot(["A"]);
  const board = await park.board(ids[0]!);
  await park.say(board, { kind: "reading", occupied: true });
  const maintain = (on: boolean) => staff((ctx) => staffActions.maintain(ctx, ids[0]!, { on, reason: null }));
  await maintain(true);
  expect(await park.matters(ids[0]!)).toEqual([]);
  await maintain(false);
  expect(await park.matters(ids[0]!)).toEqual(["car_without_booking"]);
});

test("a credit counts once, is told to the driver, and puts off the warning of a running stay", async () => {
  const { ids } = await park.lot(["A"], { low_balance_minutes: 30 });
  const { id, account_id } = await bookingIn("active", ids[0]!);
  await park.setBalance(account_id, 300);
  const credit = (cents: number, key: string) =>
    staff((ctx) =>
      staffActions.credit(ctx, account_id, { kind: "top_up", cents, currency: "USD", reason: "cash", key }),
    );
  expect(await credit(700, `a${id}`)).toBe(true);
  expect(await credit(700, `a${id}`)).toBe(false);
  expect(await park.balance(account_id)).toBe(1_000);
  expect(park.words(account_id)).toEqual(["We received $7.00, thank you. Your balance is $10.00."]);
  // 10.00 is enough for 200 minutes; the warning comes 30 minutes before that.
  expect((await park.booking(id)).low_balance_at).toEqual(at(170 * 60));
  const given = { kind: "adjustment", cents: -100, currency: "USD", reason: "x", key: `b${id}` } as const;
  await expect(staff((ctx) => staffActions.credit(ctx, 999_999, given))).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await park.books()).toEqual([]);
});
