// Before the turns of a batch are answered: creates accounts for people who have none, and looks up at once what all turns need.
import type { Transaction } from "kysely";
import type { DB } from "../../../../db/rows.ts";
import type { Turn } from "../../../contract/skill.ts";
import * as accounts from "../../accounts/accounts.ts";
import { identityInDoubt } from "../../accounts/welcome.ts";
import { languageOf } from "../../texts/catalogue.ts";
import type { CommandContext } from "../command-context.ts";
import * as lots from "../lots.ts";
import * as persons from "../persons.ts";
import { namedBy } from "./booking.ts";
import { correctedCommand } from "./near.ts";
import { parse } from "./parse.ts";
import * as session from "./session.ts";
import { load } from "./spot-names.ts";

/**
 * Up to so many newcomers of a batch get their accounts at once. If there are more, those whose message is not for parking get them some
 * seconds later.
 */
const MAX_NEWCOMERS_AT_ONCE = 10;

/** What the turns of a transaction share. */
export type Prepared = {
  /** By contact id. */
  accounts: Map<number, accounts.Account>;
  /** Conversations with an open question. */
  open: Set<number>;
  /** Contacts who may not be the person behind their number. */
  doubted: Set<number>;
};

type UnansweredTurn = Pick<Turn<Transaction<DB>>, "tx" | "now" | "channel" | "conversation" | "contact" | "message">;

/** Looks up what the turns of a transaction need, and creates accounts for newcomers. `credit`: the welcome credit of each, in cents. */
export async function prepareTurns(turns: readonly UnansweredTurn[], credit: number): Promise<Prepared> {
  const { tx, now } = turns[0]!;
  const ctx: CommandContext = { tx, now, by: "driver", notices: [] };
  if (await persons.someMerged(tx)) await persons.followMerges(ctx);
  const contactIds = [...new Set(turns.map(({ contact }) => contact.id))];
  const known = await accounts.ofContacts(tx, contactIds);
  const doubted = await identityInDoubt(tx, contactIds);
  const newcomers = turns.filter(({ contact: { id } }) => !known.has(id) && !doubted.has(id));
  const made = newcomers.length <= MAX_NEWCOMERS_AT_ONCE ? newcomers : await speakingToParking(tx, newcomers);
  const guests = made.map(({ contact }) => contact);
  const unwelcomed = [...known.values()].some((account) => account.welcomed_at === null);
  const all =
    guests.length > 0 || unwelcomed
      ? await accounts.newGuests(ctx, guests, known, await lots.homeCurrency(tx), credit)
      : known;
  const conversationIds = turns.map(({ conversation }) => conversation.id);
  return { accounts: all, open: await session.openIn(tx, conversationIds, now), doubted };
}

/** The turns of newcomers that parking may answer. */
async function speakingToParking<T extends Pick<UnansweredTurn, "message" | "contact" | "channel">>(
  tx: Transaction<DB>,
  turns: readonly T[],
): Promise<T[]> {
  const spotNames = await load(tx);
  return turns.filter(({ message: { text, payload }, ...turn }) => {
    const language = languageOf(turn);
    const intent = parse(text, payload, language);
    if (intent?.kind !== "words") return intent !== null;
    return correctedCommand(intent.words.plain, language) !== null || namedBy(intent.words, spotNames).length > 0;
  });
}
