// Notifies live views which conversations and messages a transaction has changed.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { happened } from "../../base/journal.ts";
import type { CoreEvent } from "../../contract/events.ts";

/** A message that is new or has changed. */
export type Touched = { conversationId: number; messageId: number };

/** The most ids of conversations, and of messages, in one event. */
const MAX_ANNOUNCED = 500;

/** Announces new or changed messages in one event; call it once per transaction. Does nothing for an empty list. */
export async function announce(tx: Transaction<DB>, touched: readonly Touched[], now: Date): Promise<void> {
  if (touched.length === 0) return;
  const conversations = new Set(touched.map(({ conversationId }) => conversationId));
  const messages = new Set(touched.map(({ messageId }) => messageId));
  const data =
    conversations.size > MAX_ANNOUNCED || messages.size > MAX_ANNOUNCED
      ? ({ all: true } as const)
      : { conversation_ids: [...conversations], message_ids: [...messages] };
  await happened(tx, { type: "inbox.changed", data } satisfies CoreEvent, now);
}
