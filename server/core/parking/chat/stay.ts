// A driver's own booking by chat: giving it back, holding it longer, and what the driver says about the car.
import { Fault } from "../../../base/errors.ts";
import * as bookings from "../bookings.ts";
import * as driverReports from "../driver-reports.ts";
import { done, factsOf, ownBooking, type Reply, standing, type Talk } from "./context.ts";
import type { Naming } from "./parse.ts";
import * as replies from "./replies.ts";
import { find, load } from "./spot-names.ts";
import { stopWaiting } from "./waiting.ts";

/** Asks whether to give the booking back; gives up a place in line at once. Null when words after it name no spot. */
export async function cancel(talk: Talk, spot: Naming | null): Promise<Reply | null> {
  if (spot && find(await load(talk.ctx.tx), spot).length === 0) return null;
  const own = await ownBooking(talk);
  if (!own) return (await stopWaiting(talk)) ?? done(replies.nothing("You have no booking to cancel."));
  const facts = await factsOf(talk, own);
  if (own.status === "active") return done(replies.endsByDriving(facts));
  return { drafts: [replies.sureToCancel(facts)], next: { kind: "cancel", bookingId: own.id } };
}

/** Takes yes or no as the answer to the question whether to give the booking back. Null when that was not asked. */
export async function answer(talk: Talk, yes: boolean): Promise<Reply | null> {
  if (talk.session?.kind !== "cancel") return null;
  const own = await ownBooking(talk);
  if (own?.id !== talk.session.bookingId) return done(replies.questionOver(await standing(talk)));
  const facts = await factsOf(talk, own);
  if (own.status === "active") return done(replies.endsByDriving(facts));
  if (!yes) return done(replies.stays(facts));
  await bookings.cancel(talk.ctx, own.id);
  return done(replies.cancelled(facts.lot, facts.code));
}

/** Holds the spot longer. */
export async function extend(talk: Talk): Promise<Reply> {
  const own = await ownBooking(talk);
  if (!own) return done(replies.nothing("You have no booking to extend."));
  try {
    const longer = await bookings.extend(talk.ctx, own.id);
    return done(replies.heldLonger(await factsOf(talk, longer)));
  } catch (error) {
    if (error instanceof Fault && (error.code === "CANNOT_EXTEND" || error.code === "BOOKING_CLOSED")) {
      return done(replies.notLonger(await factsOf(talk, own)));
    }
    throw error;
  }
}

/** The driver says that the car is there, perhaps on which spot. */
export async function parked(talk: Talk, spot: Naming | null): Promise<Reply> {
  const own = await ownBooking(talk);
  if (!own) return done(replies.nothing());
  const found = spot ? find(await load(talk.ctx.tx), spot) : [];
  if (spot && !found.some(({ spotId }) => spotId === own.spot_id)) {
    return done(replies.elsewhere(await factsOf(talk, own)));
  }
  const said = await driverReports.reportParked(talk.ctx, own);
  const facts = await factsOf(talk, (await ownBooking(talk)) ?? own);
  return done(said === "already" ? replies.standing(facts) : replies.started(facts, said === "started"));
}

/** The driver says that the car is gone. The receipt is told by itself. */
export async function left(talk: Talk): Promise<Reply> {
  const own = await ownBooking(talk);
  if (!own) return done(replies.noStay());
  const facts = await factsOf(talk, own);
  if (own.status === "reserved") return done(replies.notBegun(facts));
  const said = await driverReports.reportLeft(talk.ctx, own);
  return said === "ended" ? { drafts: [], next: null } : done(replies.stillThere(facts, facts.claim !== null));
}

/** The driver is about to end the stay: says how it ends. Null for who has nothing to end. */
export async function leaving(talk: Talk): Promise<Reply | null> {
  const own = await ownBooking(talk);
  if (!own) return null;
  const facts = await factsOf(talk, own);
  return done(own.status === "reserved" ? replies.notBegun(facts) : replies.howToEnd(facts));
}

/** The driver says that the car at the spot is somebody else's. */
export async function notMine(talk: Talk): Promise<Reply> {
  const own = await ownBooking(talk);
  if (!own) return done(replies.noStay());
  const facts = await factsOf(talk, own);
  if (own.status === "reserved") return done(replies.notBegun(facts));
  await driverReports.reportNotMine(talk.ctx, own);
  return done(replies.notYours(facts, facts.claim === "not_mine"));
}
