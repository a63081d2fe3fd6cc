// Does what a driver means: calls the function for each intent, and takes a yes or a no as the answer to its question.
import { sql } from "kysely";
import { Fault } from "../../../base/errors.ts";
import type { Draft } from "../../../contract/outbound.ts";
import * as ledger from "../../accounts/ledger.ts";
import { costSoFar } from "../billing.ts";
import { find, newestFirst } from "../find-bookings.ts";
import * as incidents from "../incidents.ts";
import { everyBooking } from "../listing.ts";
import * as accountReplies from "./account-replies.ts";
import * as booking from "./booking.ts";
import {
  answerKeepingQuestion,
  answerWith,
  type ChatContext,
  ownBooking,
  type Reply,
  showStatus,
  statusDraft,
} from "./context.ts";
import { correctedCommand } from "./near.ts";
import { type Intent, type Naming, parse } from "./parse.ts";
import { isOutdated, questionAnswered } from "./question.ts";
import * as replies from "./replies.ts";
import * as stay from "./stay.ts";
import * as waiting from "./waiting.ts";

/** Number of bookings that `history` shows. */
const lastBookings = 5;

/** Intents about a booking: tapped under a message about an earlier booking, they are not meant for the open one. */
const ofBooking: ReadonlySet<Intent["kind"]> = new Set(["cancel", "extend", "parked", "left", "leaving", "not_me"]);

/**
 * Runs an intent; null when it is not for parking. If the booking has changed in the meantime, this is no error: the answer is the current status.
 * `quiet`: a colleague handles the conversation, so only what is clearly meant for the bot is answered.
 */
export async function replyTo(chat: ChatContext, intent: Intent, quiet: boolean): Promise<Reply | null> {
  try {
    if (ofBooking.has(intent.kind) && (await isOutdated(chat)))
      return answerWith(replies.earlierBooking(chat.t, await statusDraft(chat)));
    return await runIntent(chat, intent, quiet);
  } catch (error) {
    if (error instanceof Fault && (error.code === "BOOKING_CLOSED" || error.code === "NOT_FOUND"))
      return answerWith(await statusDraft(chat));
    throw error;
  }
}

async function runIntent(chat: ChatContext, intent: Intent, quiet: boolean): Promise<Reply | null> {
  switch (intent.kind) {
    case "slots":
      return booking.showSlots(chat, intent.lot);
    case "book":
      return booking.book(chat, intent);
    case "wait":
      return waiting.wait(chat, intent.lot);
    case "stop_waiting":
      return (await waiting.stopWaiting(chat)) ?? answerWith(await statusDraft(chat));
    case "status":
      return showStatus(chat);
    case "cancel":
      return stay.cancel(chat, intent.spot);
    case "extend":
      return stay.extend(chat);
    case "parked":
      return stay.parked(chat, intent.spot);
    case "left":
      return stay.left(chat);
    case "leaving":
      return stay.leaving(chat);
    case "not_me":
      return stay.notMine(chat);
    case "balance":
      return answerKeepingQuestion(await balance(chat));
    case "history":
      return answerKeepingQuestion(await history(chat));
    case "yes":
    case "no":
    case "keep":
      return yesOrNo(chat, intent, quiet);
    case "words":
      return (
        (await wordsAsAnswer(chat, intent.words)) ??
        (quiet ? null : ((await booking.named(chat, intent.words)) ?? misspelled(chat, intent.words)))
      );
  }
}

/** Takes a few words as the answer to the last question; null when they are none. */
async function wordsAsAnswer(chat: ChatContext, words: Naming): Promise<Reply | null> {
  const { session: asked, message } = chat;
  // A reply that quotes another message is not an answer to the question.
  if (asked === null || (message.repliesTo !== null && message.repliesToAnswerOf !== asked.askedBy)) return null;
  return (await booking.choose(chat, words)) ?? waiting.answer(chat, words);
}

/** `keep`: a button that means no and names what is kept. */
type YesOrNo = "yes" | "no" | "keep";

