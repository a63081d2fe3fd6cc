// Computes what delivered messages cost from their statuses, in the order in which these were recorded, and keeps the sums by the hour. It runs
// apart from the drain, so that recording a status costs nothing more, and doing it again changes nothing.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { CostBasis } from "../../contract/costs.ts";
import type { JsonObject, Provider } from "../../contract/inbound.ts";
import type { TemplateCategory } from "../../contract/templates.ts";
import { alarm } from "./budgets.ts";
import { type Cost, costOf, type Rate } from "./price.ts";
import { readRates } from "./rates.ts";

/** How many statuses are looked at in one transaction. */
const BATCH = 2_000;

type Row = {
  channel_id: number;
  provider: Provider;
  provider_id: string;
  participant: string;
  recipient: string | null;
  delivered_at: Date;
  pricing: JsonObject | null;
  is_template: boolean;
  template_category: TemplateCategory | null;
  old_hour: Date | null;
  old_category: string | null;
  old_basis: CostBasis | null;
  old_currency: string | null;
};

/** Computes the costs of everything that was recorded, and returns of how many messages. May run several times at once. */
export async function foldCosts(db: Kysely<DB>, now: Date): Promise<number> {
  let messages = 0;
  for (;;) {
    const { found, looked } = await db.transaction().execute((tx) => foldBatch(tx, now));
    messages += found;
    if (looked < BATCH) return messages;
  }
}

/** Waits until no other process changes costs. */
export const lockCosts = (tx: Transaction<DB>) =>
  sql`select pg_advisory_xact_lock(hashtext('bellhop costs'))`.execute(tx);

async function foldBatch(tx: Transaction<DB>, now: Date): Promise<{ found: number; looked: number }> {
  // One at a time: the free messages of a month are counted in order.
  await lockCosts(tx);
  const { rows: seen } = await sql<{ id: number }>`
    select id from message_statuses where id > (select status_id from cost_progress) order by id limit ${BATCH}`.execute(
    tx,
  );
  if (seen.length === 0) return { found: 0, looked: 0 };
  const rows = await delivered(
    tx,
    seen.map(({ id }) => id),
  );
  if (rows.length > 0) await write(tx, rows, now);
  await sql`update cost_progress set status_id = ${seen.at(-1)!.id}`.execute(tx);
  return { found: rows.length, looked: seen.length };
}

/**
 * The messages of some statuses that were delivered and have no cost yet, or an unknown one: with their first delivery, and the pricing that any of
 * their statuses told. (Meta: pricing is in `sent` and in one of delivered and read.)
 */
