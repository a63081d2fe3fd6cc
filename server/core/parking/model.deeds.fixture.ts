// The steps of the property test: what drivers, boards, staff and the clock can do, each with what must come of it.

import * as bookings from "./bookings.ts";
import * as driverReports from "./driver-reports.ts";
import { type Failed, lookAround, runDue } from "./due-jobs.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import { brokerRestart, killed, mount, reading, restart, say } from "./model.boards.fixture.ts";
import { type Driver, look, replaceMerged, type World, way } from "./model.fixture.ts";
import { creditKey } from "./model.rules.fixture.ts";
import { type Deed, key, must, spotOf } from "./model.trial.fixture.ts";
import {
  type BookingTruth,
  balanceOf,
  isOpen,
  offerAt,
  openAt,
  openOf,
  placeOf,
  sees,
  stateAt,
} from "./model.truth.fixture.ts";
import { followMerges } from "./persons.ts";
import { unreconciled } from "./reconcile.ts";
import * as staffActions from "./staff-actions.ts";
import * as waitlist from "./waitlist.ts";

/** A deed, and how many seconds after the one before. */
export type Step = { after: number; deed: Deed };

/** Does one step and looks at everything. Throws when something else came of it than must. */
export async function take(world: World, { after, deed }: Step): Promise<void> {
  world.now += after * 1_000;
  world.settled = false;
  world.together = deed.do === "at once";
  world.raced ||= world.together;
  const deeds = deed.do === "at once" ? deed.deeds : [deed];
  const done = await Promise.allSettled(deeds.map((one) => runDeed(world, one)));
  for (const one of done) if (one.status === "rejected") throw one.reason;
  await look(world);
  world.together = false;
  await replaceMerged(world);
}

function runDeed(world: World, deed: Deed): Promise<void> {
  switch (deed.do) {
    case "book":
      return book(world, world.drivers[deed.driver]!, world.spots[deed.spot]!, deed.keyed);
    case "book again":
      return bookAgain(world, world.drivers[deed.driver]!);
    case "take offer":
      return takeOffer(world, world.drivers[deed.driver]!);
    case "cancel":
    case "extend":
    case "parked":
    case "left":
    case "not mine":
      return claim(world, world.drivers[deed.driver]!, deed.do);
    case "wait":
      return wait(world, world.drivers[deed.driver]!, deed.lot);
    case "stop waiting":
      return stopWaiting(world, world.drivers[deed.driver]!);
    case "reading":
      return reading(world, deed);
    case "presence":
      return say(world, deed.board, { kind: "presence", online: deed.online });
    case "light":
      return say(world, deed.board, { kind: "light", light: deed.light });
    case "killed":
      return killed(world, deed.board, deed.occupied);
    case "broker restart":
      return brokerRestart(world);
    case "restart":
      return restart(world);
    case "mount":
      return mount(world, deed.board, deed.spot);
    case "settle due":
      return settle(world);
    case "staff start":
    case "staff cancel":
    case "staff extend":
    case "staff complete":
    case "staff move":
    case "staff adjust":
    case "staff resolve":
      return staff(world, deed);
    case "maintain":
      return maintain(world, world.spots[deed.spot]!, deed.on);
    case "credit":
      return credit(world, deed);
    case "merge":
      return merge(world, world.drivers[deed.driver]!, world.drivers[deed.into]!);
    case "tariff":
      return way(world).runCommand("staff", async (ctx) => {
        await lots.change(ctx, world.lots[deed.lot]!.id, { rate_cents_per_hour: deed.rate });
      });
    case "settle incident":
      return settleIncident(world);
    case "at once":
      throw new Error("Deeds at once are not nested.");
  }
}

/** Why a driver may not have a booking in a lot; null when they may. */
function refusal(world: World, { account }: Driver, lotId: number): string | null {
  if (openOf(world.truth, account)) return "ALREADY_BOOKED";
  const lot = world.truth.lots.find(({ id }) => id === lotId)!;
  if (world.truth.money.some((one) => one.account_id === account && one.kept < 0)) return "BALANCE_TOO_LOW";
  return balanceOf(world.truth, account, lot.currency) < lot.minimum_balance_cents ? "BALANCE_TOO_LOW" : null;
}

