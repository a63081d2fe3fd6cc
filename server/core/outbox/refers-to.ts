// The message to which a draft refers: the one that it quotes, or on which it acts.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { MessageType } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Touched } from "../inbox/announce.ts";
import { effects } from "../inbox/effects.ts";

/** A message to which a draft refers, by our id and by the provider's. */
export type Referred = { id: number; providerId: string; conversationId: number; channelId: number };

/** What is done to the message. */
type Purpose = "quote" | "react";

/** What a draft does to the message to which it refers. */
export const purposeOf = (draft: Draft): Purpose => (draft.type === "reaction" ? "react" : "quote");

/**
 * The message of a conversation or a contact with our id, to be quoted or reacted to. Throws BAD_REQUEST when it is not there, has not reached the provider,
 * or, for a reaction, is one itself or was deleted.
 */
export async function referred(
  tx: Transaction<DB>,
  where: { conversationId: number } | { contactId: number | null },
  id: number,
  what: Purpose,
): Promise<Referred> {
  const verb = what === "quote" ? "quoted" : "reacted to";
  const isIn =
    "conversationId" in where
      ? sql`m.conversation_id = ${where.conversationId}::bigint`
      : sql`v.contact_id = ${where.contactId}::bigint`;
  type Row = { provider_id: string | null; type: string; gone: boolean; conversation_id: number; channel_id: number };
  const { rows } = await sql<Row>`
    select m.provider_id, m.type, m.conversation_id, m.channel_id, exists (
      select from messages r where r.channel_id = m.channel_id and r.target = m.provider_id and r.type = 'revoke'
    ) as gone
    from messages m join conversations v on v.id = m.conversation_id where m.id = ${id}::bigint and ${isIn}`.execute(
    tx,
  );
  const [found] = rows;
  if (!found) {
    const place = "conversationId" in where ? `in conversation ${where.conversationId}` : "with this person";
    throw new Fault("BAD_REQUEST", `There is no message ${id} ${place} to be ${verb}.`);
  }
  if (found.provider_id === null)
    throw new Fault("BAD_REQUEST", `Message ${id} has not reached the provider, so it cannot be ${verb}.`);
  if (what === "react" && isMark(found.type))
    throw new Fault("BAD_REQUEST", `Message ${id} is itself a ${found.type}: react to the message that it belongs to.`);
  if (what === "react" && found.gone)
    throw new Fault("BAD_REQUEST", `Message ${id} was deleted, so it cannot be reacted to.`);
  return {
    id,
    providerId: found.provider_id,
    conversationId: found.conversation_id,
    channelId: found.channel_id,
  };
}

/** Messages that look different once a draft is queued: the one that a reaction is about. */
export const touchedBy = (draft: Draft, to: Referred | null): Touched[] =>
  draft.type === "reaction" && to !== null ? [{ conversationId: to.conversationId, messageId: to.id }] : [];

/** Whether messages of a type are shown at the message on which they act. */
const isMark = (type: string): boolean => effects[type as MessageType].drawn === "mark";

/** The draft with what it refers to filled in: a reaction's target, or the quoted message. */
export function referring(draft: Draft, to: Referred | null): Draft {
  if (draft.type === "reaction") return { ...draft, target: to?.providerId ?? draft.target };
  return to === null ? draft : { ...draft, replyTo: to.providerId };
}
