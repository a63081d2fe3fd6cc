// A turn of the parking skill: who writes, what was asked last, and looking up what the answers say.
import type { Draft } from "../../../contract/outbound.ts";
import type { Account } from "../../accounts/accounts.ts";
import type { Messages } from "../../texts/catalogue.ts";
import type { Booking } from "../billing.ts";
import * as facts from "../booking-facts.ts";
import * as bookings from "../bookings.ts";
import type { CommandContext } from "../command-context.ts";
import * as lots from "../lots.ts";
import type { OpenBooking } from "../notices.ts";
import * as spots from "../spots.ts";
import * as waitlist from "../waitlist.ts";
import * as accountReplies from "./account-replies.ts";
import type { Group } from "./free-spots.ts";
import * as replies from "./replies.ts";
import type { Question, Session } from "./session.ts";
import { bookId, load, type SpotNames, waitId } from "./spot-names.ts";

/** One message of a driver, and all that its answer needs. */
export type ChatContext = {
  ctx: CommandContext;
  account: Account;
  /** The texts of the conversation's language. */
  t: Messages;
  /** What was asked last. */
  session: Session | null;
  /** Which message it is, and what it stands under; see {@link Turn}. */
  message: { id: number; conversationId: number; repliesTo: number | null; repliesToAnswerOf: number | null };
  /** The channel has no buttons: choices are written out below the text, so what the text says already is not offered again. */
  writesChoicesOut: boolean;
  /** The key under which the message books. */
  key: string;
};

/** An answer. `next` is what it asks; null when nothing is asked any more; left out when what was asked before still is. */
export type Reply = { drafts: Draft[]; next?: Question | null };

/** An answer of one draft, after which nothing is asked. */
export const answerWith = (draft: Draft): Reply => ({ drafts: [draft], next: null });

/** An answer of one draft that leaves open what was asked. */
export const answerKeepingQuestion = (draft: Draft): Reply => ({ drafts: [draft] });

/** The driver's open booking. */
export const ownBooking = ({ ctx, account }: ChatContext): Promise<Booking | null> =>
  bookings.openOf(ctx.tx, account.id);

/** What is told of a booking. */
export const factsOf = ({ ctx }: ChatContext, booking: Booking): Promise<OpenBooking> =>
  facts.factsOf(ctx.tx, booking, ctx.now);

/** What can be booked in a lot, or in all: what is kept for this driver counts as free. */
export async function groupsOf(
  { ctx, account }: ChatContext,
  spotNames: SpotNames,
  lotId: number | null,
): Promise<Group[]> {
  const all = await spots.list(ctx.tx, lotId);
  const shown = spotNames.lots.filter((lot) => lotId === null || lot.id === lotId);
  return shown.map((lot) => {
    const own = all.filter((spot) => spot.lot_id === lot.id);
    const free = own.filter((spot) => spots.isFree(spot, account.id));
    return {
      lot,
      label: spotNames.labels.get(lot.id)!,
      // No list shows more rows than ten, whatever lot they are of.
      free: free.map(({ id, code }, i) => ({ code, id: i < 10 ? bookId(spotNames, id) : null })),
      taken: own.length - free.length,
      unseen: own.filter((spot) => spots.stateOfSpot(spot) === "unknown").length,
      waitId: waitId(spotNames, lot),
    };
  });
}

/** A draft whose text names its choices: without them where the channel would write them out a second time. */
export const withoutRepeatedChoices = ({ writesChoicesOut }: ChatContext, draft: Draft): Draft =>
  writesChoicesOut && (draft.type === "list" || draft.type === "buttons") ? { type: "text", text: draft.text } : draft;

/** Answers how things stand. When a spot is kept for the driver, that asks whether to take it. */
export async function showStatus(chat: ChatContext): Promise<Reply> {
  const waiting = await waitlist.openOf(chat.ctx.tx, chat.account.id);
  const draft = await statusDraft(chat);
  return waiting?.state === "offered" && !(await ownBooking(chat))
    ? { drafts: [draft], next: { kind: "offer" } }
    : answerKeepingQuestion(draft);
}

/** How things stand for a driver: the booking, else the place in line, else nothing. */
export async function statusDraft(chat: ChatContext): Promise<Draft> {
  const booking = await ownBooking(chat);
  if (booking) return replies.statusOf(chat.t, await factsOf(chat, booking));
  const waiting = await waitlist.openOf(chat.ctx.tx, chat.account.id);
  return waiting ? waitingDraft(chat, waiting) : replies.nothing(chat.t);
}

/** The place in line, or what is kept for who waited. */
export async function waitingDraft({ ctx, t }: ChatContext, waiting: waitlist.Waiting): Promise<Draft> {
  const lot = await lots.get(ctx.tx, waiting.lot_id);
  if (waiting.state === "waiting") return accountReplies.inLine(t, await waitlist.place(ctx.tx, waiting), lot);
  const { code: spotCode } = await spots.get(ctx.tx, waiting.spot_id!);
  const id = bookId(await load(ctx.tx), waiting.spot_id!);
  const until = waiting.offer_ends_at!;
  return accountReplies.keptForYou(t, { lot, spotCode, until, bookId: id, now: ctx.now });
}
