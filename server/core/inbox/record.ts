// Records a batch: converts the items of some webhooks to contacts, conversations, messages and statuses, set-wise, in one transaction.
import { createHash } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { InboundMessage, Json } from "../../contract/inbound.ts";
import type { Address } from "../../contract/outbound.ts";
import type { Touched } from "./announce.ts";
import { type ChangedCall, foldCalls } from "./calls.ts";
import * as channels from "./channels.ts";
import * as conversations from "./conversations.ts";
import { effectOf } from "./effects.ts";
import { withoutErased } from "./erased-messages.ts";
import * as inbound from "./inbound-messages.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { keepNews } from "./provider-news.ts";
import { type Refusal, recordChoices } from "./record-choices.ts";
import { forgetRefusedFiles } from "./refused-files.ts";
import { readdress } from "./regroup.ts";
import { addressOf, type Entry, resolveSenders } from "./senders.ts";
import * as statuses from "./statuses.ts";

export type { Entry };

/** What was new in a batch. */
export type Recorded = {
  /** New messages in the order received, echoes included. */
  messages: (inbound.Arrival & { id: number })[];
  /** All messages of the batch, new or not. */
  arrivals: inbound.Arrival[];
  /** Ids of our own messages whose provider id has become known by an echo of our key. */
  named: number[];
  /** Contacts of whom it is new that they have opted out of marketing, or that they have not. */
  optOuts: ReadonlySet<number>;
  /** Every message that is new or has changed, for {@link announce}; may contain duplicates. */
  touched: Touched[];
  /** Calls of which something was told. */
  calls: ChangedCall[];
};

/**
 * Records entries in order. What is already stored stays as it is, so recording the same entries again, in any order and any number of times,
 * results in the same tables. Throws only errors of the database.
 */
export async function record(
  tx: Transaction<DB>,
  given: readonly Entry[],
  explain: statuses.Explain,
): Promise<Recorded> {
  const channelIds = await channels.ensure(
    tx,
    given.flatMap(({ item }) => ("channel" in item && item.channel ? [item.channel] : [])),
  );
  const channelOf = (ref: Parameters<typeof channels.nameOf>[0]) => channelIds.get(channels.nameOf(ref))!;
  const entries = await withoutErased(tx, given, channelOf);

  const { arrivals, moved: changed, reported } = await resolveSenders(tx, entries, channelOf);
  const fresh = await inbound.insert(tx, arrivals);
  const filled = await fillPlaceholders(tx, arrivals);
  await conversations.grow(tx, growthOf(fresh));
  await readdress(tx, changed);
  const { named, moved } = await statuses.record(
    tx,
    entries.flatMap(({ item, receivedAt }) =>
      item.kind === "status" ? [{ status: item, channelId: channelOf(item.channel), receivedAt }] : [],
    ),
    explain,
  );
  // Statuses may have arrived before their message: before the provider id of ours was known, or before an echo of the business's own phone.
  const echoes = fresh.flatMap(({ message, id }) => (message.echo ? [id] : []));
  const caughtUp = await statuses.catchUp(tx, [...named, ...echoes], explain);
  const called = await foldCalls(
    tx,
    entries.flatMap(({ item, receivedAt }) =>
      item.kind === "call" ? [{ call: item, channelId: channelOf(item.channel), receivedAt }] : [],
    ),
  );
  await forgetRefusedFiles(tx, failuresIn(entries, channelOf, "fileRefused"));
  const optOuts = await recordChoices(tx, { reported, fresh, refused: failuresIn(entries, channelOf, "optedOut") });
  await keepNotices(tx, entries, channelOf);
  await keepUnreadable(tx, entries);
  const touched = [...fresh, ...filled].map(({ id, conversationId }) => ({ messageId: id, conversationId }));
  const paid = await paidFor(tx, entries, channelOf);
  const every = [...touched, ...moved, ...caughtUp, ...called.touched, ...paid];
  return { messages: fresh, arrivals, named, optOuts, touched: every, calls: called.changed };
}

/** The failures of our messages with a reason. */
const failuresIn = (
  entries: readonly Entry[],
  channelOf: (ref: InboundMessage["channel"]) => number,
  reason: "optedOut" | "fileRefused",
): Refusal[] =>
  entries.flatMap(({ item, receivedAt }) =>
    item.kind === "status" && item[reason]
      ? [{ channelId: channelOf(item.channel), providerId: item.providerId, at: item.at ?? receivedAt }]
      : [],
  );

