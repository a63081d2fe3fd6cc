// Sends a person a message that they did not just ask for, in the conversation in which they wrote last.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Notification as SkillNotification } from "../../contract/skill.ts";
import { enqueue } from "./enqueue.ts";
import type { OutboundKind } from "./validity.ts";

/** A message and the contact who gets it. */
export type Notification = SkillNotification & { origin: string };

/**
 * Queues notifications for contacts who have ever written. The dispatcher checks the window, and sends the template of the occasion when it is
 * closed. Returns how many were queued.
 */
export async function notifyContact(
  tx: Transaction<DB>,
  notifications: readonly Notification[],
  now: Date,
): Promise<number> {
  if (notifications.length === 0) return 0;
  const contacts = [...new Set(notifications.map(({ contactId }) => contactId))];
  const { rows } = await sql<{ id: number; channel_id: number; contact_id: number }>`
    select v.id, v.channel_id, v.contact_id from unnest(${contacts}::bigint[]) as c(id)
    cross join lateral (
      select id, channel_id, contact_id from conversations where contact_id = c.id and last_inbound_at is not null
      order by last_inbound_at desc, id desc limit 1
    ) v`.execute(tx);
  const lines = new Map(rows.map((row) => [row.contact_id, row]));
  const messages = notifications.flatMap(({ contactId, draft, occasion, origin, lasting, until }) => {
    const line = lines.get(contactId);
    const kind: OutboundKind = lasting ? "receipt" : "notice";
    const message = {
      draft,
      origin,
      answersId: null,
      windowExempt: false,
      kind,
      ...(until ? { until } : {}),
      ...(occasion ? { occasion } : {}),
    };
    return line ? [{ ...message, channelId: line.channel_id, conversationId: line.id }] : [];
  });
  return (await enqueue(tx, messages, now)).length;
}
