// The parking skill: the chat door of parking. It makes sure that whoever writes has an account, understands what is
// said, and does it by the same functions as every other door.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../../db/rows.ts";
import { Fault } from "../../../base/errors.ts";
import type { Draft } from "../../../contract/outbound.ts";
import type { Skill, Turn } from "../../../contract/skill.ts";
import * as accounts from "../../accounts/accounts.ts";
import * as ledger from "../../accounts/ledger.ts";
import { identityInDoubt, usualWelcome } from "../../accounts/welcome.ts";
import { costSoFar } from "../billing.ts";
import type { CommandContext } from "../command-context.ts";
import * as incidents from "../incidents.ts";
import * as listing from "../listing.ts";
import * as lots from "../lots.ts";
import * as persons from "../persons.ts";
import * as booking from "./booking.ts";
import { done, ownBooking, type Reply, standing, stands, type Talk, told } from "./context.ts";
import { buttons } from "./fit.ts";
import { nearest } from "./near.ts";
import { type Intent, type Naming, parse } from "./parse.ts";
import { bearingOf, isOutdated } from "./question.ts";
import * as replies from "./replies.ts";
import * as session from "./session.ts";
import { load } from "./spot-names.ts";
import * as stay from "./stay.ts";
import * as waiting from "./waiting.ts";

/** Newcomers of one batch who get their accounts at once. */
const crowd = 10;

/** Bookings that `history` shows. */
const lastBookings = 5;

/** What the turns of one transaction share: the accounts of those who write, and in which conversations something was asked. */
type Prepared = { accounts: Map<number, accounts.Account>; open: Set<number>; doubted: Set<number> };

/** Makes the skill; `credit` is what a person gets for their first message, in cents of the house's currency. */
export function createParkingSkill(credit: number = usualWelcome): Skill<Transaction<DB>> {
  // What was prepared for the turns of a transaction.
  const prepared = new WeakMap<object, Prepared>();
  return {
    name: "parking",
    async prepare(turns) {
      const { tx, now } = turns[0]!;
      const ctx: CommandContext = { tx, now, by: "driver", notices: [] };
      if (await persons.someMerged(tx)) await persons.followMerges(ctx);
      const known = await accounts.ofContacts(
        tx,
        turns.map(({ contact }) => contact.id),
      );
      const contactIds = [...new Set(turns.map(({ contact }) => contact.id))];
      const doubted = await identityInDoubt(tx, contactIds);
      const newcomers = turns.filter(({ contact: { id } }) => !known.has(id) && !doubted.has(id));
      // When a crowd comes for the first time, messages go first: whoever said nothing to parking gets the account within seconds.
      const made = newcomers.length <= crowd ? newcomers : await speakingToParking(tx, newcomers);
      const guests = made.map(({ contact }) => contact);
      const unwelcomed = [...known.values()].some((account) => account.welcomed_at === null);
      const all =
        guests.length > 0 || unwelcomed
          ? await accounts.newGuests(ctx, guests, known, await lots.homeCurrency(tx), credit)
          : known;
      const asked = turns.map(({ conversation }) => conversation.id);
      prepared.set(tx, {
        accounts: all,
        open: await session.openIn(tx, asked, now),
        doubted,
      });
    },
    async commands(tx) {
      return [
        { example: "slots", does: "shows which parking spots are free" },
        { example: `book ${await exampleCode(tx)}`, does: "books that spot for you" },
        { example: "status", does: "shows your booking, or your time and cost so far" },
        { example: "cancel", does: "gives your booking back" },
        { example: "extend", does: "keeps your spot longer" },
        { example: "balance", does: "shows your balance" },
        { example: "history", does: "shows your last bookings" },
      ];
    },
    async answer(turn) {
      const ctx: CommandContext = { tx: turn.tx, now: turn.now, by: "driver", notices: [] };
      const { id } = turn.conversation;
      const ready = prepared.get(turn.tx);
      const known = ready?.accounts.get(turn.contact.id);
      const said = parse(turn.message.text, turn.message.payload);
      const silent = ready?.open.has(id) === false;
      if (ready && said === null) return null;
      const doubted = ready?.doubted ?? (await identityInDoubt(turn.tx, [turn.contact.id]));
      if (doubted.has(turn.contact.id)) return said === null || isAnswer(said) ? null : [replies.doubted()];
      // Of a crowd: what names nothing is for other skills.
      if (ready && !known && said?.kind === "words") return null;
      const account = known ?? (await accounts.guest(ctx, turn.contact, await lots.homeCurrency(ctx.tx), credit));
      if (said === null) return null;
      const asked = silent ? null : await session.read(ctx.tx, id, ctx.now);
      const { repliesTo, repliesToAnswerOf } = turn.message;
      const talk: Talk = {
        ctx,
        account,
        session: asked,
        message: { id: turn.message.id, conversationId: id, repliesTo, repliesToAnswerOf },
        plain: turn.channel.provider === "twilio",
        key: `message:${turn.message.id}`,
      };
      const reply = await tried(talk, said, turn.quiet);
      if (reply === null) return null;
      if (reply.next) {
        await session.write(ctx.tx, id, { ...reply.next, askedBy: turn.message.id }, ctx.now);
        ready?.open.add(id);
      }
      if (reply.next === null && asked) await session.forget(ctx.tx, id);
      const drafts = [...reply.drafts, ...(await deliver(talk, turn))];
      return [oneMessage(drafts.length > 0 ? drafts : [await standing(talk)])];
    },
  };
}

