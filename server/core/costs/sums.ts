// What messages cost together: by day, number and category from the sums by the hour; of a conversation from its messages.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { spanOf } from "../../base/spans.ts";
import type { CostBasis, CostCategory } from "../../contract/costs.ts";

/** Costs of some delivered messages in one currency, in millionths of its unit. Messages of unknown cost are not in the sum. */
export type Sum = { currency: string | null; micros: number; messages: number; free: number; unknown: number };

/** A sum with what it is of. */
export type GroupedSum<Key> = Sum & { key: Key };

const sumColumns = sql`
  coalesce(sum(micros), 0)::float8 as micros, coalesce(sum(messages), 0)::int as messages,
  coalesce(sum(messages) filter (where basis = 'free'), 0)::int as free,
  coalesce(sum(messages) filter (where basis = 'unknown'), 0)::int as unknown`;

/**
 * The rows of the sums by the hour with a currency each: what is free or unknown has none of its own and counts with the currency of the rates, of
 * which the newest decides.
 */
const hours = (from: Date, to: Date) => sql`(
  select hour, channel_id, category, basis, messages, micros,
    coalesce(nullif(currency, ''), (select currency from message_rates order by valid_from desc, id desc limit 1), 'USD') as currency
  from cost_hours where hour >= ${from} and hour < ${to}
) h`;

async function grouped<Key>(
  tx: Kysely<DB>,
  key: RawBuilder<unknown>,
  from: Date,
  to: Date,
): Promise<GroupedSum<Key>[]> {
  const { rows } = await sql<GroupedSum<Key>>`
    select ${key} as key, currency, ${sumColumns} from ${hours(from, to)} group by 1, 2 having sum(messages) <> 0 order by 1, 2`.execute(
    tx,
  );
  return rows;
}

/** Sums between each bound and the next; `key` is the position of the span, from 0. A span without messages has none. */
export const byDay = (tx: Kysely<DB>, bounds: readonly Date[]): Promise<GroupedSum<number>[]> =>
  grouped(tx, sql`${spanOf(sql`hour`, bounds)} - 1`, bounds[0]!, bounds.at(-1)!);

/** Sums by number in a range of time; `key` is the channel's id. */
export const byChannel = (tx: Kysely<DB>, from: Date, to: Date): Promise<GroupedSum<number>[]> =>
  grouped(tx, sql`channel_id`, from, to);

/** Sums by category in a range of time; `key` is null for messages of which the provider told none. */
export const byCategory = (tx: Kysely<DB>, from: Date, to: Date): Promise<GroupedSum<CostCategory | null>[]> =>
  grouped(tx, sql`nullif(category, '')`, from, to);

/** Sums of the messages that were sent in some conversations in a range of time. */
export async function ofConversations(
  tx: Kysely<DB>,
  conversationIds: readonly number[],
  { from, to }: { from: Date | null; to: Date | null },
): Promise<Sum[]> {
  const { rows } = await sql<Sum>`
    select c.currency, ${sumColumns}
    from messages m join lateral (
      select currency, micros, basis, 1 as messages from message_costs c where c.channel_id = m.channel_id and c.provider_id = m.provider_id
    ) c on true
    where m.conversation_id = any(${conversationIds}::bigint[]) and m.direction = 'out'
      and m.sent_at >= coalesce(${from}::timestamptz, '-infinity') and m.sent_at < coalesce(${to}::timestamptz, 'infinity')
    group by 1 order by 1`.execute(tx);
  return rows;
}

/** What one message cost; of one to a group, all deliveries. Null before it was delivered. */
export type MessageCost = {
  micros: number | null;
  currency: string | null;
  basis: CostBasis;
  category: CostCategory | null;
  market: string | null;
};

/** The cost of a message by its id. */
export async function ofMessage(tx: Kysely<DB> | Transaction<DB>, id: number): Promise<MessageCost | null> {
  const { rows } = await sql<MessageCost>`
    select sum(c.micros)::float8 as micros, max(c.currency) as currency, min(c.basis) as basis, max(c.category) as category, max(c.market) as market
    from messages m join message_costs c on c.channel_id = m.channel_id and c.provider_id = m.provider_id
    where m.id = ${id} group by m.id`.execute(tx);
  return rows[0] ?? null;
}
