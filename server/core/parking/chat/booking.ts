// Booking by chat: finds out which spot is meant, books it, or says why not. Never books a spot that was not named.
import { Fault } from "../../../base/errors.ts";
import type { Draft } from "../../../contract/outbound.ts";
import * as ledger from "../../accounts/ledger.ts";
import type { Booking } from "../billing.ts";
import * as bookings from "../bookings.ts";
import * as lots from "../lots.ts";
import * as spots from "../spots.ts";
import * as waitlist from "../waitlist.ts";
import { tooLow } from "./account-replies.ts";
import {
  answerWith,
  type ChatContext,
  factsOf,
  groupsOf,
  ownBooking,
  type Reply,
  statusDraft,
  withoutRepeatedChoices,
} from "./context.ts";
import { codeOf, nameOf, spotAt } from "./fit.ts";
import { type Group, type Option, slots as slotsDraft, typedBooking, whichLot, whichSpot } from "./free-spots.ts";
import type { Intent, Naming } from "./parse.ts";
import * as replies from "./replies.ts";
import type { Question } from "./session.ts";
import { bookId, find, load, lotsNamed, type NamedSpot, type SpotNames } from "./spot-names.ts";

/** The longest text that may be the name of a spot, in characters. */
const MAX_NAME_LENGTH = 40;

/** Shows free spots, in the named lot or in all. */
export async function showSlots(chat: ChatContext, lot: Naming | null): Promise<Reply> {
  const spotNames = await load(chat.ctx.tx);
  const named = lot ? lotsNamed(spotNames, lot) : [];
  const unknown =
    lot && named.length === 0 && spotNames.lots.length > 0 ? chat.t.spots.unknownLot(codeOf(asWritten(lot))) : null;
  if (named.length > 1) {
    const groups = (await groupsOf(chat, spotNames, null)).filter((group) =>
      named.some(({ id }) => id === group.lot.id),
    );
    return shown(chat, groups, null);
  }
  return show(chat, spotNames, named.length === 1 ? named[0]!.id : null, unknown);
}

/** Shows free spots. `intro` says why, when that is not what was asked for. */
async function show(
  chat: ChatContext,
  spotNames: SpotNames,
  lotId: number | null,
  intro: string | null,
): Promise<Reply> {
  return shown(chat, await groupsOf(chat, spotNames, lotId), intro, lotId);
}

function shown(chat: ChatContext, groups: readonly Group[], intro: string | null, lotId: number | null = null): Reply {
  const real = groups.filter(({ free, taken }) => free.length + taken > 0);
  const only = lotId ?? (real.length === 1 ? real[0]!.lot.id : null);
  const free = real.some((group) => group.free.length > 0);
  const next: Question | null = real.length === 0 ? null : { kind: free ? "slots" : "wait", lotId: only };
  const draft = slotsDraft(chat.t, groups, intro);
  return { drafts: [free ? withoutRepeatedChoices(chat, draft) : draft], next };
}

/** Books the named spot; asks when it could be several. Null when no spot was meant. */
export async function book(chat: ChatContext, said: Intent & { kind: "book" }): Promise<Reply | null> {
  const spotNames = await load(chat.ctx.tx);
  const literal = nearest(chat, find(spotNames, said.spot));
  // Words such as "at 5" count as a time only when no spot has that name.
  const when = literal.length === 0 ? said.when : null;
  const found = when?.spot ? nearest(chat, find(spotNames, when.spot)) : literal;
  const own = await ownBooking(chat);
  if (own && (found.length > 0 || said.sure)) return second(chat, own, found);
  if (when?.kind === "later" && (found.length === 1 || (found.length === 0 && said.sure)))
    return forNowOnly(chat, spotNames, found[0] ?? null);
  if (found.length === 1) return take(chat, spotNames, found[0]!.spotId);
  if (found.length > 1) return ask(chat, spotNames, found);
  if (said.lot) return showSlots(chat, said.lot);
  if (!said.sure) return null;
  if (said.spot.plain === "") return show(chat, spotNames, lotShown(chat), chat.t.spots.whichSpotNow);
  return show(chat, spotNames, lotShown(chat), chat.t.spots.unknownSpot(codeOf(asWritten(said.spot))));
}

/** The name as the driver wrote it, when it is found there unchanged; otherwise the normalized one. */
function asWritten({ raw, plain }: Naming): string {
  const small = raw.toLowerCase();
  const at = small.indexOf(plain);
  // For some letters lower case and upper case differ in length.
  return at === -1 || small.length !== raw.length ? plain : raw.slice(at, at + plain.length);
}

