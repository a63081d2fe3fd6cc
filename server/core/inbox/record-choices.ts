// Records what a batch says of opt-outs: choices that providers report, words that customers write, and refusals of our messages.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { Arrival } from "./inbound-messages.ts";
import { choiceIn } from "./opt-out-words.ts";
import { keepChoices, keepRefusals, lastingKey, type MadeChoice } from "./opt-outs.ts";

/** A message of ours that was refused because its recipient wants no marketing. */
export type Refusal = { channelId: number; providerId: string; at: Date };

/** What a batch says. */
type Said = { reported: readonly MadeChoice[]; fresh: readonly Arrival[]; refused: readonly Refusal[] };

/** Keeps what a batch says; returns the contacts of whom it is new that they have opted out, or that they have not. */
export async function recordChoices(
  tx: Transaction<DB>,
  { reported, fresh, refused }: Said,
): Promise<ReadonlySet<number>> {
  const made = [...reported, ...fresh.flatMap(written)];
  if (made.length + refused.length === 0) return new Set();
  const now = new Date(Math.max(...[...made, ...refused].map(({ at }) => at.getTime())));
  await keepRefusals(tx, await messagesOf(tx, refused), now);
  return keepChoices(tx, made, now);
}

/** The choice that a customer's message makes. */
function written({ message, contactId, receivedAt }: Arrival): MadeChoice[] {
  const choice = choiceIn(message);
  const key = lastingKey(message.sender);
  if (choice === null || key === undefined) return [];
  return [{ contactId, key, choice, source: "word", at: message.sentAt ?? receivedAt, note: message.text }];
}

async function messagesOf(
  tx: Transaction<DB>,
  refused: readonly Refusal[],
): Promise<{ messageId: number; at: Date }[]> {
  if (refused.length === 0) return [];
  const rows = refused.map(({ channelId, providerId, at }) => ({ channel_id: channelId, provider_id: providerId, at }));
  const { rows: found } = await sql<{ messageId: number; at: Date }>`
    select m.id as "messageId", r.at from ${recordset("r", "channel_id int, provider_id text, at timestamptz", rows)}
    join messages m on m.channel_id = r.channel_id and m.provider_id = r.provider_id and m.direction = 'out'`.execute(
    tx,
  );
  return found;
}
