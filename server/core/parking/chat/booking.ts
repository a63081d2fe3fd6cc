// Booking by chat: finding out which spot is meant, taking it, and saying why not. A spot that was not named is never
// booked.
import { Fault } from "../../../base/errors.ts";
import type { Draft } from "../../../contract/outbound.ts";
import * as ledger from "../../accounts/ledger.ts";
import type { Booking } from "../billing.ts";
import * as bookings from "../bookings.ts";
import * as lots from "../lots.ts";
import * as spots from "../spots.ts";
import { duration } from "../times.ts";
import * as waitlist from "../waitlist.ts";
import { done, factsOf, groupsOf, onceOn, ownBooking, type Reply, standing, type Talk } from "./context.ts";
import { codeOf, type Group, nameOf, type Option, slots as slotsDraft, whichLot, whichSpot } from "./free-spots.ts";
import type { Intent, Naming } from "./parse.ts";
import * as replies from "./replies.ts";
import type { Question } from "./session.ts";
import { bookId, find, load, lotsNamed, type Place, type Places } from "./spot-names.ts";

/** Longest text that is looked at as the name of a spot, in characters. */
const longestName = 40;

/** Shows what is free, in the lot that was named or in all. */
export async function showSlots(talk: Talk, lot: Naming | null): Promise<Reply> {
  const places = await load(talk.ctx.tx);
  const named = lot ? lotsNamed(places, lot) : [];
  const unknown =
    lot && named.length === 0 && places.lots.length > 0 ? `I know no lot *${codeOf(asWritten(lot))}*.` : null;
  if (named.length > 1) {
    const groups = (await groupsOf(talk, places, null)).filter((group) => named.some(({ id }) => id === group.lot.id));
    return shown(talk, groups, null);
  }
  return show(talk, places, named.length === 1 ? named[0]!.id : null, unknown);
}

/** Shows what is free. `intro` says why, when that was not what was asked. */
async function show(talk: Talk, places: Places, lotId: number | null, intro: string | null): Promise<Reply> {
  return shown(talk, await groupsOf(talk, places, lotId), intro, lotId);
}

function shown(talk: Talk, groups: readonly Group[], intro: string | null, lotId: number | null = null): Reply {
  const real = groups.filter(({ free, taken }) => free.length + taken > 0);
  const only = lotId ?? (real.length === 1 ? real[0]!.lot.id : null);
  const free = real.some((group) => group.free.length > 0);
  const next: Question | null = real.length === 0 ? null : { kind: free ? "slots" : "wait", lotId: only };
  const draft = slotsDraft(groups, intro);
  return { drafts: [free ? onceOn(talk, draft) : draft], next };
}

/** Books the spot that was named; asks when it could be several. Null when no spot was meant. */
export async function book(talk: Talk, said: Intent & { kind: "book" }): Promise<Reply | null> {
  const places = await load(talk.ctx.tx);
  const literal = nearest(talk, find(places, said.spot));
  // What reads as a time is one only where no spot is called that.
  const when = literal.length === 0 ? said.when : null;
  const found = when?.spot ? nearest(talk, find(places, when.spot)) : literal;
  const own = await ownBooking(talk);
  if (own && (found.length > 0 || said.sure)) return second(talk, own, found);
  if (when?.kind === "later" && (found.length === 1 || (found.length === 0 && said.sure)))
    return forNowOnly(talk, places, found[0] ?? null);
  if (found.length === 1) return take(talk, places, found[0]!.spotId);
  if (found.length > 1) return ask(talk, places, found);
  if (said.lot) return showSlots(talk, said.lot);
  if (!said.sure) return null;
  if (said.spot.plain === "") return show(talk, places, lotShown(talk), "Which spot would you like?");
  return show(talk, places, lotShown(talk), `I know no spot *${codeOf(asWritten(said.spot))}*.`);
}

/** What was named, in the letters in which it was written where it stands there as it is. */
function asWritten({ raw, plain }: Naming): string {
  const small = raw.toLowerCase();
  const at = small.indexOf(plain);
  // Some small letters are longer than their capitals.
  return at === -1 || small.length !== raw.length ? plain : raw.slice(at, at + plain.length);
}

