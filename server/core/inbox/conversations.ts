// Conversations: one per channel and contact (or group), with its counters and the address that answers go to.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { happened } from "../../base/journal.ts";
import type { CoreEvent } from "../../contract/events.ts";
import type { Address } from "../../contract/outbound.ts";

/** Whose conversation is wanted, and how they can be reached. */
export type Party = { channelId: number; contactId: number | null; groupId: string | null; address: Address };

const partyName = (channelId: number, contactId: number | null, groupId: string | null): string =>
  `${channelId}:${groupId === null ? `c${contactId}` : `g${groupId}`}`;

/** Finds the conversation of each party, in order, opening those that are new. A group's conversation has no contact. */
export async function open(tx: Transaction<DB>, parties: readonly Party[]): Promise<number[]> {
  if (parties.length === 0) return [];
  const wanted = new Map<string, object>();
  for (const { channelId, contactId, groupId, address } of parties) {
    const name = partyName(channelId, contactId, groupId);
    if (wanted.has(name)) continue;
    wanted.set(name, {
      channel_id: channelId,
      contact_id: groupId === null ? contactId : null,
      group_id: groupId,
      address_kind: address.kind,
      address: address.value,
    });
  }
  const columns = "channel_id int, contact_id bigint, group_id text, address_kind text, address text";
  const known = await find(tx, columns, [...wanted.values()]);
  const lacking = [...wanted].filter(([name]) => !known.has(name)).map(([, row]) => row);
  if (lacking.length > 0) {
    const { rows: opened } = await sql<Found>`
      insert into conversations (channel_id, contact_id, group_id, address_kind, address)
      select channel_id, contact_id, group_id, address_kind, address from ${recordset("r", columns, lacking)}
      on conflict do nothing returning id, channel_id, contact_id, group_id`.execute(tx);
    for (const row of opened) known.set(nameOf(row), row.id);
    // Somebody else opened the others at this moment.
    if (opened.length < lacking.length) for (const [name, id] of await find(tx, columns, lacking)) known.set(name, id);
  }
  return parties.map(({ channelId, contactId, groupId }) => known.get(partyName(channelId, contactId, groupId))!);
}

type Found = { id: number; channel_id: number; contact_id: number | null; group_id: string | null };

const nameOf = (row: Found): string => partyName(row.channel_id, row.contact_id, row.group_id);

async function find(tx: Transaction<DB>, columns: string, rows: object[]): Promise<Map<string, number>> {
  const { rows: found } = await sql<Found>`
    with wanted as (select * from ${recordset("r", columns, rows)})
    select c.id, c.channel_id, c.contact_id, c.group_id
    from wanted w join conversations c on c.channel_id = w.channel_id and c.contact_id = w.contact_id
    union all
    select c.id, c.channel_id, c.contact_id, c.group_id
    from wanted w join conversations c on c.channel_id = w.channel_id and c.group_id = w.group_id`.execute(tx);
  return new Map(found.map((row) => [nameOf(row), row.id]));
}

/** What new messages change about a conversation. */
export type Growth = {
  conversationId: number;
  /** Messages from the customer that count. */
  inbound: number;
  /** What was done is open again. */
  reopens: boolean;
  /** When the customer last did what opens the 24-hour window. */
  lastInboundAt: Date | null;
  /** When the customer last did what probably opens it. */
  windowMaybeAt: Date | null;
  firstMessageAt: Date;
  lastMessageAt: Date;
  /** The key that wrote last, and when; of an echo the key that was written to, without a time; null for what we queue. */
  address: (Address & { at: Date | null }) | null;
};

/**
 * Counts new messages in. Of two addresses used at the same second the greater wins, so that order of arrival is no matter; as
 * long as the customer never wrote a wa_id goes before a BSUID, then the greater one.
 */
export async function grow(tx: Transaction<DB>, growth: readonly Growth[]): Promise<void> {
  if (growth.length === 0) return;
  const rows = growth
    .map((one) => ({
      id: one.conversationId,
      inbound: one.inbound,
      reopens: one.reopens,
      window_maybe_at: one.windowMaybeAt,
      last_inbound_at: one.lastInboundAt,
      first_message_at: one.firstMessageAt,
      last_message_at: one.lastMessageAt,
      address_kind: one.address?.kind ?? null,
      address: one.address?.value ?? null,
      address_at: one.address?.at ?? null,
    }))
    .sort((a, b) => a.id - b.id);
  const columns =
    "id bigint, inbound int, reopens boolean, last_inbound_at timestamptz, window_maybe_at timestamptz, first_message_at timestamptz, last_message_at timestamptz, address_kind text, address text, address_at timestamptz";
  await sql`
    update conversations c set
      message_count = c.message_count + r.inbound,
      unread_count = c.unread_count + r.inbound,
      last_inbound_at = greatest(c.last_inbound_at, r.last_inbound_at),
      window_maybe_at = greatest(c.window_maybe_at, r.window_maybe_at),
      first_message_at = least(c.first_message_at, r.first_message_at),
      last_message_at = greatest(c.last_message_at, r.last_message_at),
      state = case when r.reopens then 'open' else c.state end,
      address_kind = case when ${newerAddress("r", "c")} then r.address_kind else c.address_kind end,
      address = case when ${newerAddress("r", "c")} then r.address else c.address end,
      address_at = greatest(c.address_at, r.address_at)
    from ${recordset("r", columns, rows)}
    where c.id = r.id`.execute(tx);
}

/** Whether one row's address goes before another's: the one used later, and any that wrote before any that never did. */
export function newerAddress(one: string, other: string): RawBuilder<boolean> {
  const [a, b] = [sql.raw(one), sql.raw(other)];
  return sql`(${a}.address is not null and case
    when ${a}.address_at is null and ${b}.address_at is null
      then (${a}.address_kind = 'wa_id', ${a}.address collate "C") > (${b}.address_kind = 'wa_id', ${b}.address collate "C")
    when ${a}.address_at is null or ${b}.address_at is null then ${b}.address_at is null
    else (${a}.address_at, ${a}.address collate "C") > (${b}.address_at, ${b}.address collate "C")
  end)`;
}

/** Locks a conversation for the rest of the transaction, so that what is queued in it keeps its order; undefined if gone. */
export async function lock(tx: Transaction<DB>, id: number) {
  // Not FOR UPDATE: that would also hold up whoever only inserts messages into it.
  return tx.selectFrom("conversations").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
}

/** Tells live views that something about conversations other than their messages has changed. */
export async function tellChanged(tx: Transaction<DB>, ids: readonly number[], now: Date): Promise<void> {
  await happened(tx, { type: "conversation.changed", data: { conversation_ids: [...ids] } } satisfies CoreEvent, now);
}
