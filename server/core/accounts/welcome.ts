// The welcome credit: once per person, for their own first message, in the business's currency.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { CommandContext } from "../../base/journal.ts";
import * as ledger from "./ledger.ts";

/** The welcome credit when none is configured, in cents. */
export const DEFAULT_WELCOME_CREDIT_CENTS = 10_000;

/** A phone number that so many other people had within 90 days gives nobody a credit: it is being passed around. */
const MAX_RECENT_HOLDERS = 2;

/** Gives accounts the welcome credit, in cents, unless they have had it. */
export async function welcomeAll(
  ctx: CommandContext<DB>,
  accountIds: readonly number[],
  currency: string,
  cents: number,
): Promise<void> {
  if (accountIds.length === 0) return;
  const { rows } = await sql<{ id: number }>`
    update accounts set welcomed_at = ${ctx.now}
    where id = any(${[...accountIds].sort((a, b) => a - b)}::int[]) and welcomed_at is null and merged_into is null
    returning id`.execute(ctx.tx);
  await ledger.enterAll(
    ctx,
    rows.map(({ id }) => ({
      kind: "promotion" as const,
      currency,
      cents,
      from: "promotions" as const,
      to: { driver: id },
      memo: "Welcome credit",
      key: `promotion:${id}:${currency}`,
    })),
  );
}

/** Those contacts that get no automatic welcome credit: their identity is in doubt, or their number is being passed around. */
export async function unwelcome(db: Kysely<DB>, contactIds: readonly number[], now: Date): Promise<Set<number>> {
  if (contactIds.length === 0) return new Set();
  const { rows } = await sql<{ id: number }>`
    select contact_id as id from incidents
    where kind = 'identity_doubt' and closed_at is null and contact_id = any(${[...contactIds]}::bigint[])
    union
    select i.contact_id from contact_identities i
    join contact_identities o on o.kind = i.kind and o.value = i.value and o.contact_id <> i.contact_id
      and o.until_at > ${now}::timestamptz - interval '90 days'
    where i.contact_id = any(${[...contactIds]}::bigint[]) and i.kind = 'wa_id'
    group by i.contact_id having count(*) >= ${MAX_RECENT_HOLDERS}`.execute(db);
  return new Set(rows.map((row) => row.id));
}

/** Those contacts whose identity is in doubt: by chat, nothing that costs money is done for them. */
export async function identityInDoubt(db: Kysely<DB>, contactIds: readonly number[]): Promise<Set<number>> {
  if (contactIds.length === 0) return new Set();
  const { rows } = await sql<{ contact_id: number }>`
    select contact_id from incidents
    where kind = 'identity_doubt' and closed_at is null and contact_id = any(${[...contactIds]}::bigint[])`.execute(db);
  return new Set(rows.map((row) => row.contact_id));
}