function growthOf(fresh: Recorded["messages"]): conversations.Growth[] {
  const all = new Map<number, conversations.Growth>();
  for (const { message, conversationId, receivedAt } of fresh) {
    const at = message.sentAt ?? receivedAt;
    const growth = all.get(conversationId) ?? {
      conversationId,
      inbound: 0,
      reopens: false,
      lastInboundAt: null,
      windowMaybeAt: null,
      firstMessageAt: at,
      lastMessageAt: at,
      address: null,
    };
    all.set(conversationId, growth);
    if (at < growth.firstMessageAt) growth.firstMessageAt = at;
    if (at > growth.lastMessageAt) growth.lastMessageAt = at;
    const address = { ...addressOf(message), at: message.echo ? null : at };
    if (growth.address === null || isNewer(address, growth.address)) growth.address = address;
    const effect = effectOf(message);
    if (effect.counts) growth.inbound += 1;
    if (effect.reopens) growth.reopens = true;
    if (effect.window === "yes") growth.lastInboundAt = later(growth.lastInboundAt, at);
    if (effect.window === "probably") growth.windowMaybeAt = later(growth.windowMaybeAt, at);
  }
  return [...all.values()];
}

const later = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other);

type Used = Address & { at: Date | null };

/** The order that conversations.grow uses: the address used later, one that wrote before one that did not, a wa_id before a BSUID. */
function isNewer(one: Used, other: Used): boolean {
  const times = (one.at?.getTime() ?? -Infinity) - (other.at?.getTime() ?? -Infinity) || 0;
  if (times !== 0) return times > 0;
  if (one.at === null && one.kind !== other.kind) return one.kind === "wa_id";
  return Buffer.compare(Buffer.from(one.value), Buffer.from(other.value)) > 0;
}

async function keepNotices(
  tx: Transaction<DB>,
  entries: readonly Entry[],
  channelOf: (ref: InboundMessage["channel"]) => number,
): Promise<void> {
  const rows = entries.flatMap(({ item, receivedAt }) =>
    item.kind === "notice"
      ? [
          {
            channel_id: item.channel ? channelOf(item.channel) : null,
            topic: item.topic,
            happened_at: item.at,
            raw: JSON.stringify(item.raw),
            fingerprint: fingerprint(item.topic, item.raw),
            received_at: receivedAt,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  // As text, because json_to_recordset turns JSON's null into SQL's.
  const columns =
    "channel_id int, topic text, happened_at timestamptz, raw text, fingerprint text, received_at timestamptz";
  const { rows: fresh } = await sql<{ fingerprint: string }>`
    insert into provider_notices (channel_id, topic, happened_at, raw, fingerprint, received_at)
    select channel_id, topic, happened_at, raw::jsonb, fingerprint, received_at from ${recordset("r", columns, rows)}
    on conflict (fingerprint) do nothing returning fingerprint`.execute(tx);
  const names = new Set(fresh.map((row) => row.fingerprint));
  const told = entries.flatMap(({ item, receivedAt }) =>
    item.kind === "notice" && item.news && names.delete(fingerprint(item.topic, item.raw))
      ? [
          {
            provider: "meta" as const,
            channelId: item.channel ? channelOf(item.channel) : null,
            news: item.news,
            at: item.at ?? receivedAt,
          },
        ]
      : [],
  );
  if (told.length > 0) await keepNews(tx, told, "webhook", entries.at(-1)!.receivedAt);
}

/** The messages of whose payment a batch says something. */
async function paidFor(
  tx: Transaction<DB>,
  entries: readonly Entry[],
  channelOf: (ref: InboundMessage["channel"]) => number,
): Promise<Touched[]> {
  const rows = entries.flatMap(({ item }) =>
    item.kind === "notice" && item.topic === "payments" && item.channel
      ? [{ channel_id: channelOf(item.channel), raw: JSON.stringify(item.raw) }]
      : [],
  );
  if (rows.length === 0) return [];
  const { rows: found } = await sql<Touched>`
    select m.id as "messageId", m.conversation_id as "conversationId" from ${recordset("r", "channel_id int, raw text", rows)}
    join messages m on m.channel_id = r.channel_id and m.provider_id = r.raw::jsonb->'status'->>'id'`.execute(tx);
  return found;
}

async function keepUnreadable(tx: Transaction<DB>, entries: readonly Entry[]): Promise<void> {
  const rows = entries.flatMap(({ item, webhookId, source }) =>
    item.kind === "unreadable"
      ? [
          {
            webhook_id: webhookId,
            source,
            path: item.path,
            reason: item.reason,
            raw: JSON.stringify(item.raw),
            fingerprint: fingerprint(source, item.raw),
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  const columns = "webhook_id bigint, source text, path text, reason text, raw text, fingerprint text";
  await sql`
    insert into dead_letters (webhook_id, source, path, reason, raw, fingerprint)
    select webhook_id, source, path, reason, raw::jsonb, fingerprint from ${recordset("r", columns, rows)}
    on conflict (fingerprint) do nothing`.execute(tx);
}

/** A fingerprint that is the same when the same notice is repeated. */
function fingerprint(topic: string, raw: Json): string {
  return createHash("sha256").update(topic).update("\0").update(JSON.stringify(raw)).digest("hex");
}
