// The table of rates: what a message costs by market and category, from a day on.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import { markets } from "./markets.ts";
import type { Rate } from "./price.ts";

/** The market under which Twilio's own fee stands. */
const TWILIO = "Twilio";

/** A rate with where it is from. */
export type StoredRate = Rate & { id: number; source: string; enteredBy: string | null; enteredAt: Date };

/** All rates, by market, category and day. */
export async function readRates(tx: Kysely<DB>): Promise<StoredRate[]> {
  const { rows } = await sql<StoredRate>`
    select id, market, category, micros::float8 as micros, currency, to_char(valid_from, 'YYYY-MM-DD') as "validFrom", source,
      entered_by as "enteredBy", entered_at as "enteredAt"
    from message_rates order by market, category, valid_from`.execute(tx);
  return rows;
}

/** A rate that a person enters. */
export type GivenRate = Rate & { source: string };

/** Enters a rate, or replaces the one of the same market, category and day. Costs that were computed before stay. Throws BAD_REQUEST. */
export async function enterRate(tx: Transaction<DB>, given: GivenRate, by: string, now: Date): Promise<StoredRate> {
  const known = given.category === "provider_fee" ? [TWILIO] : markets;
  if (!known.includes(given.market))
    throw new Fault(
      "BAD_REQUEST",
      `There is no market "${given.market}" for ${given.category}. Give one of: ${known.join(", ")}.`,
    );
  const { market, category, micros, currency, validFrom, source } = given;
  const { rows: old } = await sql<{ id: number; micros: number; currency: string; source: string }>`
    select id, micros::float8 as micros, currency, source from message_rates
    where market = ${market} and category = ${category} and valid_from = ${validFrom}::date for update`.execute(tx);
  const { rows } = await sql<{ id: number }>`
    insert into message_rates (market, category, micros, currency, valid_from, source, entered_by, entered_at)
    values (${market}, ${category}, ${micros}, ${currency}, ${validFrom}::date, ${source}, ${by}, ${now})
    on conflict (market, category, valid_from) do update set micros = excluded.micros, currency = excluded.currency,
      source = excluded.source, entered_by = excluded.entered_by, entered_at = excluded.entered_at
    returning id`.execute(tx);
  const { id } = rows[0]!;
  const after = { market, category, micros, currency, valid_from: validFrom, source };
  await audit(tx, by, { action: "rate.enter", subject: "message_rate", id, before: old[0] ?? null, after }, now);
  return { ...given, id, enteredBy: by, enteredAt: now };
}
