// The parking skill: the chat door of parking. It makes sure that whoever writes has an account, understands what is
// said, and does it by the same functions as every other door.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Skill, Turn } from "../../contract/skill.ts";
import * as accounts from "../accounts/accounts.ts";
import * as ledger from "../accounts/ledger.ts";
import { identityInDoubt, usualWelcome } from "../accounts/welcome.ts";
import type { Act } from "./act.ts";
import { costSoFar } from "./billing.ts";
import * as booking from "./chat-booking.ts";
import * as stay from "./chat-stay.ts";
import { done, ownBooking, type Reply, standing, type Talk, told } from "./chat-talk.ts";
import * as waiting from "./chat-waiting.ts";
import * as listing from "./listing.ts";
import * as lots from "./lots.ts";
import { parse, type Said } from "./parse.ts";
import * as persons from "./persons.ts";
import * as replies from "./replies.ts";
import * as session from "./session.ts";

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
      const act: Act = { tx, now, by: "driver", notices: [] };
      if (await persons.someMerged(tx)) await persons.followMerges(act);
      const known = await accounts.ofContacts(
        tx,
        turns.map(({ contact }) => contact.id),
      );
      const contactIds = [...new Set(turns.map(({ contact }) => contact.id))];
      const doubted = await identityInDoubt(tx, contactIds);
      const newcomers = turns.map(({ contact }) => contact).filter(({ id }) => !known.has(id) && !doubted.has(id));
      if ([...known.values()].some((account) => account.welcomed_at === null))
        await accounts.welcomeNew(act, known, await lots.homeCurrency(tx), credit);
      // When a crowd comes for the first time, messages go first: whoever wrote no command gets the account within seconds.
      const made =
        newcomers.length <= crowd ? await accounts.guests(act, newcomers, await lots.homeCurrency(tx), credit) : [];
      const asked = turns.map(({ conversation }) => conversation.id);
      prepared.set(tx, {
        accounts: new Map([...known, ...made]),
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
      const act: Act = { tx: turn.tx, now: turn.now, by: "driver", notices: [] };
      const { id } = turn.conversation;
      const ready = prepared.get(turn.tx);
      const known = ready?.accounts.get(turn.contact.id);
      const said = parse(turn.message.text, turn.message.payload);
      const silent = ready?.open.has(id) === false;
      if (ready && (said === null || (silent && isAnswer(said)))) return null;
      const doubted = ready?.doubted ?? (await identityInDoubt(turn.tx, [turn.contact.id]));
      if (doubted.has(turn.contact.id)) return said === null || isAnswer(said) ? null : [replies.doubted()];
      const account = known ?? (await accounts.guest(act, turn.contact, await lots.homeCurrency(act.tx), credit));
      if (said === null) return null;
      const asked = silent ? null : await session.read(act.tx, id, act.now);
      const talk: Talk = { act, account, session: asked, key: `message:${turn.message.id}` };
      const reply = await tried(talk, said);
      if (reply === null) return null;
      if (reply.next) {
        await session.write(act.tx, id, reply.next, act.now);
        ready?.open.add(id);
      }
      if (reply.next === null && asked) await session.forget(act.tx, id);
      const drafts = [...reply.drafts, ...(await deliver(talk, turn))];
      return drafts.length > 0 ? drafts : [await standing(talk)];
    },
  };
}

/** Whether words mean something only when something was asked before. */
const isAnswer = ({ kind }: Said): boolean => kind === "words" || kind === "keep";

/** Does what was said. What happened to the booking meanwhile is no error: the driver is told how things stand. */
async function tried(talk: Talk, said: Said): Promise<Reply | null> {
  try {
    return await perform(talk, said);
  } catch (error) {
    if (error instanceof Fault && (error.code === "BOOKING_CLOSED" || error.code === "NOT_FOUND"))
      return done(await standing(talk));
    throw error;
  }
}

async function perform(talk: Talk, said: Said): Promise<Reply | null> {
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
      return told(await standing(talk));
    case "cancel":
      return stay.cancel(talk, said.spot);
    case "extend":
      return stay.extend(talk);
    case "parked":
      return stay.parked(talk, said.spot);
    case "left":
      return stay.left(talk);
    case "not_me":
      return stay.notMine(talk);
    case "balance":
      return told(await balance(talk));
    case "history":
      return told(await history(talk));
    case "yes":
      return (await answered(talk, said)) ?? (await waiting.answer(talk, "yes")) ?? booking.takeOffer(talk);
    case "no":
      return (await answered(talk, said)) ?? refuse(talk);
    case "keep":
      return stay.answer(talk, false);
    case "words":
      return (await booking.choose(talk, said.words)) ?? waiting.answer(talk, said.words);
  }
}

/** Yes or no as the answer to a question about the booking, or as the code of a spot; null when it is neither. */
async function answered(talk: Talk, said: Said & { kind: "yes" | "no" }): Promise<Reply | null> {
  return (await stay.answer(talk, said.kind === "yes")) ?? booking.choose(talk, said.words);
}

/** A no to what was asked or offered; null when nothing was. */
async function refuse(talk: Talk): Promise<Reply | null> {
  if (talk.session?.kind === "wait") return done(replies.nothing("All right, I will not put you in line."));
  return waiting.declineOffer(talk);
}

async function balance(talk: Talk): Promise<Draft> {
  const { act, account } = talk;
  const all = (await ledger.balancesOf(act.tx, [account.id])).get(account.id) ?? [];
  const home = all.find(({ currency }) => currency === account.currency);
  const others = all.filter((one) => one !== home && one.balance_cents !== 0);
  const running = await ownBooking(talk);
  const stay = running?.status === "active" ? { currency: running.currency, cents: costSoFar(running, act.now) } : null;
  return replies.balance([home ?? { currency: account.currency, balance_cents: 0 }, ...others], stay);
}

async function history({ act, account }: Talk): Promise<Draft> {
  const { rows } = await listing.list(act.tx, {
    statuses: null,
    accountIds: [account.id],
    spotCode: null,
    lotId: null,
    limit: lastBookings,
    before: null,
  });
  return replies.history(rows, act.now);
}

/** Tells others what follows for them, and returns what is to be told to whoever wrote. */
async function deliver({ act, account }: Talk, turn: Turn<Transaction<DB>>): Promise<Draft[]> {
  const own: Draft[] = [];
  for (const { accountId, draft } of act.notices) {
    const { id, contact_id } = await accounts.get(act.tx, accountId);
    if (id === account.id) own.push(draft);
    else if (contact_id !== null) turn.tell({ contactId: contact_id, draft });
  }
  return own;
}

/** The code of a spot that is free, for the menu; of any when none is. */
async function exampleCode(tx: Transaction<DB>): Promise<string> {
  const { rows } = await sql<{ code: string }>`
    select coalesce((select code from spots where light_desired = 'green' order by id limit 1),
      (select code from spots order by id limit 1), 'A') as code`.execute(tx);
  return rows[0]!.code;
}
