// The waitlist by chat: joining and leaving it.
import { Fault } from "../../../base/errors.ts";
import * as lots from "../lots.ts";
import * as waitlist from "../waitlist.ts";
import * as replies from "./account-replies.ts";
import { refusal, showSlots } from "./booking.ts";
import {
  answerWith,
  type ChatContext,
  groupsOf,
  ownBooking,
  type Reply,
  statusDraft,
  waitingDraft,
  withoutRepeatedChoices,
} from "./context.ts";
import { nameOf } from "./fit.ts";
import { slots as slotsDraft, whichWait } from "./free-spots.ts";
import type { Naming } from "./parse.ts";
import { load, lotsNamed } from "./spot-names.ts";

/** Joins the waitlist of the named lot, or of the only one. Null when no lot was meant. */
export async function wait(chat: ChatContext, lot: Naming | null): Promise<Reply | null> {
  const { ctx, account, session } = chat;
  const spotNames = await load(ctx.tx);
  const named = lot ? lotsNamed(spotNames, lot) : [];
  if (lot && named.length === 0) return null;
  const shown = session?.kind === "wait" || session?.kind === "slots" ? session.lotId : null;
  if (named.length === 1) return join(chat, named[0]!.id);
  if (!lot && shown !== null) return join(chat, shown);
  if (!lot && spotNames.lots.length === 1) return join(chat, spotNames.lots[0]!.id);
  if (!lot && ((await ownBooking(chat)) || (await waitlist.openOf(ctx.tx, account.id))))
    return answerWith(await statusDraft(chat));
  const groups = await groupsOf(chat, spotNames, null);
  const meant = groups.filter((group) => named.length === 0 || named.some(({ id }) => id === group.lot.id));
  const full = meant.filter(({ free, taken }) => free.length === 0 && taken > 0);
  if (full.length === 0) return showSlots(chat, null);
  return { drafts: [withoutRepeatedChoices(chat, whichWait(chat.t, full))], next: { kind: "wait", lotId: null } };
}

/** Takes a lot's name, or a plain yes, as the answer to whether and where to wait. Null when it is neither. */
export async function answer(chat: ChatContext, words: Naming | "yes"): Promise<Reply | null> {
  if (chat.session?.kind !== "wait") return null;
  if (words === "yes") return chat.session.lotId === null ? wait(chat, null) : join(chat, chat.session.lotId);
  return wait({ ...chat, session: null }, words);
}

async function join(chat: ChatContext, lotId: number): Promise<Reply> {
  const { ctx, account } = chat;
  try {
    const groups = await groupsOf(chat, await load(ctx.tx), lotId);
    // A lot without spots never has a free one.
    if (groups.every(({ free, taken }) => free.length + taken === 0)) return answerWith(slotsDraft(chat.t, groups));
    return answerWith(await waitingDraft(chat, await waitlist.join(ctx, { accountId: account.id, lotId })));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const lot = await lots.get(ctx.tx, lotId);
    if (error.code === "CANNOT_WAIT") {
      const groups = await groupsOf(chat, await load(ctx.tx), lotId);
      const intro = chat.t.waiting.noNeed(nameOf(lot));
      return {
        drafts: [withoutRepeatedChoices(chat, slotsDraft(chat.t, groups, intro))],
        next: { kind: "slots", lotId },
      };
    }
    const refused = await refusal(chat, error, lotId);
    if (!refused) throw error;
    return answerWith(refused);
  }
}

/** Leaves the waitlist. Null when the driver is not on one. */
export async function stopWaiting(chat: ChatContext): Promise<Reply | null> {
  const left = await waitlist.leave(chat.ctx, chat.account.id);
  return left && answerWith(replies.noLongerWaiting(chat.t, await lots.get(chat.ctx.tx, left.lot_id)));
}

/** Declines the spot that is offered to the driver. Null when none is. */
export async function declineOffer(chat: ChatContext): Promise<Reply | null> {
  const waiting = await waitlist.openOf(chat.ctx.tx, chat.account.id);
  return waiting?.state === "offered" ? stopWaiting(chat) : null;
}