/** Bookings are for now: says so to a driver who asks for another time, and offers to book now. */
async function forNowOnly(chat: ChatContext, spotNames: SpotNames, place: NamedSpot | null): Promise<Reply> {
  const { t } = chat;
  if (!place) return show(chat, spotNames, lotShown(chat), t.spots.onlyForNowWhich);
  const hold = t.duration(place.lot.hold_minutes);
  return confirm(chat, spotNames, place, { intro: `${t.spots.onlyForNow} ${t.spots.keptFor(hold)}`, always: true });
}

/**
 * Asks whether to book a spot that was mentioned in passing. When it cannot be booked, says why. `always`: the intro comes first even then.
 */
async function confirm(
  chat: ChatContext,
  spotNames: SpotNames,
  place: NamedSpot,
  { intro, always }: { intro: string; always: boolean },
): Promise<Reply> {
  const [spot] = await spots.byId(chat.ctx.tx, [place.spotId]);
  if (!spot || !spots.isFree(spot, chat.account.id)) return taken(chat, spotNames, place.spotId, always ? intro : null);
  const { code, lot } = place;
  const command = bookId(spotNames, place.spotId) ?? `book ${code}`;
  const said = typedBooking(chat.t, { code, label: spotNames.labels.get(lot.id)!, id: command })[0]!;
  const title = chat.t.titles.book(codeOf(code));
  return {
    drafts: [replies.meant(chat.t, intro, { command, said, title })],
    next: { kind: "meant", command, said },
  };
}

/** Asks whether a booking was meant. Null when no spot has that name. */
export async function askToBook(chat: ChatContext, said: Intent & { kind: "book" }): Promise<Reply | null> {
  const spotNames = await load(chat.ctx.tx);
  const found = nearest(chat, find(spotNames, said.spot));
  if (found.length === 0 || (await ownBooking(chat))) return found.length === 0 ? null : book(chat, said);
  if (found.length > 1) return ask(chat, spotNames, found);
  const { code, lot } = found[0]!;
  const intro = chat.t.spots.didYouMeanBook(codeOf(code), nameOf(lot));
  return confirm(chat, spotNames, found[0]!, { intro, always: false });
}

/** Shows the free spots of a lot. */
export const showLot = async (chat: ChatContext, lotId: number): Promise<Reply> =>
  show(chat, await load(chat.ctx.tx), lotId, null);

/** Only the code of a spot: asks whether to book it. Null when no spot has that code. */
export async function named(chat: ChatContext, words: Naming): Promise<Reply | null> {
  if (!isName(words)) return null;
  const spotNames = await load(chat.ctx.tx);
  const found = find(spotNames, words);
  if (found.length === 0) return null;
  const own = await ownBooking(chat);
  if (own) return second(chat, own, found);
  if (found.length > 1) return ask(chat, spotNames, found);
  const { code, lot } = found[0]!;
  const intro = chat.t.spots.bookThis(spotAt(chat.t, code, lot));
  return confirm(chat, spotNames, found[0]!, { intro, always: false });
}

/** Whether a text is short enough to be the name of a spot. */
const isName = ({ raw }: Naming): boolean => raw.length <= MAX_NAME_LENGTH && raw.split(/\s+/u).length <= 4;

/** The spots with this name, when the text says nothing else. */
export const namedBy = (words: Naming, spotNames: SpotNames): NamedSpot[] =>
  isName(words) ? find(spotNames, words) : [];

/** Takes the text as the answer to "which spot", or as a code after spots were shown. Null when it is neither. */
export async function choose(chat: ChatContext, words: Naming): Promise<Reply | null> {
  const { session } = chat;
  if (session?.kind !== "slots" && session?.kind !== "which") return null;
  const spotNames = await load(chat.ctx.tx);
  let found = find(spotNames, words);
  if (session.kind === "slots" && session.lotId !== null) {
    found = found.filter(({ lot }) => lot.id === session.lotId);
  }
  if (session.kind === "which") {
    const asked = spotNames.entries.filter(({ spotId }) => session.spotIds.includes(spotId));
    const named = new Set(lotsNamed(spotNames, words).map(({ id }) => id));
    const ofLot = asked.filter(({ lot }) => named.has(lot.id));
    if (ofLot.length > 0) found = ofLot;
  }
  if (found.length === 0) return null;
  const own = await ownBooking(chat);
  if (own) return second(chat, own, found);
  return found.length === 1 ? take(chat, spotNames, found[0]!.spotId) : ask(chat, spotNames, found);
}

