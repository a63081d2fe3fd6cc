// What a provider took and then failed because the 24-hour window was closed: its occasion's template is queued in its place.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { InboundItem, InboundStatus, Provider, ProviderError } from "../../contract/inbound.ts";
import type { Advice, Draft } from "../../contract/outbound.ts";
import type { OccasionFacts } from "../../contract/skill.ts";
import { uuid } from "../inbox/statuses.ts";
import { notWaiting } from "../inbox/waiting.ts";
import { templateFor } from "../templates/bindings.ts";
import { textOf } from "./draft-columns.ts";
import { enqueue, type OutboundMessage } from "./enqueue.ts";
import { uuidOf } from "./idempotency.ts";

/** What to do about a provider's error; undefined: the provider is not configured. */
type Advise = (provider: Provider, error: ProviderError) => Advice | undefined;

/**
 * Queues templates for the notifications that failed because the window was closed, by the statuses among these items. Once for each message,
 * however often its status comes. Those without a template stay failed. Returns how many were queued.
 */
export async function sayAsTemplates(
  tx: Transaction<DB>,
  items: readonly InboundItem[],
  advise: Advise,
  now: Date,
): Promise<number> {
  const failed = items.filter(
    (item): item is InboundStatus =>
      item.kind === "status" && item.error !== null && advise(item.channel.provider, item.error)?.action === "template",
  );
  const messages: (OutboundMessage & { replaces: number })[] = [];
  for (const status of failed) {
    const message = await templateInstead(tx, status);
    if (message !== null && messages.every(({ key }) => key !== message.key)) messages.push(message);
  }
  const replaced = messages.map(({ replaces }) => replaces);
  if (replaced.length > 0) await needNobody(tx, replaced);
  return (await enqueue(tx, messages, now)).length;
}

type Failed = {
  id: number;
  channel_id: number;
  conversation_id: number;
  origin: string;
  draft: Draft;
  occasion: OccasionFacts;
};

/** Our key of a message, which the provider sent back; null when it is none of ours. */
const keyOf = ({ echoKey }: InboundStatus): string | null => (echoKey !== null && uuid.test(echoKey) ? echoKey : null);

/** The message that takes a failed one's place; null when it is no notification, has no template, or was replaced already. */
async function templateInstead(
  tx: Transaction<DB>,
  status: InboundStatus,
): Promise<(OutboundMessage & { replaces: number }) | null> {
  const { provider, externalId } = status.channel;
  const channel = sql`select id from channels where provider = ${provider} and external_id = ${externalId}`;
  const { rows } = await sql<Failed>`
    select id, channel_id, conversation_id, origin, content -> 'draft' as draft, content -> 'occasion' as occasion from messages
    where id in (
      select id from messages where channel_id = (${channel}) and provider_id = ${status.providerId}
      union select id from messages where key = ${keyOf(status)}::uuid and channel_id = (${channel})
    ) and direction = 'out' and content ? 'occasion' and type <> 'template'`.execute(tx);
  const [one] = rows;
  if (!one) return null;
  const { id, origin, draft, occasion, channel_id: channelId, conversation_id: conversationId } = one;
  const key = uuidOf(`template\0${id}`);
  const isReplaced = await tx.selectFrom("messages").select("id").where("key", "=", key).executeTakeFirst();
  if (isReplaced) return null;
  const bound = await templateFor(tx, channelId, occasion, textOf(draft) ?? "");
  if (bound === null || "why" in bound) return null;
  const place = { channelId, conversationId, origin, answersId: null, windowExempt: false };
  return { ...place, replaces: id, key, occasion, said: draft, draft: bound.draft, text: bound.text };
}

/** Conversations that wait for people only because these messages failed need nobody. */
async function needNobody(tx: Transaction<DB>, messageIds: readonly number[]): Promise<void> {
  await tx
    .updateTable("conversations as v")
    .set(notWaiting)
    .where("waiting_reason", "=", "send_failed")
    .where(
      sql<boolean>`exists (
        select from messages m where m.id = any(${messageIds}::bigint[]) and m.conversation_id = v.id and m.received_at <= v.waiting_since
          and not exists (
            select from messages o where o.conversation_id = v.id and o.direction = 'out' and o.status = 'failed' and o.received_at >= m.received_at
              and o.id <> all(${messageIds}::bigint[])))`,
    )
    .where("id", "in", (query) => query.selectFrom("messages").select("conversation_id").where("id", "in", messageIds))
    .execute();
}
