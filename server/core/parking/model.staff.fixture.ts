// Staff's steps in the property test, each with its expected result; and what they share with the drivers' steps.
import * as incidents from "./incidents.ts";
import { type Driver, type World, way } from "./model.fixture.ts";
import { creditKey } from "./model.rules.fixture.ts";
import { type Action, key, must, spotOf } from "./model.trial.fixture.ts";
import { type BookingTruth, isOpen, offerAt, openAt, openOf, stateAt } from "./model.truth.fixture.ts";
import * as staffActions from "./staff-actions.ts";

/**
 * The driver's open booking. For a driver without one: for every other driver somebody else's open booking, and else the newest closed one.
 */
export function bookingOf({ truth, drivers }: World, { account }: Driver): BookingTruth | undefined {
  const others = drivers.findIndex((one) => one.account === account) % 2 === 0 ? truth.bookings : [];
  const own = truth.bookings.findLast((one) => one.account_id === account);
  return openOf(truth, account) ?? others.find(isOpen) ?? own ?? truth.bookings.at(-1);
}

const waits = (world: World, lotId: number): boolean =>
  world.truth.places.some((place) => place.lot_id === lotId && place.state === "waiting");

/** Why a reservation cannot be extended; null when it can. */
export function unextendable(world: World, booking: BookingTruth): string | null {
  if (booking.status !== "reserved") return "BOOKING_CLOSED";
  const lot = world.truth.lots.find(({ id }) => id === booking.lot_id)!;
  const no = lot.extension_minutes === 0 || booking.extended_at !== null || waits(world, lot.id);
  return no ? "CANNOT_EXTEND" : null;
}

type StaffAction = Extract<Action, { do: `staff ${string}` }>;

export async function staff(world: World, action: StaffAction): Promise<void> {
  const booking = bookingOf(world, world.drivers[action.driver]!);
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
  switch (action.do) {
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
      const given = { note, endedAt: ended(action.ago) };
      const fault = closed("active") ?? impossible(action.ago);
      await must(
        world,
        fault,
        runCommand("staff", (ctx) => staffActions.complete(ctx, id, given)),
      );
      return;
    }
    case "staff move": {
      const spotId = world.spots[action.spot]!;
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
      const given = { amountCents: action.cents, note };
      const done = await must(
        world,
        closed("completed"),
        runCommand("staff", (ctx) => staffActions.adjust(ctx, id, given)),
      );
      if (done) priced(world, id, action.cents);
      return;
    }
    case "staff resolve": {
      const given = { note, endedAt: ended(action.ago), amountCents: action.cents };
      const odd =
        (action.ago !== null && status !== "active") ||
        (action.cents !== null && status !== "active" && status !== "completed");
      const fault = odd ? "BOOKING_CLOSED" : impossible(action.ago);
      const done = await must(
        world,
        fault,
        runCommand("staff", (ctx) => staffActions.resolve(ctx, id, given)),
      );
      if (done && action.cents !== null) priced(world, id, action.cents);
    }
  }
}

/** Staff set the cost of a stay; of two at the same time either may be the last. */
function priced({ memory, together }: World, id: number, cents: number): void {
  const before = together ? (memory.prices.get(id) ?? []) : [];
  memory.prices.set(id, new Set([...before, cents]));
}

export async function maintain(world: World, spotId: number, on: boolean): Promise<void> {
  const busy = on && (openAt(world.truth, spotId) || offerAt(world.truth, spotId));
  const given = { on, reason: on ? "paint" : null };
  const trial = way(world).runCommand("staff", (ctx) => staffActions.maintain(ctx, spotId, given));
  await must(world, busy ? "SPOT_BUSY" : null, trial);
}

export async function credit(world: World, { driver, cents, euro, twice }: Action & { do: "credit" }): Promise<void> {
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

export async function settleIncident(world: World): Promise<void> {
  const open = world.truth.incidents.find((one) => one.closed_at === null);
  const id = open?.id ?? 0;
  const trial = way(world).runCommand("staff", (ctx) => incidents.settle(ctx, id, "looked at"));
  await must(world, open ? null : "NOT_FOUND", trial);
}
