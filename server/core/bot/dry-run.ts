// Dry run: a turn of the real skills for an invented customer, in a transaction that is rolled back, to see what the bot would answer.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Command, Language } from "../../contract/skill.ts";
import { languageOf, type Messages, messagesIn } from "../texts/catalogue.ts";
import { type Answer, answer, commandsOf, type Prompt } from "./answer.ts";
import * as fallback from "./fallback.ts";
import { listen } from "./languages.ts";
import { blank } from "./states.ts";
import { faultsOf, type TurnOptions } from "./turns.ts";

/** The answer of a dry run, with the reasons why it could not be sent, if any. */
export type DryRunResult = (NonNullable<Answer> & { faults: string[] }) | null;

/** A phone number that cannot exist: no country code begins with 0. */
const nobody = "00000000";

/** Time limit in milliseconds: longer than any turn takes, and short enough not to block others. */
const TIMEOUT_MS = 2_000;

/**
 * Takes the turn of a new customer who writes `text`. Nothing is kept and nothing is sent; real messages that need the same rows wait meanwhile.
 * Throws NOT_READY when there is no channel yet, or when the database is busy.
 */
export async function dryRun(
  db: Kysely<DB>,
  { skills, check }: Pick<TurnOptions, "skills" | "check">,
  { text, name }: { text: string; name: string },
  now: Date,
): Promise<DryRunResult> {
  const trx = await db.startTransaction().execute();
  try {
    await sql`select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true), set_config('lock_timeout', ${String(TIMEOUT_MS)}, true)`.execute(
      trx,
    );
    const invented = await invent(trx, { text, name }, now);
    const [turn = invented] = await listen(trx, [invented], skills, ({ conversation }) => blank(conversation.id));
    const language = languageOf(turn);
    const commands = await commandsOf(skills, trx, language);
    const texts = messagesIn(language);
    const said =
      (await answer(skills, commands, turn)) ?? (skills.length === 0 ? null : withoutSkill(turn, commands, texts));
    return said && { ...said, faults: said.drafts.flatMap((draft) => faultsOf(draft, turn, check)) };
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
  const draft: Draft = handsOver
    ? { type: "text", text: texts.bot.colleagueWillAnswer }
    : fallback.help(texts, message, commands);
  return { skill: "fallback", drafts: [draft], notifications: [], handsOver };
}

/** A turn of a new contact who has just written for the first time, on the first channel. */
async function invent(tx: Transaction<DB>, { text, name }: { text: string; name: string }, now: Date) {
  const channel = await tx
    .selectFrom("channels")
    .select(["id", "provider", "language"])
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (!channel) throw new Fault("NOT_READY", "There is no number yet that somebody could write to.");
  const contact = await tx
    .insertInto("contacts")
    .values({ name, phone: nobody, created_at: now })
    .returning("id")
    .executeTakeFirstOrThrow();
  const conversation = await tx
    .insertInto("conversations")
    .values({
      channel_id: channel.id,
      contact_id: contact.id,
      address_kind: "wa_id",
      address: nobody,
      last_inbound_at: now,
      created_at: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return {
    tx,
    now,
    channel: { id: channel.id, provider: channel.provider as Provider, language: channel.language as Language },
    conversation: { id: conversation.id },
    contact: { id: contact.id, name, phone: nobody, language: null },
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
