// Dry run: a turn of the real skills for an invented customer, in a transaction that is rolled back, to see what the bot would answer.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Command, Language } from "../../contract/skill.ts";
import { languageOf, type Messages, messagesIn } from "../texts/catalogue.ts";
import { type Answer, answer, type BotSkill, commandsOf, type Prompt } from "./answer.ts";
import * as fallback from "./fallback.ts";
import { asksForLanguages, confirmation, languageChosen, languageList, listen } from "./languages.ts";
import * as states from "./states.ts";
import { faultsOf, type TurnOptions } from "./turns.ts";

/** The answer of a dry run, with the reasons why it could not be sent, if any. */
export type DryRunResult = (NonNullable<Answer> & { faults: string[] }) | null;

/** A phone number that cannot exist: no country code begins with 0. */
const nobody = "00000000";

/** Time limit in milliseconds: longer than any turn takes, and short enough not to block others. */
const TIMEOUT_MS = 2_000;

/** A message to try: who writes it on which number, and when; by default somebody new, on the first number, now. */
export type TriedMessage = { text: string; name: string; channelId?: number | null; contactId?: number | null };

/**
 * Takes the turn of a message that nobody sent. Nothing is kept and nothing is sent; real messages that need the same rows wait meanwhile. Throws
 * NOT_READY when there is no channel yet, or when the database is busy, and NOT_FOUND for an unknown number or contact.
 */
export const dryRun = (
  db: Kysely<DB>,
  { skills, check }: Pick<TurnOptions, "skills" | "check">,
  tried: TriedMessage,
  now: Date,
): Promise<DryRunResult> =>
  inDryRun(db, skills, tried, now, async (turn) => {
    const language = languageOf(turn);
    const commands = await commandsOf(skills, turn.tx, language, turn.channel.id);
    const texts = messagesIn(language);
    const said =
      (await answer(skills, commands, turn)) ?? (skills.length === 0 ? null : withoutSkill(turn, commands, texts));
    return said && { ...said, faults: said.drafts.flatMap((draft) => faultsOf(draft, turn, check)) };
  });

/** Runs a step with the turn of a message that nobody sent, in a transaction that is rolled back. Throws as {@link dryRun} does. */
export async function inDryRun<T>(
  db: Kysely<DB>,
  skills: readonly BotSkill[],
  tried: TriedMessage,
  now: Date,
  step: (turn: Prompt) => Promise<T>,
): Promise<T> {
  const trx = await db.startTransaction().execute();
  try {
    await sql`select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true), set_config('lock_timeout', ${String(TIMEOUT_MS)}, true)`.execute(
      trx,
    );
    return await step(await heard(await invent(trx, tried, now), skills));
  } catch (error) {
    // Lock timeout, statement timeout, deadlock.
    if (["55P03", "57014", "40P01"].includes((error as { code?: string }).code ?? ""))
      throw new Fault("NOT_READY", "The database is busy with what the answer would need. Try again in a moment.");
    throw error;
  } finally {
    await trx.rollback().execute();
  }
}

/** The answer when no skill has one. */
function withoutSkill({ message }: Prompt, commands: readonly Command[], texts: Messages): NonNullable<Answer> {
  const handsOver = fallback.asksForPerson(message);
  const said = (): Draft => {
    const chosen = languageChosen(message);
    if (chosen !== null) return confirmation(messagesIn(chosen));
    if (asksForLanguages(message)) return languageList(texts);
    return handsOver ? { type: "text", text: texts.bot.colleagueWillAnswer } : fallback.help(texts, message, commands);
  };
  return { skill: "fallback", drafts: [said()], notifications: [], handsOver, afterwards: [] };
}

/** The turn with the language in which it is written, as for a real message. */
async function heard(turn: Prompt, skills: readonly BotSkill[]): Promise<Prompt> {
  const known = await states.read(turn.tx, [turn.conversation.id], { perHour: 0, perDay: 0 }, turn.now);
  const [one = turn] = await listen(turn.tx, [turn], skills, ({ conversation }) => known.get(conversation.id)!);
  return one;
}

/** The turn of a tried message: its contact and conversation are made up where they are not known. */
async function invent(tx: Transaction<DB>, { text, name, channelId, contactId }: TriedMessage, now: Date) {
  const numbers = tx.selectFrom("channels").select(["id", "provider", "language"]).orderBy("id").limit(1);
  const channel = await (channelId == null ? numbers : numbers.where("id", "=", channelId)).executeTakeFirst();
  if (!channel && channelId != null) throw new Fault("NOT_FOUND", `There is no number ${channelId}.`);
  if (!channel) throw new Fault("NOT_READY", "There is no number yet that somebody could write to.");
  const contact = contactId == null ? await inventContact(tx, name, now) : await knownContact(tx, contactId);
  return {
    tx,
    now,
    channel: { id: channel.id, provider: channel.provider as Provider, language: channel.language as Language },
    conversation: { id: await conversationOf(tx, channel.id, contact.id, now) },
    contact,
    // Real messages never have a negative id, so idempotency keys derived from it cannot collide.
    message: {
      id: -1,
      type: "text" as const,
      text,
      payload: null,
      repliesTo: null,
      repliesToAnswerOf: null,
      sentAt: now,
    },
    quiet: false,
  };
}

type Person = Prompt["contact"];

async function inventContact(tx: Transaction<DB>, name: string, now: Date): Promise<Person> {
  const made = tx.insertInto("contacts").values({ name, phone: nobody, created_at: now }).returning("id");
  return { ...(await made.executeTakeFirstOrThrow()), name, phone: nobody, language: null };
}

async function knownContact(tx: Transaction<DB>, id: number): Promise<Person> {
  const { rows } = await sql<Person>`
    select id, coalesce(given_name, name) as name, phone, language from contacts where id = ${id}`.execute(tx);
  if (!rows[0]) throw new Fault("NOT_FOUND", `There is no contact ${id}.`);
  return rows[0];
}

async function conversationOf(tx: Transaction<DB>, channelId: number, contactId: number, now: Date): Promise<number> {
  const known = tx.selectFrom("conversations").select("id").where("channel_id", "=", channelId);
  const found = await known.where("contact_id", "=", contactId).executeTakeFirst();
  if (found) return found.id;
  const made = await tx
    .insertInto("conversations")
    .values({
      ...{ channel_id: channelId, contact_id: contactId, address_kind: "wa_id", address: nobody },
      ...{ last_inbound_at: now, created_at: now },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return made.id;
}
