// A driver's own booking by chat: cancelling, extending, and the driver's reports about the car.
import { Fault } from "../../../base/errors.ts";
import * as bookings from "../bookings.ts";
import * as driverReports from "../driver-reports.ts";
import { answerWith, type ChatContext, factsOf, ownBooking, type Reply, statusDraft } from "./context.ts";
import type { Naming } from "./parse.ts";
import * as replies from "./replies.ts";
import { find, load } from "./spot-names.ts";
import { stopWaiting } from "./waiting.ts";

/** Asks whether to cancel the booking; a place on a waitlist is given up without asking. Null when the words that follow name no spot. */
export async function cancel(chat: ChatContext, spot: Naming | null): Promise<Reply | null> {
  if (spot && find(await load(chat.ctx.tx), spot).length === 0) return null;
  const own = await ownBooking(chat);
  if (!own) return (await stopWaiting(chat)) ?? answerWith(replies.nothing(chat.t, chat.t.bookings.nothingToCancel));
  const facts = await factsOf(chat, own);
  if (own.status === "active") return answerWith(replies.stayCannotBeCancelled(chat.t, facts));
  return { drafts: [replies.sureToCancel(chat.t, facts)], next: { kind: "cancel", bookingId: own.id } };
}

/** Takes yes or no as the answer to whether to cancel. Null when that was not asked. */
export async function answer(chat: ChatContext, yes: boolean): Promise<Reply | null> {
  if (chat.session?.kind !== "cancel") return null;
  const own = await ownBooking(chat);
  if (own?.id !== chat.session.bookingId) return answerWith(replies.questionOver(chat.t, await statusDraft(chat)));
  const facts = await factsOf(chat, own);
  if (own.status === "active") return answerWith(replies.stayCannotBeCancelled(chat.t, facts));
  if (!yes) return answerWith(replies.kept(chat.t, facts));
  await bookings.cancel(chat.ctx, own.id);
  return answerWith(replies.cancelled(chat.t, facts.lot, facts.spotCode));
}

/** Extends the reservation. */
export async function extend(chat: ChatContext): Promise<Reply> {
  const own = await ownBooking(chat);
  if (!own) return answerWith(replies.nothing(chat.t, chat.t.bookings.nothingToExtend));
  try {
    const longer = await bookings.extend(chat.ctx, own.id);
    return answerWith(replies.extended(chat.t, await factsOf(chat, longer)));
  } catch (error) {
    if (error instanceof Fault && (error.code === "CANNOT_EXTEND" || error.code === "BOOKING_CLOSED")) {
      return answerWith(replies.notExtended(chat.t, await factsOf(chat, own)));
    }
    throw error;
  }
}

/** The driver reports having parked, perhaps naming the spot. */
export async function parked(chat: ChatContext, spot: Naming | null): Promise<Reply> {
  const own = await ownBooking(chat);
  if (!own) return answerWith(replies.nothing(chat.t));
  const found = spot ? find(await load(chat.ctx.tx), spot) : [];
  if (spot && !found.some(({ spotId }) => spotId === own.spot_id)) {
    return answerWith(replies.elsewhere(chat.t, await factsOf(chat, own)));
  }
  const said = await driverReports.reportParked(chat.ctx, own);
  const facts = await factsOf(chat, (await ownBooking(chat)) ?? own);
  return answerWith(
    said === "already" ? replies.statusOf(chat.t, facts) : replies.started(chat.t, facts, said === "doubted"),
  );
}

/** The driver reports having left. The receipt is sent as a notice. */
export async function left(chat: ChatContext): Promise<Reply> {
  const own = await ownBooking(chat);
  if (!own) return answerWith(replies.noStay(chat.t));
  const facts = await factsOf(chat, own);
  if (own.status === "reserved") return answerWith(replies.notBegun(chat.t, facts));
  const said = await driverReports.reportLeft(chat.ctx, own);
  return said === "ended"
    ? { drafts: [], next: null }
    : answerWith(replies.stillThere(chat.t, facts, facts.claim !== null));
}

/** The driver is about to leave: says how the stay ends. Null when there is no stay to end. */
export async function leaving(chat: ChatContext): Promise<Reply | null> {
  const own = await ownBooking(chat);
  if (!own) return null;
  const facts = await factsOf(chat, own);
  return answerWith(own.status === "reserved" ? replies.notBegun(chat.t, facts) : replies.howToEnd(chat.t, facts));
}

/** The driver reports that the car at the spot is somebody else's. */
export async function notMine(chat: ChatContext): Promise<Reply> {
  const own = await ownBooking(chat);
  if (!own) return answerWith(replies.noStay(chat.t));
  const facts = await factsOf(chat, own);
  if (own.status === "reserved") return answerWith(replies.notBegun(chat.t, facts));
  await driverReports.reportNotMine(chat.ctx, own);
  return answerWith(replies.notYours(chat.t, facts, facts.claim === "not_mine"));
}
