// One turn of the parking skill: who writes, what was asked last, and look-ups for the answers.
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

/** One message of a driver with everything needed to answer it. */
export type ChatContext = {
  ctx: CommandContext;
  account: Account;
  /** The texts of the conversation's language. */
  t: Messages;
  /** What the skill asked last. */
  session: Session | null;
  /** The message, and to which message it replies; see {@link Turn}. */
  message: { id: number; conversationId: number; repliesTo: number | null; repliesToAnswerOf: number | null };
  /** The channel has no buttons and writes choices below the text, so choices that the text names already are left out. */
  writesChoicesOut: boolean;
  /** The idempotency key of a booking by this message. */
  key: string;
};

/** An answer. `next`: the question that it asks; null: none is open any more; absent: the previous one stays open. */
export type Reply = { drafts: Draft[]; next?: Question | null };

/** An answer of one draft, after which no question is open. */
export const answerWith = (draft: Draft): Reply => ({ drafts: [draft], next: null });

/** An answer of one draft that leaves the question open. */
export const answerKeepingQuestion = (draft: Draft): Reply => ({ drafts: [draft] });

/** The driver's open booking. */
export const ownBooking = ({ ctx, account }: ChatContext): Promise<Booking | null> =>
  bookings.openOf(ctx.tx, account.id);

/** The facts about a booking. */
export const factsOf = ({ ctx }: ChatContext, booking: Booking): Promise<OpenBooking> =>
  facts.factsOf(ctx.tx, booking, ctx.now);

/** The spots of one lot, or of all, that this driver can book. One that is offered to the driver counts as free. */
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
      // No list has more than ten rows, whichever lots they are of.
      free: free.map(({ id, code }, i) => ({ code, id: i < 10 ? bookId(spotNames, id) : null })),
      taken: own.length - free.length,
      unseen: own.filter((spot) => spots.stateOfSpot(spot) === "unknown").length,
      waitId: waitId(spotNames, lot),
    };
  });
}

/** A draft whose text names its choices: removes them where the channel would write them a second time. */
export const withoutRepeatedChoices = ({ writesChoicesOut }: ChatContext, draft: Draft): Draft =>
  writesChoicesOut && (draft.type === "list" || draft.type === "buttons") ? { type: "text", text: draft.text } : draft;

/** Answers with the driver's status. When a spot is offered to the driver, this also asks whether to take it. */
export async function showStatus(chat: ChatContext): Promise<Reply> {
  const waiting = await waitlist.openOf(chat.ctx.tx, chat.account.id);
  const draft = await statusDraft(chat);
  return waiting?.state === "offered" && !(await ownBooking(chat))
    ? { drafts: [draft], next: { kind: "offer" } }
    : answerKeepingQuestion(draft);
}

/** The driver's status: the booking, else the place on the waitlist, else nothing. */
export async function statusDraft(chat: ChatContext): Promise<Draft> {
  const booking = await ownBooking(chat);
  if (booking) return replies.statusOf(chat.t, await factsOf(chat, booking));
  const waiting = await waitlist.openOf(chat.ctx.tx, chat.account.id);
  return waiting ? waitingDraft(chat, waiting) : replies.nothing(chat.t);
}

/** The place on the waitlist, or the offer. */
export async function waitingDraft({ ctx, t }: ChatContext, waiting: waitlist.Waiting): Promise<Draft> {
  const lot = await lots.get(ctx.tx, waiting.lot_id);
  if (waiting.state === "waiting") return accountReplies.inLine(t, await waitlist.queuePosition(ctx.tx, waiting), lot);
  const { code: spotCode } = await spots.get(ctx.tx, waiting.spot_id!);
  const id = bookId(await load(ctx.tx), waiting.spot_id!);
  const until = waiting.offer_ends_at!;
  return accountReplies.keptForYou(t, { lot, spotCode, until, bookId: id, now: ctx.now });
}
