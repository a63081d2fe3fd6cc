// The steps of the property test: what drivers, boards, staff and the clock can do, each with its expected result.
import * as bookings from "./bookings.ts";
import * as driverReports from "./driver-reports.ts";
import { type Failed, lookAround, runDue } from "./due-jobs.ts";
import * as lots from "./lots.ts";
import { brokerRestart, killed, mount, reading, restart, say } from "./model.boards.fixture.ts";
import { type Driver, look, replaceMerged, type World, way } from "./model.fixture.ts";
import { bookingOf, credit, maintain, settleIncident, staff, unextendable } from "./model.staff.fixture.ts";
import { type Action, key, must, spotOf } from "./model.trial.fixture.ts";
import { balanceOf, offerAt, openOf, placeOf, sees, stateAt } from "./model.truth.fixture.ts";
import { followMerges } from "./persons.ts";
import { unreconciled } from "./reconcile.ts";
import * as waitlist from "./waitlist.ts";

/** An action, and the seconds since the step before. */
export type Step = { after: number; action: Action };

/** Takes one step and checks everything. Throws when the result differs from the expected one. */
export async function take(world: World, { after, action }: Step): Promise<void> {
  world.now += after * 1_000;
  world.settled = false;
  world.together = action.do === "at once";
  world.raced ||= world.together;
  const actions = action.do === "at once" ? action.actions : [action];
  const done = await Promise.allSettled(actions.map((one) => runAction(world, one)));
  for (const one of done) if (one.status === "rejected") throw one.reason;
  await look(world);
  world.together = false;
  await replaceMerged(world);
}

function runAction(world: World, action: Action): Promise<void> {
  switch (action.do) {
    case "book":
      return book(world, world.drivers[action.driver]!, world.spots[action.spot]!, action.keyed);
    case "book again":
      return bookAgain(world, world.drivers[action.driver]!);
    case "take offer":
      return takeOffer(world, world.drivers[action.driver]!);
    case "cancel":
    case "extend":
    case "parked":
    case "left":
    case "not mine":
      return claim(world, world.drivers[action.driver]!, action.do);
    case "wait":
      return wait(world, world.drivers[action.driver]!, action.lot);
    case "stop waiting":
      return stopWaiting(world, world.drivers[action.driver]!);
    case "reading":
      return reading(world, action);
    case "presence":
      return say(world, action.board, { kind: "presence", online: action.online });
    case "light":
      return say(world, action.board, { kind: "light", light: action.light });
    case "killed":
      return killed(world, action.board, action.occupied);
    case "broker restart":
      return brokerRestart(world);
    case "restart":
      return restart(world);
    case "mount":
      return mount(world, action.board, action.spot);
    case "settle due":
      return settle(world);
    case "staff start":
    case "staff cancel":
    case "staff extend":
    case "staff complete":
    case "staff move":
    case "staff adjust":
    case "staff resolve":
      return staff(world, action);
    case "maintain":
      return maintain(world, world.spots[action.spot]!, action.on);
    case "credit":
      return credit(world, action);
    case "merge":
      return merge(world, world.drivers[action.driver]!, world.drivers[action.into]!);
    case "tariff":
      return way(world).runCommand("staff", async (ctx) => {
        await lots.change(ctx, world.lots[action.lot]!.id, { rate_cents_per_hour: action.rate });
      });
    case "settle incident":
      return settleIncident(world);
    case "at once":
      throw new Error("Actions at once are not nested.");
  }
}

/** Why a driver may not book in a lot; null when they may. */
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

/** Sends the same message again: it must give the same booking, whatever became of that. */
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

/** Merges two contacts who turn out to be one person. */
async function merge(world: World, gone: Driver, kept: Driver): Promise<void> {
  let end = kept.contact;
  while (world.merging.has(end)) end = world.merging.get(end)!;
  if (!world.merging.has(gone.contact) && end !== gone.contact) {
    world.merging.set(gone.contact, kept.contact);
    await world.db.insertInto("contact_merges").values({ gone: gone.contact, kept: kept.contact }).execute();
  }
  await way(world).runCommand("merge", followMerges);
}