async function book(world: World, driver: Driver, spotId: number, keyed: boolean): Promise<void> {
  const spot = spotOf(world, spotId);
  const known = stateAt(world.truth, spot);
  const mine = known === "reserved" && offerAt(world.truth, spotId)?.account_id === driver.account;
  const not = refusal(world, driver, spot.lot_id);
  const fault = not !== "ALREADY_BOOKED" && known !== "free" && !mine ? "SPOT_TAKEN" : not;
  const wish = { accountId: driver.account, spotId, key: keyed ? key() : null };
  const made = await must(
    world,
    fault,
    way(world).runCommand("driver", (ctx) => bookings.reserve(ctx, wish)),
  );
  if (wish.key) world.asked.set(driver.account, { key: wish.key, spotId, bookingId: made?.id ?? null });
}

/** The same message once more: the same booking, whatever became of it. */
async function bookAgain(world: World, driver: Driver): Promise<void> {
  const asked = world.asked.get(driver.account);
  if (!asked?.bookingId) return book(world, driver, asked?.spotId ?? world.spots[0]!, true);
  const wish = { accountId: driver.account, spotId: asked.spotId, key: asked.key };
  const again = await must(
    world,
    null,
    way(world).runCommand("driver", (ctx) => bookings.reserve(ctx, wish)),
  );
  if (again && again.id !== asked.bookingId) throw new Error(`${asked.key} booked ${asked.bookingId} and ${again.id}`);
}

function takeOffer(world: World, driver: Driver): Promise<void> {
  return book(world, driver, placeOf(world.truth, driver.account)?.spot_id ?? world.spots[1]!, false);
}

/** The open booking of a driver; of who has none every other asks about somebody else's, and the rest about the newest that is over. */
function bookingOf({ truth, drivers }: World, { account }: Driver): BookingTruth | undefined {
  const others = drivers.findIndex((one) => one.account === account) % 2 === 0 ? truth.bookings : [];
  const own = truth.bookings.findLast((one) => one.account_id === account);
  return openOf(truth, account) ?? others.find(isOpen) ?? own ?? truth.bookings.at(-1);
}

const waits = (world: World, lotId: number): boolean =>
  world.truth.places.some((place) => place.lot_id === lotId && place.state === "waiting");

/** Why a hold cannot be made longer; null when it can. */
function unextendable(world: World, booking: BookingTruth): string | null {
  if (booking.status !== "reserved") return "BOOKING_CLOSED";
  const lot = world.truth.lots.find(({ id }) => id === booking.lot_id)!;
  const no = lot.extension_minutes === 0 || booking.extended_at !== null || waits(world, lot.id);
  return no ? "CANNOT_EXTEND" : null;
}

async function claim(world: World, driver: Driver, what: "cancel" | "extend" | "parked" | "left" | "not mine") {
  const booking = bookingOf(world, driver);
  const { runCommand } = way(world);
  if (!booking)
    return void (await must(
      world,
      "NOT_FOUND",
      runCommand("driver", (ctx) => bookings.cancel(ctx, 0)),
    ));
  const { id, status } = booking;
  const closed = (...wanted: string[]) => (wanted.includes(status) ? null : "BOOKING_CLOSED");
  const spot = spotOf(world, booking.spot_id);
  const said = async (fault: string | null, wanted: string, trial: Promise<string>) => {
    const answer = await must(world, fault, trial);
    if (answer !== null && !world.together && answer !== wanted)
      throw new Error(`${what} ${id}: ${answer}, not ${wanted}`);
  };
  if (what === "cancel")
    await must(
      world,
      closed("reserved"),
      runCommand("driver", (ctx) => bookings.cancel(ctx, id)),
    );
  if (what === "extend")
    await must(
      world,
      unextendable(world, booking),
      runCommand("driver", (ctx) => bookings.extend(ctx, id)),
    );
  if (what === "not mine")
    await must(
      world,
      closed("active"),
      runCommand("driver", async (ctx) => driverReports.reportNotMine(ctx, await bookings.peek(ctx.tx, id))),
    );
  if (what === "parked") {
    const wanted = status === "active" ? "already" : sees(spot) && !spot.occupied ? "doubted" : "started";
    const trial = runCommand("driver", async (ctx) => driverReports.reportParked(ctx, await bookings.peek(ctx.tx, id)));
    await said(closed("reserved", "active"), wanted, trial);
  }
  if (what === "left") {
    const wanted = sees(spot) && spot.occupied ? "doubted" : "ended";
    const trial = runCommand("driver", async (ctx) => driverReports.reportLeft(ctx, await bookings.peek(ctx.tx, id)));
    await said(closed("active"), wanted, trial);
  }
}