/** Bookings are for now: says so to who asks for another time, and offers that. */
async function forNowOnly(talk: Talk, places: Places, place: Place | null): Promise<Reply> {
  const rule = "I can only book for now, not for another day or time.";
  if (!place) return show(talk, places, lotShown(talk), `${rule} Which spot would you like now?`);
  const hold = duration(place.lot.hold_minutes);
  const question = `${rule} A spot that you book now is kept for you for ${hold}, and nothing is billed before your car is there.`;
  return confirm(talk, places, place, question);
}

/** Asks whether a spot is to be booked that was named in passing; says how it stands when it cannot be. */
async function confirm(talk: Talk, places: Places, place: Place, intro: string): Promise<Reply> {
  const [spot] = await spots.byId(talk.ctx.tx, [place.spotId]);
  if (!spot || !spots.isFree(spot, talk.account.id)) return taken(talk, places, place.spotId, intro);
  const command = bookId(places, place.spotId) ?? `book ${place.code}`;
  return { drafts: [replies.meant(intro, command, `Book ${codeOf(place.code)}`)], next: { kind: "meant", command } };
}

/** A booking that was probably meant: asks. Null when no spot is called that. */
export async function askToBook(talk: Talk, said: Intent & { kind: "book" }): Promise<Reply | null> {
  const places = await load(talk.ctx.tx);
  const found = nearest(talk, find(places, said.spot));
  if (found.length === 0 || (await ownBooking(talk))) return found.length === 0 ? null : book(talk, said);
  if (found.length > 1) return ask(talk, places, found);
  const { code, lot } = found[0]!;
  return confirm(talk, places, found[0]!, `Did you mean *book ${codeOf(code)}* at ${nameOf(lot)}?`);
}

/** Shows what is free in a lot. */
export const showLot = async (talk: Talk, lotId: number): Promise<Reply> =>
  show(talk, await load(talk.ctx.tx), lotId, null);

/** A spot's code and nothing else: asks whether to book it. Null when it names none. */
export async function named(talk: Talk, words: Naming): Promise<Reply | null> {
  if (!isName(words)) return null;
  const places = await load(talk.ctx.tx);
  const found = find(places, words);
  if (found.length === 0) return null;
  const own = await ownBooking(talk);
  if (own) return second(talk, own, found);
  if (found.length > 1) return ask(talk, places, found);
  const { code, lot } = found[0]!;
  return confirm(talk, places, found[0]!, `Spot *${codeOf(code)}* at ${nameOf(lot)}: do you want to book it?`);
}

/** Whether words are short enough to be the name of a spot. */
const isName = ({ raw }: Naming): boolean => raw.length <= longestName && raw.split(/\s+/u).length <= 4;

/** The spots that words name which say nothing else. */
export const namedBy = (words: Naming, places: Places): Place[] => (isName(words) ? find(places, words) : []);

/** Takes an answer to the question which spot, or a bare code after spots were shown. Null when it is none. */
export async function choose(talk: Talk, words: Naming): Promise<Reply | null> {
  const { session } = talk;
  if (session?.kind !== "slots" && session?.kind !== "which") return null;
  const places = await load(talk.ctx.tx);
  let found = find(places, words);
  if (session.kind === "slots" && session.lotId !== null) {
    found = found.filter(({ lot }) => lot.id === session.lotId);
  }
  if (session.kind === "which") {
    const asked = places.entries.filter(({ spotId }) => session.spotIds.includes(spotId));
    const named = new Set(lotsNamed(places, words).map(({ id }) => id));
    const ofLot = asked.filter(({ lot }) => named.has(lot.id));
    if (ofLot.length > 0) found = ofLot;
  }
  if (found.length === 0) return null;
  const own = await ownBooking(talk);
  if (own) return second(talk, own, found);
  return found.length === 1 ? take(talk, places, found[0]!.spotId) : ask(talk, places, found);
}

