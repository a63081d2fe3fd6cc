// Replaces estimates by what the provider charged, where only a list of messages tells it (Twilio).
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { BilledPrice, CostBasis, PriceSource } from "../../contract/costs.ts";
import { alarm } from "./budgets.ts";
import { addToHours, lockCosts } from "./fold.ts";
import { rateOf } from "./price.ts";
import { readRates } from "./rates.ts";

/** For how long a price is asked for after the delivery, in ms: Twilio bills within hours. */
const ASKED_FOR_MS = 7 * 24 * 3_600_000;

/** Asks for the prices of the last days, if any cost of them is an estimate, and returns how many were replaced. */
export async function keepBilled(
  db: Kysely<DB>,
  sources: readonly PriceSource[],
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const { rows } = await sql<{ since: Date | null }>`
    select min(c.delivered_at) as since from message_costs c join channels h on h.id = c.channel_id and h.provider = 'twilio' and not h.simulated
    where c.basis in ('rate', 'unknown') and c.delivered_at > ${new Date(now.getTime() - ASKED_FOR_MS)}`.execute(db);
  const since = rows[0]!.since;
  if (since === null) return 0;
  // A day earlier: a message is listed by the time when it was sent.
  const from = new Date(since.getTime() - 24 * 3_600_000);
  let replaced = 0;
  const failures: unknown[] = [];
  // A copy, since numbers may change meanwhile. An account that cannot be read keeps no other from it.
  for (const source of [...sources])
    try {
      for await (const prices of source.read(from, signal)) {
        signal.throwIfAborted();
        replaced += await db.transaction().execute((tx) => replaceCosts(tx, prices, now));
      }
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
  return replaced;
}

type Estimate = {
  channel_id: number;
  provider_id: string;
  delivered_at: Date;
  category: string | null;
  basis: CostBasis;
  micros: number | null;
  currency: string | null;
};

/**
 * Replaces the estimates of the messages by their prices; returns how many. Twilio does not say whether Meta's part is in a price: one of no more than
 * Twilio's own fee has it not, and the estimate, which is that fee and Meta's rate, stays. So it does where the fee in the price's currency is not known.
 */
async function replaceCosts(tx: Transaction<DB>, prices: readonly BilledPrice[], now: Date): Promise<number> {
  const fee = rateOf(await readRates(tx), "Twilio", "provider_fee", now);
  const whole = prices.filter(({ micros, currency }) => fee?.currency === currency && micros > fee.micros);
  if (whole.length === 0) return 0;
  await lockCosts(tx);
  const { rows } = await sql<Estimate>`
    select c.channel_id, c.provider_id, c.delivered_at, c.category, c.basis, c.micros, c.currency
    from message_costs c join channels h on h.id = c.channel_id and h.provider = 'twilio'
    where c.provider_id = any(${whole.map(({ providerId }) => providerId)}::text[]) and c.basis in ('rate', 'unknown')`.execute(
    tx,
  );
  const told = new Map(whole.map((price) => [price.providerId, price]));
  for (const row of rows) {
    const { micros, currency } = told.get(row.provider_id)!;
    await tx
      .updateTable("message_costs")
      .set({ micros, currency, basis: "billed" })
      .where("channel_id", "=", row.channel_id)
      .where("provider_id", "=", row.provider_id)
      .execute();
  }
  await addToHours(
    tx,
    rows.flatMap((row) => changesOf(row, told.get(row.provider_id)!)),
  );
  await alarm(tx, [...new Set(rows.map((row) => row.channel_id))], now);
  return rows.length;
}

/** What the sums by the hour lose and get. */
function changesOf(row: Estimate, { micros, currency }: BilledPrice) {
  const hour = new Date(Math.floor(row.delivered_at.getTime() / 3_600_000) * 3_600_000);
  const place = { hour, channel_id: row.channel_id, category: row.category ?? "" };
  return [
    { ...place, basis: row.basis, currency: row.currency ?? "", messages: -1, micros: -(row.micros ?? 0) },
    { ...place, basis: "billed" as const, currency, messages: 1, micros },
  ];
}