async function wait(world: World, driver: Driver, place: number): Promise<void> {
  const lotId = world.lots[place]!.id;
  const before = placeOf(world.truth, driver.account);
  const free = world.truth.spots.some((spot) => spot.lot_id === lotId && stateAt(world.truth, spot) === "free");
  const fault = before?.lot_id === lotId ? null : (refusal(world, driver, lotId) ?? (free ? "CANNOT_WAIT" : null));
  const wish = { accountId: driver.account, lotId };
  const got = await must(
    world,
    fault,
    way(world).runCommand("driver", (ctx) => waitlist.join(ctx, wish)),
  );
  if (got && !world.together && before?.lot_id === lotId && got.id !== before.id)
    throw new Error("It is another place.");
}

async function stopWaiting(world: World, driver: Driver): Promise<void> {
  const before = placeOf(world.truth, driver.account);
  const left = await way(world).runCommand("driver", (ctx) => waitlist.leave(ctx, driver.account));
  if (!world.together && left?.id !== before?.id) throw new Error(`${left?.id} was left, not ${before?.id}`);
}

async function settle(world: World): Promise<void> {
  const { runCommand } = way(world);
  const db = world.together ? world.pool : world.db;
  const failed: Failed = (error, what, id) => {
    throw new Error(`What was due failed: ${what} ${id}`, { cause: error });
  };
  await lookAround(db, runCommand, failed);
  await runDue(db, runCommand, new Date(world.now), failed);
  if (world.together) return;
  const left = await unreconciled(db);
  if (left.length > 0) throw new Error(`Spots ${left} are still to be reconciled.`);
  world.settled = true;
  world.raced = false;
  world.owed.clear();
}

type StaffDeed = Extract<Deed, { do: `staff ${string}` }>;

