// A turn of the parking skill: who writes, what was asked last, and looking up what the answers tell.

import type { Draft } from "../../../contract/outbound.ts";
import type { Account } from "../../accounts/accounts.ts";
import * as ledger from "../../accounts/ledger.ts";
import type { Booking } from "../billing.ts";
import * as bookings from "../bookings.ts";
import type { CommandContext } from "../command-context.ts";
import * as incidents from "../incidents.ts";
import * as lots from "../lots.ts";
import * as spots from "../spots.ts";
import * as waitlist from "../waitlist.ts";
import type { Group } from "./free-spots.ts";
import * as replies from "./replies.ts";
import type { Question, Session } from "./session.ts";
import { bookId, load, type Places, waitId } from "./spot-names.ts";

/** One message of a driver. */
export type Talk = {
  ctx: CommandContext;
  account: Account;
  /** What was asked last. */
  session: Session | null;
  /** Which message it is, and what it stands under; see {@link Turn}. */
  message: { id: number; conversationId: number; repliesTo: number | null; repliesToAnswerOf: number | null };
  /** Choices are written out below the text on this line: what the text says already is not offered again. */
  plain: boolean;
  /** The key under which the message books. */
  key: string;
};

/** An answer. `next` is what it asks; null when nothing is asked any more; left out when what was asked before still is. */
export type Reply = { drafts: Draft[]; next?: Question | null };

/** One draft as an answer, after which nothing is asked. */
export const done = (draft: Draft): Reply => ({ drafts: [draft], next: null });

/** One draft as an answer that leaves open what was asked. */
export const told = (draft: Draft): Reply => ({ drafts: [draft] });

/** The driver's open booking. */
export const ownBooking = ({ ctx, account }: Talk): Promise<Booking | null> => bookings.openOf(ctx.tx, account.id);

/** What is told of a booking. */
export async function factsOf({ ctx }: Pick<Talk, "ctx">, booking: Booking): Promise<replies.Facts> {
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const spot = await spots.get(ctx.tx, booking.spot_id);
  const open = await incidents.openOf(ctx.tx, booking.id);
  const balance = await ledger.balanceOf(ctx.tx, booking.account_id, booking.currency);
  const mayBe = booking.status === "reserved" && booking.extended_at === null && lot.extension_minutes > 0;
  const extendable = mayBe && !(await waitlist.list(ctx.tx, lot.id)).some(({ state }) => state === "waiting");
  const claim = incidents.claimIn(open);
  const unseen = open.includes("sensor_says_empty");
  return { booking, lot, code: spot.code, watched: spots.sees(spot), claim, unseen, extendable, balance, now: ctx.now };
}

/** What can be booked in a lot, or in all: what is kept for this driver counts as free. */
export async function groupsOf({ ctx, account }: Talk, places: Places, lotId: number | null): Promise<Group[]> {
  const all = await spots.list(ctx.tx, lotId);
  const shown = places.lots.filter((lot) => lotId === null || lot.id === lotId);
  return shown.map((lot) => {
    const own = all.filter((spot) => spot.lot_id === lot.id);
    const free = own.filter((spot) => spots.isFree(spot, account.id));
    return {
      lot,
      label: places.labels.get(lot.id)!,
      // No list shows more rows than ten, whatever lot they are of.
      free: free.map(({ id, code }, i) => ({ code, id: i < 10 ? bookId(places, id) : null })),
      taken: own.length - free.length,
      unseen: own.filter((spot) => spots.stateOfSpot(spot) === "unknown").length,
      waitId: waitId(places, lot),
    };
  });
}

/** A draft with choices that its text names too: on a line that writes them out they would be said twice. */
export const onceOn = ({ plain }: Talk, draft: Draft): Draft =>
  plain && (draft.type === "list" || draft.type === "buttons") ? { type: "text", text: draft.text } : draft;

/** How things stand, and the question in it: whether to take what is kept. */
export async function stands(talk: Talk): Promise<Reply> {
  const waiting = await waitlist.openOf(talk.ctx.tx, talk.account.id);
  const draft = await standing(talk);
  return waiting?.state === "offered" && !(await ownBooking(talk))
    ? { drafts: [draft], next: { kind: "offer" } }
    : told(draft);
}

/** How things stand for a driver: the booking, else the place in line, else nothing. */
export async function standing(talk: Talk): Promise<Draft> {
  const booking = await ownBooking(talk);
  if (booking) return replies.standing(await factsOf(talk, booking));
  const waiting = await waitlist.openOf(talk.ctx.tx, talk.account.id);
  return waiting ? inLine(talk, waiting) : replies.nothing();
}

/** The place in line, or what is kept for who waited. */
export async function inLine({ ctx }: Talk, waiting: waitlist.Waiting): Promise<Draft> {
  const lot = await lots.get(ctx.tx, waiting.lot_id);
  if (waiting.state === "waiting") return replies.inLine(await waitlist.place(ctx.tx, waiting), lot);
  const { code } = await spots.get(ctx.tx, waiting.spot_id!);
  const id = bookId(await load(ctx.tx), waiting.spot_id!);
  return replies.kept(lot, code, waiting.offer_ends_at!, id, ctx.now);
}