/** Those of newcomers' turns that say something which parking may answer. */
async function speakingToParking<T extends Pick<Turn<Transaction<DB>>, "message">>(
  tx: Transaction<DB>,
  turns: readonly T[],
): Promise<T[]> {
  const places = await load(tx);
  return turns.filter(({ message: { text, payload } }) => {
    const said = parse(text, payload);
    if (said?.kind !== "words") return said !== null;
    return nearest(said.words.plain) !== null || booking.namedBy(said.words, places).length > 0;
  });
}

/** Every answer costs money: what is told in one turn is one message, with the choices of the last that has some. */
function oneMessage(drafts: readonly Draft[]): Draft {
  const [last, ...before] = [...drafts].reverse();
  if (before.length === 0) return last!;
  const text = drafts.flatMap((draft) => ("text" in draft ? [draft.text] : [])).join("\n\n");
  const choices = [...drafts].reverse().flatMap((draft) => (draft.type === "buttons" ? [draft.buttons] : []))[0];
  return choices ? buttons(text, choices) : { type: "text", text };
}

/** What a driver says of a booking: said under a message about an earlier one, it is not meant for the one that is open. */
const ofBooking: ReadonlySet<Intent["kind"]> = new Set(["cancel", "extend", "parked", "left", "leaving", "not_me"]);

/** Does what was said. What happened to the booking meanwhile is no error: the driver is told how things stand. */
async function tried(talk: Talk, said: Intent, quiet: boolean): Promise<Reply | null> {
  try {
    if (ofBooking.has(said.kind) && (await isOutdated(talk))) return done(replies.earlierBooking(await standing(talk)));
    return await runIntent(talk, said, quiet);
  } catch (error) {
    if (error instanceof Fault && (error.code === "BOOKING_CLOSED" || error.code === "NOT_FOUND"))
      return done(await standing(talk));
    throw error;
  }
}

async function runIntent(talk: Talk, said: Intent, quiet: boolean): Promise<Reply | null> {
  switch (said.kind) {
    case "slots":
      return booking.showSlots(talk, said.lot);
    case "book":
      return booking.book(talk, said);
    case "wait":
      return waiting.wait(talk, said.lot);
    case "stop_waiting":
      return (await waiting.stopWaiting(talk)) ?? done(await standing(talk));
    case "status":
      return stands(talk);
    case "cancel":
      return stay.cancel(talk, said.spot);
    case "extend":
      return stay.extend(talk);
    case "parked":
      return stay.parked(talk, said.spot);
    case "left":
      return stay.left(talk);
    case "leaving":
      return stay.leaving(talk);
    case "not_me":
      return stay.notMine(talk);
    case "balance":
      return told(await balance(talk));
    case "history":
      return told(await history(talk));
    case "yes":
    case "no":
    case "keep":
      return answers(talk, said, quiet);
    case "words":
      return (
        (await words(talk, said.words)) ??
        (quiet ? null : ((await booking.named(talk, said.words)) ?? meant(talk, said.words)))
      );
  }
}

/** Takes a few words as the answer to what was asked; null when they are none. */
async function words(talk: Talk, said: Naming): Promise<Reply | null> {
  const { session: asked, message } = talk;
  // A quote of something else is no answer to it.
  if (asked === null || (message.repliesTo !== null && message.repliesToAnswerOf !== asked.askedBy)) return null;
  return (await booking.choose(talk, said)) ?? waiting.answer(talk, said);
}

/** Takes a yes or a no as the answer to the question that it belongs to. */
async function answers(
  talk: Talk,
  said: Intent & { kind: "yes" | "no" | "keep" },
  quiet: boolean,
): Promise<Reply | null> {
  const yes = said.kind === "yes";
  // A spot may have the code Y or N.
  const chosen = said.kind === "keep" ? null : await words(talk, said.words);
  if (chosen) return chosen;
  switch (await bearingOf(talk)) {
    case "offer":
      return yes ? booking.takeOffer(talk) : said.kind === "no" ? waiting.declineOffer(talk) : null;
    case "asked":
      return answer(talk, said.kind, quiet);
    case "over":
      return done(replies.questionOver(await standing(talk)));
    case "unclear":
      return askAgain(talk);
    case "nothing":
      return null;
  }
}