async function staff(world: World, deed: StaffDeed): Promise<void> {
  const booking = bookingOf(world, world.drivers[deed.driver]!);
  const { runCommand } = way(world);
  const note = "a note";
  if (!booking)
    return void (await must(
      world,
      "NOT_FOUND",
      runCommand("staff", (ctx) => staffActions.cancel(ctx, 0, { note })),
    ));
  const { id, status } = booking;
  const closed = (...wanted: string[]) => (wanted.includes(status) ? null : "BOOKING_CLOSED");
  const ended = (ago: number | null) => (ago === null ? null : new Date(world.now - ago * 1_000));
  const impossible = (ago: number | null) => {
    const end = ended(ago)?.getTime();
    return status === "active" && end && (end < booking.started_at! || end > world.now) ? "BAD_REQUEST" : null;
  };
  switch (deed.do) {
    case "staff start":
      await must(
        world,
        closed("reserved"),
        runCommand("staff", (ctx) => staffActions.start(ctx, id, { note })),
      );
      return;
    case "staff cancel":
      await must(
        world,
        closed("reserved"),
        runCommand("staff", (ctx) => staffActions.cancel(ctx, id, { note })),
      );
      return;
    case "staff extend":
      await must(
        world,
        unextendable(world, booking),
        runCommand("staff", (ctx) => staffActions.extend(ctx, id, { note })),
      );
      return;
    case "staff complete": {
      const given = { note, endedAt: ended(deed.ago) };
      const fault = closed("active") ?? impossible(deed.ago);
      await must(
        world,
        fault,
        runCommand("staff", (ctx) => staffActions.complete(ctx, id, given)),
      );
      return;
    }
    case "staff move": {
      const spotId = world.spots[deed.spot]!;
      const to = spotOf(world, spotId);
      const free = stateAt(world.truth, to) === "free";
      const held = openAt(world.truth, spotId) || offerAt(world.truth, spotId) || to.maintenance_at !== null;
      const taken = status === "reserved" ? !free : held;
      const lot = world.truth.lots.find((one) => one.id === to.lot_id)!;
      const strange = lot.currency !== booking.currency;
      const fault = spotId === booking.spot_id ? null : taken ? "SPOT_TAKEN" : strange ? "BAD_REQUEST" : null;
      const trial = runCommand("staff", (ctx) => staffActions.move(ctx, id, { spotId, note }));
      await must(world, closed("reserved", "active") ?? fault, trial);
      return;
    }
    case "staff adjust": {
      const given = { amountCents: deed.cents, note };
      const done = await must(
        world,
        closed("completed"),
        runCommand("staff", (ctx) => staffActions.adjust(ctx, id, given)),
      );
      if (done) priced(world, id, deed.cents);
      return;
    }
    case "staff resolve": {
      const given = { note, endedAt: ended(deed.ago), amountCents: deed.cents };
      const odd =
        (deed.ago !== null && status !== "active") ||
        (deed.cents !== null && status !== "active" && status !== "completed");
      const fault = odd ? "BOOKING_CLOSED" : impossible(deed.ago);
      const done = await must(
        world,
        fault,
        runCommand("staff", (ctx) => staffActions.resolve(ctx, id, given)),
      );
      if (done && deed.cents !== null) priced(world, id, deed.cents);
    }
  }
}

/** Staff set what a stay costs; of two that did so at the same moment either may have been the last. */
function priced({ memory, together }: World, id: number, cents: number): void {
  const before = together ? (memory.prices.get(id) ?? []) : [];
  memory.prices.set(id, new Set([...before, cents]));
}

async function maintain(world: World, spotId: number, on: boolean): Promise<void> {
  const busy = on && (openAt(world.truth, spotId) || offerAt(world.truth, spotId));
  const given = { on, reason: on ? "paint" : null };
  const trial = way(world).runCommand("staff", (ctx) => staffActions.maintain(ctx, spotId, given));
  await must(world, busy ? "SPOT_BUSY" : null, trial);
}

async function credit(world: World, { driver, cents, euro, twice }: Deed & { do: "credit" }): Promise<void> {
  const { account } = world.drivers[driver]!;
  const currency = euro ? "EUR" : "USD";
  const given = { kind: "adjustment" as const, cents, currency, reason: "test", key: key() };
  const give = () => way(world).runCommand("staff", (ctx) => staffActions.credit(ctx, account, given));
  const fault = cents === 0 ? "BAD_REQUEST" : null;
  const done = [await must(world, fault, give()), ...(twice ? [await must(world, fault, give())] : [])];
  if (done.filter(Boolean).length !== (cents === 0 ? 0 : 1)) throw new Error(`A credit counted as ${done}.`);
  if (cents === 0) return;
  const { credits } = world.memory;
  credits.set(creditKey(account, currency), (credits.get(creditKey(account, currency)) ?? 0) + cents);
}

/** Two contacts turn out to be one person. */
async function merge(world: World, gone: Driver, kept: Driver): Promise<void> {
  let end = kept.contact;
  while (world.merging.has(end)) end = world.merging.get(end)!;
  if (!world.merging.has(gone.contact) && end !== gone.contact) {
    world.merging.set(gone.contact, kept.contact);
    await world.db.insertInto("contact_merges").values({ gone: gone.contact, kept: kept.contact }).execute();
  }
  await way(world).runCommand("merge", followMerges);
}

async function settleIncident(world: World): Promise<void> {
  const open = world.truth.incidents.find((one) => one.closed_at === null);
  const id = open?.id ?? 0;
  const trial = way(world).runCommand("staff", (ctx) => incidents.settle(ctx, id, "looked at"));
  await must(world, open ? null : "NOT_FOUND", trial);
}