async function delivered(tx: Transaction<DB>, statusIds: readonly number[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with keys as (
      select distinct channel_id, provider_id, participant from message_statuses where id = any(${statusIds}::bigint[])
    )
    select k.channel_id, h.provider, k.provider_id, k.participant, s.recipient, s.delivered_at, s.pricing,
      coalesce(m.type = 'template', false) as is_template,
      case when m.type = 'template' and h.provider = 'twilio' then (
        select t.category from templates t
        where t.provider = h.provider and t.account_id = h.account_id and m.content #>> '{draft,name}' in (t.provider_id, t.name)
        order by m.content #>> '{draft,name}' = t.provider_id desc, t.gone_at nulls first, t.id limit 1
      ) end as template_category,
      date_bin('1 hour', c.delivered_at, '2000-01-01Z') as old_hour, c.category as old_category, c.basis as old_basis, c.currency as old_currency
    from keys k
    join channels h on h.id = k.channel_id
    cross join lateral (
      select min(s.happened_at) filter (where s.status in ('delivered', 'read', 'played')) as delivered_at,
        (array_agg(s.recipient order by s.id) filter (where s.recipient is not null))[1] as recipient,
        (array_agg(s.details -> 'pricing' order by s.id) filter (where jsonb_typeof(s.details -> 'pricing') = 'object'))[1] as pricing
      from message_statuses s
      where s.channel_id = k.channel_id and s.provider_id = k.provider_id and s.participant = k.participant
    ) s
    left join messages m on m.channel_id = k.channel_id and m.provider_id = k.provider_id
    left join message_costs c on c.channel_id = k.channel_id and c.provider_id = k.provider_id and c.participant = k.participant
    where s.delivered_at is not null and (c.basis is null or c.basis = 'unknown')
    order by s.delivered_at, k.provider_id, k.participant`.execute(tx);
  return rows;
}

async function write(tx: Transaction<DB>, rows: readonly Row[], now: Date): Promise<void> {
  const rates = await readRates(tx);
  const service = await serviceBefore(tx, rows);
  const costs = rows.flatMap((row) => {
    const month = monthOf(row);
    const cost = priced(row, rates, service.get(month) ?? 0);
    if (row.old_basis === "unknown" && cost.basis === "unknown") return [];
    if (row.provider === "meta" && cost.category === "service") service.set(month, (service.get(month) ?? 0) + 1);
    return [{ row, cost }];
  });
  if (costs.length === 0) return;
  await sql`
    insert into message_costs (channel_id, provider_id, participant, delivered_at, category, market, micros, currency, basis)
    select * from ${recordset("r", costColumns, costs.map(toRow))}
    on conflict (channel_id, provider_id, participant) do update set category = excluded.category, market = excluded.market,
      micros = excluded.micros, currency = excluded.currency, basis = excluded.basis`.execute(tx);
  await addToHours(tx, costs.flatMap(changesOf));
  await alarm(tx, [...new Set(rows.map((row) => row.channel_id))], now);
}

const priced = (row: Row, rates: readonly Rate[], before: number): Cost =>
  costOf(
    {
      provider: row.provider,
      recipient: row.recipient,
      at: row.delivered_at,
      pricing: row.pricing,
      isTemplate: row.is_template,
      templateCategory: row.template_category,
    },
    rates,
    before,
  );

const monthOf = (row: Row): string => `${row.channel_id} ${row.delivered_at.toISOString().slice(0, 7)}`;

/** How many service messages of each channel and month have a cost already. */
async function serviceBefore(tx: Transaction<DB>, rows: readonly Row[]): Promise<Map<string, number>> {
  const months = [...new Set(rows.map(monthOf))].map((name) => {
    const [channel_id, month] = name.split(" ");
    return { name, channel_id: Number(channel_id), start: `${month}-01T00:00:00Z` };
  });
  const { rows: counted } = await sql<{ name: string; n: number }>`
    select r.name, coalesce(sum(c.messages), 0)::int as n
    from ${recordset("r", "name text, channel_id int, start timestamptz", months)}
    left join cost_hours c on c.channel_id = r.channel_id and c.category = 'service'
      and c.hour >= r.start and c.hour < r.start + interval '1 month'
    group by 1`.execute(tx);
  return new Map(counted.map(({ name, n }) => [name, n]));
}

const costColumns = `channel_id int, provider_id text, participant text, delivered_at timestamptz, category text, market text, micros bigint,
  currency text, basis text`;

const toRow = ({ row, cost }: { row: Row; cost: Cost }) => ({
  channel_id: row.channel_id,
  provider_id: row.provider_id,
  participant: row.participant,
  delivered_at: row.delivered_at,
  ...cost,
});

/** A change of the sums by the hour. */
export type HourChange = {
  hour: Date;
  channel_id: number;
  category: string;
  basis: CostBasis;
  currency: string;
  messages: number;
  micros: number;
};

/** What a computed cost changes in the sums: an unknown cost that became known leaves its old place. */
function changesOf({ row, cost }: { row: Row; cost: Cost }): HourChange[] {
  const of = (hour: Date, category: string | null, basis: CostBasis, currency: string | null) => ({
    hour,
    channel_id: row.channel_id,
    category: category ?? "",
    basis,
    currency: currency ?? "",
  });
  const hour = row.old_hour ?? new Date(Math.floor(+row.delivered_at / HOUR_MS) * HOUR_MS);
  const made = { ...of(hour, cost.category, cost.basis, cost.currency), messages: 1, micros: cost.micros ?? 0 };
  if (row.old_basis === null) return [made];
  return [made, { ...of(hour, row.old_category, row.old_basis, row.old_currency), messages: -1, micros: 0 }];
}

const HOUR_MS = 3_600_000;

/** Adds changes to the sums by the hour. */
export async function addToHours(tx: Transaction<DB>, changes: readonly HourChange[]): Promise<void> {
  const columns =
    "hour timestamptz, channel_id int, category text, basis text, currency text, messages int, micros bigint";
  await sql`
    insert into cost_hours as h (hour, channel_id, category, basis, currency, messages, micros)
    select hour, channel_id, category, basis, currency, sum(messages), sum(micros) from ${recordset("r", columns, changes)}
    group by 1, 2, 3, 4, 5 having sum(messages) <> 0 or sum(micros) <> 0
    on conflict (hour, channel_id, category, basis, currency) do update set
      messages = h.messages + excluded.messages, micros = h.micros + excluded.micros`.execute(tx);
}
