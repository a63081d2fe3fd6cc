// Waiting by chat: taking a place in a lot's waitlist, and giving it up.
import { Fault } from "../../../base/errors.ts";
import * as lots from "../lots.ts";
import * as waitlist from "../waitlist.ts";
import { refusal, showSlots } from "./booking.ts";
import { done, groupsOf, inLine, onceOn, ownBooking, type Reply, standing, type Talk } from "./context.ts";
import { nameOf, slots as slotsDraft, whichWait } from "./free-spots.ts";
import type { Naming } from "./parse.ts";
import * as replies from "./replies.ts";
import { load, lotsNamed } from "./spot-names.ts";

/** Takes a place in the waitlist of the lot that was named, or of the only one there is. Null when no lot was meant. */
export async function wait(talk: Talk, lot: Naming | null): Promise<Reply | null> {
  const { ctx, account, session } = talk;
  const places = await load(ctx.tx);
  const named = lot ? lotsNamed(places, lot) : [];
  if (lot && named.length === 0) return null;
  const shown = session?.kind === "wait" || session?.kind === "slots" ? session.lotId : null;
  if (named.length === 1) return join(talk, named[0]!.id);
  if (!lot && shown !== null) return join(talk, shown);
  if (!lot && places.lots.length === 1) return join(talk, places.lots[0]!.id);
  if (!lot && ((await ownBooking(talk)) || (await waitlist.openOf(ctx.tx, account.id))))
    return done(await standing(talk));
  const groups = await groupsOf(talk, places, null);
  const meant = groups.filter((group) => named.length === 0 || named.some(({ id }) => id === group.lot.id));
  const full = meant.filter(({ free, taken }) => free.length === 0 && taken > 0);
  if (full.length === 0) return showSlots(talk, null);
  return { drafts: [onceOn(talk, whichWait(full))], next: { kind: "wait", lotId: null } };
}

/** Takes a lot's name, or a plain yes, as the answer to the question whether and where to wait. Null when it is none. */
export async function answer(talk: Talk, words: Naming | "yes"): Promise<Reply | null> {
  if (talk.session?.kind !== "wait") return null;
  if (words === "yes") return talk.session.lotId === null ? wait(talk, null) : join(talk, talk.session.lotId);
  return wait({ ...talk, session: null }, words);
}

async function join(talk: Talk, lotId: number): Promise<Reply> {
  const { ctx, account } = talk;
  try {
    const groups = await groupsOf(talk, await load(ctx.tx), lotId);
    // A lot without spots never has a free one.
    if (groups.every(({ free, taken }) => free.length + taken === 0)) return done(slotsDraft(groups));
    return done(await inLine(talk, await waitlist.join(ctx, { accountId: account.id, lotId })));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const lot = await lots.get(ctx.tx, lotId);
    if (error.code === "CANNOT_WAIT") {
      const groups = await groupsOf(talk, await load(ctx.tx), lotId);
      const intro = `No need to wait: there is a free spot at ${nameOf(lot)}.`;
      return { drafts: [onceOn(talk, slotsDraft(groups, intro))], next: { kind: "slots", lotId } };
    }
    const refused = await refusal(talk, error, lotId);
    if (!refused) throw error;
    return done(refused);
  }
}

/** Gives up the place in line. Null when there is none. */
export async function stopWaiting(talk: Talk): Promise<Reply | null> {
  const left = await waitlist.leave(talk.ctx, talk.account.id);
  return left && done(replies.noLongerWaiting(await lots.get(talk.ctx.tx, left.lot_id)));
}

/** Gives back the spot that is kept for a driver who waited. Null when none is. */
export async function declineOffer(talk: Talk): Promise<Reply | null> {
  const waiting = await waitlist.openOf(talk.ctx.tx, talk.account.id);
  return waiting?.state === "offered" ? stopWaiting(talk) : null;
}