/** Takes a yes or a no as the answer to its question. */
async function yesOrNo(chat: ChatContext, intent: Intent & { kind: YesOrNo }, quiet: boolean): Promise<Reply | null> {
  const yes = intent.kind === "yes";
  // A spot may have the code Y or N.
  const chosen = intent.kind === "keep" ? null : await wordsAsAnswer(chat, intent.words);
  if (chosen) return chosen;
  switch (await questionAnswered(chat)) {
    case "offer":
      return yes ? booking.takeOffer(chat) : intent.kind === "no" ? waiting.declineOffer(chat) : null;
    case "asked":
      return answerToLast(chat, intent.kind, quiet);
    case "over":
      return answerWith(replies.questionOver(chat.t, await statusDraft(chat)));
    case "unclear":
      return askAgain(chat);
    case "nothing":
      return null;
  }
}

/** A yes or a no to the skill's last question. */
async function answerToLast(chat: ChatContext, kind: YesOrNo, quiet: boolean): Promise<Reply | null> {
  const { session: asked, t } = chat;
  const yes = kind === "yes";
  if (asked?.kind === "cancel") return stay.answer(chat, yes);
  if (asked?.kind === "meant") {
    const command = parse(null, asked.command, t.language);
    return yes && command ? runIntent({ ...chat, session: null }, command, quiet) : answerWith(await statusDraft(chat));
  }
  if (asked?.kind !== "wait" || kind === "keep") return null;
  return yes ? waiting.answer(chat, "yes") : answerWith(replies.nothing(t, t.waiting.notPutInLine));
}

/** Other messages followed the question, so it is asked again to be sure what a yes means. Null when only a list was shown. */
async function askAgain(chat: ChatContext): Promise<Reply | null> {
  const { session: asked, t } = chat;
  if (asked?.kind === "cancel") return stay.cancel(chat, null);
  if (asked?.kind === "meant") {
    const { command, said = command } = asked;
    const draft = replies.meant(t, t.questions.isThisMeant, { command, said, title: t.titles.yes });
    return { drafts: [draft], next: { kind: "meant", command, said } };
  }
  if (asked?.kind === "wait")
    return asked.lotId === null ? waiting.wait(chat, null) : booking.showLot(chat, asked.lotId);
  return asked === null || asked.kind === "offer" ? showStatus(chat) : null;
}

/** A misspelled command: run at once if it only shows something, otherwise the driver is asked first. Null when it resembles no command. */
async function misspelled(chat: ChatContext, words: Naming): Promise<Reply | null> {
  const { t } = chat;
  const command = correctedCommand(words.plain, t.language);
  const intent = command === null ? null : parse(command, null, t.language);
  if (command === null || !intent || (await isRule(chat, words.plain))) return null;
  switch (intent.kind) {
    case "slots":
    case "status":
    case "balance":
    case "history":
      return runIntent(chat, intent, false);
    case "cancel":
      // Cancelling asks for confirmation anyway.
      return (await ownBooking(chat)) ? stay.cancel(chat, intent.spot) : null;
    case "book":
      return booking.askToBook(chat, intent);
    case "extend":
    case "left":
    case "parked": {
      if (!(await ownBooking(chat))) return null;
      const draft = replies.meant(t, t.bot.didYouMean(command), {
        command,
        said: command,
        title: t.titles[intent.kind],
      });
      return { drafts: [draft], next: { kind: "meant", command } };
    }
    default:
      return null;
  }
}

/** Whether a keyword rule has this text; then the rule answers. */
async function isRule({ ctx }: ChatContext, plain: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from keyword_rules where lower(coalesce(definition #>> '{when,words}', keyword)) in (${plain}, ${plain.split(" ")[0]}) limit 1`.execute(
    ctx.tx,
  );
  return rows.length > 0;
}

async function balance(chat: ChatContext): Promise<Draft> {
  const { ctx, account } = chat;
  const all = (await ledger.balancesOf(ctx.tx, [account.id])).get(account.id) ?? [];
  const home = all.find(({ currency }) => currency === account.currency);
  const others = all.filter((one) => one !== home && one.balance_cents !== 0);
  const running = await ownBooking(chat);
  const stay =
    running?.status === "active"
      ? {
          currency: running.currency,
          cents: costSoFar(running, ctx.now),
          checked: (await incidents.claimOf(ctx.tx, running.id)) !== null,
        }
      : null;
  const shown = [home ?? { currency: account.currency, balance_cents: 0 }, ...others];
  return accountReplies.balance(chat.t, shown, stay);
}

async function history({ ctx, account, t }: ChatContext): Promise<Draft> {
  const { rows } = await find(ctx.tx, { ...everyBooking, accountIds: [account.id] }, newestFirst(lastBookings));
  return accountReplies.history(t, rows, ctx.now);
}