/** What a driver is told who has a booking and asks for one. The same message again gets the same answer. */
async function second(talk: Talk, own: Booking, found: readonly Place[]): Promise<Reply> {
  const facts = await factsOf(talk, own);
  if (own.key === talk.key && own.status === "reserved") return done(replies.booked(facts));
  const same = found.some(({ spotId }) => spotId === own.spot_id);
  return done(same ? replies.bookedAlready(facts) : replies.hasAnother(facts));
}

/** Of several spots those in the lot that was looked at last, when there are any. */
function nearest(talk: Talk, found: Place[]): Place[] {
  const shown = lotShown(talk);
  const there = found.filter(({ lot }) => lot.id === shown);
  return there.length > 0 ? there : found;
}

/** The lot that was looked at last. */
function lotShown({ session }: Talk): number | null {
  return session?.kind === "slots" || session?.kind === "wait" ? session.lotId : null;
}

async function ask(talk: Talk, places: Places, found: readonly Place[]): Promise<Reply> {
  const states = await spots.byId(
    talk.ctx.tx,
    found.map(({ spotId }) => spotId),
  );
  const free = new Set(states.filter((spot) => spots.isFree(spot, talk.account.id)).map(({ id }) => id));
  const options = found.map(({ spotId, code, lot }): Option => {
    return { lot, label: places.labels.get(lot.id)!, code, free: free.has(spotId), id: bookId(places, spotId) };
  });
  const several = new Set(found.map(({ lot }) => lot.id)).size > 1;
  const next: Question = { kind: "which", spotIds: found.map(({ spotId }) => spotId) };
  return { drafts: [onceOn(talk, several ? whichLot(options) : whichSpot(options))], next };
}

/** Books a spot, and says what became of it. */
async function take(talk: Talk, places: Places | null, spotId: number): Promise<Reply> {
  const { ctx, account, key } = talk;
  try {
    const booking = await bookings.reserve(ctx, { accountId: account.id, spotId, key });
    // A message that is taken again long after may find that its booking is over.
    return done(booking.closed_at ? await standing(talk) : replies.booked(await factsOf(talk, booking)));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === "SPOT_TAKEN") return taken(talk, places ?? (await load(ctx.tx)), spotId);
    const refused = await refusal(talk, error, (await spots.get(ctx.tx, spotId)).lot_id);
    if (!refused) throw error;
    return done(refused);
  }
}

/** Why a driver can neither book nor wait in a lot; null for other faults. */
export async function refusal(talk: Talk, { code }: Fault, lotId: number): Promise<Draft | null> {
  const { ctx, account } = talk;
  if (code === "BALANCE_TOO_LOW") {
    const lot = await lots.get(ctx.tx, lotId);
    return replies.tooLow(await ledger.balanceOf(ctx.tx, account.id, lot.currency), lot);
  }
  const own = code === "ALREADY_BOOKED" ? await ownBooking(talk) : null;
  return own && replies.hasAnother(await factsOf(talk, own));
}

const reasons: Record<ReturnType<typeof spots.stateOfSpot>, string> = {
  free: "was just taken",
  reserved: "is booked by somebody else",
  occupied: "is taken",
  maintenance: "is out of service",
  unknown: "cannot be booked right now",
};

async function taken(talk: Talk, places: Places, spotId: number, before: string | null = null): Promise<Reply> {
  const spot = await spots.get(talk.ctx.tx, spotId);
  const lot = await lots.get(talk.ctx.tx, spot.lot_id);
  const why = `Spot *${codeOf(spot.code)}* at ${nameOf(lot)} ${reasons[spots.stateOfSpot(spot)]}.`;
  return show(talk, places, lot.id, before === null || before.includes("?") ? why : `${before}\n\n${why}`);
}

/** Books the spot that is kept for a driver who waited, and says so. Null when none is. */
export async function takeOffer(talk: Talk): Promise<Reply | null> {
  const waiting = await waitlist.openOf(talk.ctx.tx, talk.account.id);
  return waiting?.state === "offered" ? take(talk, null, waiting.spot_id!) : null;
}
