// The business's own numbers as people see them: the channels, without those that a simulator has left behind.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { OpeningHours } from "../../contract/hours.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { ReceiptMode } from "../../contract/receipts.ts";
import type { Language } from "../../contract/skill.ts";
import type { Channel } from "./channels.ts";
import { isRetired } from "./simulated.ts";

/** One of the business's numbers. */
export type OwnNumber = Channel & {
  isSimulated: boolean;
  /** The provider refuses to send from it: its messages wait. */
  isHeld: boolean;
  /** Whether the bot answers on it. */
  botEnabled: boolean;
  /** In which the bot talks to people whose language is not known. */
  language: Language;
  /** What customers see of a colleague who reads and answers. */
  receipts: ReceiptMode;
  /** How many messages a second it may send; null: the default. */
  messagesPerSecond: number | null;
  /** When people are there; null: always. */
  hours: OpeningHours | null;
};

/** All numbers, oldest first. */
export async function listNumbers(db: Kysely<DB>): Promise<OwnNumber[]> {
  const rows = await db
    .selectFrom("channels")
    .select(["id", "provider", "external_id", "display_number", "account_id", "simulated", "held_since"])
    .select(["bot_enabled", "language", "receipts", "messages_per_second", "opening_hours"])
    .orderBy("id")
    .execute();
  return rows
    .filter((row) => !isRetired(row.external_id))
    .map((row) => ({
      id: row.id,
      provider: row.provider as Provider,
      externalId: row.external_id,
      displayNumber: row.display_number,
      accountId: row.account_id,
      isSimulated: row.simulated,
      isHeld: row.held_since !== null,
      botEnabled: row.bot_enabled,
      language: row.language as Language,
      receipts: row.receipts as ReceiptMode,
      messagesPerSecond: row.messages_per_second,
      hours: row.opening_hours as OpeningHours | null,
    }));
}

/** A number whose settings are about to change, locked. Throws NOT_FOUND. */
export async function lockNumber(tx: Transaction<DB>, id: number) {
  const number = await tx
    .selectFrom("channels")
    .select([
      "provider",
      "bot_enabled",
      "language",
      "receipts",
      "messages_per_second",
      "call_policy",
      "call_reply",
      "opening_hours",
    ])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!number) throw new Fault("NOT_FOUND", `There is no number ${id}. GET /api/numbers lists them.`);
  return number;
}

/** Switches the bot on or off for a number. Throws NOT_FOUND. */
export async function switchBot({ tx, by, now }: CommandContext<DB>, id: number, enabled: boolean): Promise<void> {
  const { bot_enabled } = await lockNumber(tx, id);
  if (bot_enabled === enabled) return;
  await tx.updateTable("channels").set({ bot_enabled: enabled }).where("id", "=", id).execute();
  const change = { before: { bot_enabled }, after: { bot_enabled: enabled } };
  await audit(tx, by, { action: "number.bot", subject: "channel", id, ...change }, now);
}

/** Sets in which language the bot talks to people of a number whose own is not known. Throws NOT_FOUND. */
export async function setLanguage({ tx, by, now }: CommandContext<DB>, id: number, wanted: Language): Promise<void> {
  const { language } = await lockNumber(tx, id);
  if (language === wanted) return;
  await tx.updateTable("channels").set({ language: wanted }).where("id", "=", id).execute();
  const change = { before: { language }, after: { language: wanted } };
  await audit(tx, by, { action: "number.language", subject: "channel", id, ...change }, now);
}