/** A yes or a no to what the skill asked last. */
async function answer(talk: Talk, said: "yes" | "no" | "keep", quiet: boolean): Promise<Reply | null> {
  const { session: asked } = talk;
  const yes = said === "yes";
  if (asked?.kind === "cancel") return stay.answer(talk, yes);
  if (asked?.kind === "meant") {
    const command = parse(null, asked.command);
    return yes && command ? runIntent({ ...talk, session: null }, command, quiet) : done(await standing(talk));
  }
  if (asked?.kind !== "wait" || said === "keep") return null;
  return yes ? waiting.answer(talk, "yes") : done(replies.nothing("All right, I will not put you in line."));
}

/** Something else was said since the question: it is asked again, so that it is known what a yes is for. Null when it was a mere list. */
async function askAgain(talk: Talk): Promise<Reply | null> {
  const { session: asked } = talk;
  if (asked?.kind === "cancel") return stay.cancel(talk, null);
  if (asked?.kind === "meant")
    return {
      drafts: [replies.meant("Is this what you mean?", asked.command, "Yes")],
      next: { kind: "meant", command: asked.command },
    };
  if (asked?.kind === "wait")
    return asked.lotId === null ? waiting.wait(talk, null) : booking.showLot(talk, asked.lotId);
  return asked === null || asked.kind === "offer" ? stands(talk) : null;
}

/** A command with a slip in it: done at once where it only shows something, else asked about. Null when it is near none. */
async function meant(talk: Talk, said: Naming): Promise<Reply | null> {
  const near = nearest(said.plain);
  const command = near && parse(null, near.command);
  if (!near || !command || (await isRule(talk, said.plain))) return null;
  switch (command.kind) {
    case "slots":
    case "status":
    case "balance":
    case "history":
      return runIntent(talk, command, false);
    case "cancel":
      // It asks by itself.
      return (await ownBooking(talk)) ? stay.cancel(talk, command.spot) : null;
    case "book":
      return booking.askToBook(talk, command);
    case "extend":
    case "left":
    case "parked": {
      if (!(await ownBooking(talk))) return null;
      const draft = replies.meant(
        `Did you mean *${near.command}*?`,
        near.command,
        near.verb === "left" ? "I left" : near.verb,
      );
      return { drafts: [draft], next: { kind: "meant", command: near.command } };
    }
    default:
      return null;
  }
}

/** Whether somebody made a rule of it, which answers then. */
async function isRule({ ctx }: Talk, plain: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from keyword_rules where lower(keyword) in (${plain}, ${plain.split(" ")[0]}) limit 1`.execute(ctx.tx);
  return rows.length > 0;
}

async function balance(talk: Talk): Promise<Draft> {
  const { ctx, account } = talk;
  const all = (await ledger.balancesOf(ctx.tx, [account.id])).get(account.id) ?? [];
  const home = all.find(({ currency }) => currency === account.currency);
  const others = all.filter((one) => one !== home && one.balance_cents !== 0);
  const running = await ownBooking(talk);
  const stay =
    running?.status === "active"
      ? {
          currency: running.currency,
          cents: costSoFar(running, ctx.now),
          checked: (await incidents.claimOf(ctx.tx, running.id)) !== null,
        }
      : null;
  return replies.balance([home ?? { currency: account.currency, balance_cents: 0 }, ...others], stay);
}

async function history({ ctx, account }: Talk): Promise<Draft> {
  const { rows } = await listing.list(ctx.tx, {
    statuses: null,
    accountIds: [account.id],
    spotCode: null,
    lotId: null,
    limit: lastBookings,
    before: null,
  });
  return replies.history(rows, ctx.now);
}

/** Tells others what follows for them, and returns what is to be told to whoever wrote. */
async function deliver({ ctx, account }: Talk, turn: Turn<Transaction<DB>>): Promise<Draft[]> {
  const own: Draft[] = [];
  for (const { accountId, draft, ...life } of ctx.notices) {
    const { id, contact_id } = await accounts.get(ctx.tx, accountId);
    if (id === account.id) own.push(draft);
    else if (contact_id !== null) turn.tell({ contactId: contact_id, draft, ...life });
  }
  return own;
}

/** The code of a spot that is free, for the menu; of any when none is. */
async function exampleCode(tx: Transaction<DB>): Promise<string> {
  const { rows } = await sql<{ code: string }>`
    select coalesce((select code from spots where light_desired = 'green' order by id limit 1),
      (select s.code from spots s where light_desired = 'off' and not exists (
        select from devices d where d.spot_id = s.id and d.removed_at is null) order by id limit 1),
      (select code from spots order by id limit 1), 'A') as code`.execute(tx);
  return rows[0]!.code;
}

/** What says something only under a question of ours. */
const isAnswer = ({ kind }: Intent): boolean => kind === "yes" || kind === "no" || kind === "words";