/** The answer to a driver with a booking who asks for another one. The same message gets the same answer again. */
async function second(chat: ChatContext, own: Booking, found: readonly NamedSpot[]): Promise<Reply> {
  const facts = await factsOf(chat, own);
  if (own.key === chat.key && own.status === "reserved") return answerWith(replies.booked(chat.t, facts));
  const same = found.some(({ spotId }) => spotId === own.spot_id);
  return answerWith(same ? replies.bookedAlready(chat.t, facts) : replies.hasAnother(chat.t, facts));
}

/** Of several spots, those in the lot that was shown last, if any. */
function nearest(chat: ChatContext, found: NamedSpot[]): NamedSpot[] {
  const shown = lotShown(chat);
  const there = found.filter(({ lot }) => lot.id === shown);
  return there.length > 0 ? there : found;
}

/** The lot that was shown last. */
function lotShown({ session }: ChatContext): number | null {
  return session?.kind === "slots" || session?.kind === "wait" ? session.lotId : null;
}

async function ask(chat: ChatContext, spotNames: SpotNames, found: readonly NamedSpot[]): Promise<Reply> {
  const states = await spots.byId(
    chat.ctx.tx,
    found.map(({ spotId }) => spotId),
  );
  const free = new Set(states.filter((spot) => spots.isFree(spot, chat.account.id)).map(({ id }) => id));
  const options = found.map(({ spotId, code, lot }): Option => {
    return { lot, label: spotNames.labels.get(lot.id)!, code, free: free.has(spotId), id: bookId(spotNames, spotId) };
  });
  const several = new Set(found.map(({ lot }) => lot.id)).size > 1;
  const next: Question = { kind: "which", spotIds: found.map(({ spotId }) => spotId) };
  return {
    drafts: [withoutRepeatedChoices(chat, several ? whichLot(chat.t, options) : whichSpot(chat.t, options))],
    next,
  };
}

/** Books a spot and answers with the result. */
async function take(chat: ChatContext, spotNames: SpotNames | null, spotId: number): Promise<Reply> {
  const { ctx, account, key } = chat;
  try {
    const booking = await bookings.reserve(ctx, { accountId: account.id, spotId, key });
    // When a message is processed again much later, its booking may be over.
    return answerWith(
      booking.closed_at ? await statusDraft(chat) : replies.booked(chat.t, await factsOf(chat, booking)),
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === "SPOT_TAKEN") return taken(chat, spotNames ?? (await load(ctx.tx)), spotId);
    const refused = await refusal(chat, error, (await spots.get(ctx.tx, spotId)).lot_id);
    if (!refused) throw error;
    return answerWith(refused);
  }
}

/** Why a driver can neither book nor wait in a lot; null for other faults. */
export async function refusal(chat: ChatContext, { code }: Fault, lotId: number): Promise<Draft | null> {
  const { ctx, account, t } = chat;
  if (code === "BALANCE_TOO_LOW") {
    const lot = await lots.get(ctx.tx, lotId);
    return tooLow(t, await ledger.balanceOf(ctx.tx, account.id, lot.currency), lot);
  }
  const own = code === "ALREADY_BOOKED" ? await ownBooking(chat) : null;
  return own && replies.hasAnother(t, await factsOf(chat, own));
}

/** Says why a spot cannot be booked, and shows the free ones. `before`: text that precedes this. */
async function taken(
  chat: ChatContext,
  spotNames: SpotNames,
  spotId: number,
  before: string | null = null,
): Promise<Reply> {
  const spot = await spots.get(chat.ctx.tx, spotId);
  const lot = await lots.get(chat.ctx.tx, spot.lot_id);
  const why = chat.t.spots.notFree[spots.stateOfSpot(spot)](spotAt(chat.t, spot.code, lot));
  return show(chat, spotNames, lot.id, before === null ? why : `${before}\n\n${why}`);
}

/** Books the spot that is offered to the driver. Null when none is. */
export async function takeOffer(chat: ChatContext): Promise<Reply | null> {
  const waiting = await waitlist.openOf(chat.ctx.tx, chat.account.id);
  return waiting?.state === "offered" ? take(chat, null, waiting.spot_id!) : null;
}
