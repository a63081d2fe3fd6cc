// Monthly budgets of numbers: an incident tells the team when 80 and 100 percent are used up.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import { audit } from "../../base/journal.ts";

/** A number's budget with what was spent of it in the current month of UTC, in millionths of the currency's unit. */
export type Budget = { channelId: number; monthlyMicros: number; currency: string; spentMicros: number };

/** At which shares of the budget the team is told, in percent. */
const ALARMS = [80, 100];

/** The budgets of all numbers, or of some. */
export async function readBudgets(
  tx: Kysely<DB>,
  now: Date,
  channelIds: readonly number[] | null = null,
): Promise<Budget[]> {
  const { rows } = await sql<Budget>`
    select b.channel_id as "channelId", b.monthly_micros::float8 as "monthlyMicros", b.currency,
      coalesce((
        select sum(c.micros) from cost_hours c
        where c.channel_id = b.channel_id and c.currency = b.currency and c.hour >= ${monthStart(now)}
      ), 0)::float8 as "spentMicros"
    from message_budgets b where ${channelIds}::int[] is null or b.channel_id = any(${channelIds}::int[]) order by 1`.execute(
    tx,
  );
  return rows;
}

/** Sets a number's budget; null removes it. */
export async function setBudget(
  tx: Transaction<DB>,
  channelId: number,
  budget: { monthlyMicros: number; currency: string } | null,
  by: string,
  now: Date,
): Promise<void> {
  const { rows: old } = await sql<{ monthly_micros: number; currency: string }>`
    select monthly_micros::float8 as monthly_micros, currency from message_budgets where channel_id = ${channelId} for update`.execute(
    tx,
  );
  if (budget === null) await sql`delete from message_budgets where channel_id = ${channelId}`.execute(tx);
  else
    await sql`
      insert into message_budgets (channel_id, monthly_micros, currency) values (${channelId}, ${budget.monthlyMicros}, ${budget.currency})
      on conflict (channel_id) do update set monthly_micros = excluded.monthly_micros, currency = excluded.currency,
        alarmed_month = null, alarmed_percent = 0`.execute(tx);
  const after = budget && { monthly_micros: budget.monthlyMicros, currency: budget.currency };
  await audit(tx, by, { action: "budget.set", subject: "channel", id: channelId, before: old[0] ?? null, after }, now);
  await closeIncident(tx, "message_budget", { channelId }, by, now);
  await alarm(tx, [channelId], now);
}

/** Tells the team of budgets that have come to 80 or 100 percent: once for each share and month. */
export async function alarm(tx: Transaction<DB>, channelIds: readonly number[], now: Date): Promise<void> {
  for (const { channelId, monthlyMicros, currency, spentMicros } of await readBudgets(tx, now, channelIds)) {
    const reached = ALARMS.findLast((share) => spentMicros * 100 >= monthlyMicros * share) ?? 0;
    const month = monthStart(now);
    const { rows } = await sql`
      update message_budgets set alarmed_month = ${month}::timestamptz at time zone 'UTC', alarmed_percent = ${reached}
      where channel_id = ${channelId} and (alarmed_month is distinct from (${month}::timestamptz at time zone 'UTC')::date or alarmed_percent < ${reached})
      returning 1`.execute(tx);
    if (rows.length === 0) continue;
    await closeIncident(tx, "message_budget", { channelId }, "budget", now);
    if (reached === 0) continue;
    const detail = {
      percent: reached,
      month: month.toISOString().slice(0, 7),
      spent_micros: spentMicros,
      monthly_micros: monthlyMicros,
      currency,
    };
    await openIncident(tx, "message_budget", { channelId }, detail, now);
  }
}

/** The start of the month of UTC in which a time lies. */
const monthStart = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
