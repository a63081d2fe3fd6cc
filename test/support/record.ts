// Helpers for tests on a real database: recording items as one batch, opening a conversation, queueing messages.
import type { Kysely } from "kysely";
import type { DB } from "../../db/rows.ts";
import type { InboundItem, InboundMessage } from "../../server/contract/inbound.ts";
import * as inbox from "../../server/core/inbox/record.ts";
import { enqueue, type OutboundMessage } from "../../server/core/outbox/enqueue.ts";
import { confirmDelivery } from "../../server/core/outbox/results.ts";
import { at, makeInboundMessage, makeLetter, noon } from "./build.ts";

/** Explains a provider's error, for tests that do not care about the text. */
export const explain = (_provider: string, error: { code: number }): string => `remedy for ${error.code}`;

/** Records items as one batch like the drain: one webhook, one transaction, deliveries confirmed. */
export async function record(
  db: Kysely<DB>,
  items: readonly InboundItem[],
  receivedAt: Date = at(1),
): Promise<inbox.Recorded> {
  return db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto("webhooks")
      .values({ source: "meta", body: Buffer.from(""), received_at: receivedAt })
      .returning("id")
      .executeTakeFirstOrThrow();
    const recorded = await inbox.record(
      tx,
      items.map((item) => ({ webhookId: id, source: "meta", receivedAt, item })),
      explain,
    );
    await confirmDelivery(tx, recorded.named, receivedAt);
    return recorded;
  });
}

/** A conversation that a customer opened by writing. */
export async function openConversation(
  db: Kysely<DB>,
  message: Partial<InboundMessage> & { from?: string } = {},
): Promise<{ channelId: number; conversationId: number; contactId: number; messageId: number }> {
  const { messages } = await record(db, [makeInboundMessage(message)]);
  const { channelId, conversationId, contactId, id } = messages[0]!;
  return { channelId, conversationId, contactId, messageId: id };
}

/** Queues messages in a transaction of their own; returns their ids. */
export function queue(
  db: Kysely<DB>,
  letters: readonly (Partial<OutboundMessage> & Pick<OutboundMessage, "channelId" | "conversationId">)[],
  now: Date = noon,
): Promise<number[]> {
  return db.transaction().execute((tx) => enqueue(tx, letters.map(makeLetter), now));
}
