// Newcomers: creates accounts for people who have written and have none. The skill does that right away unless many write at once; this
// handles the rest.
import { sql } from "kysely";
import * as accounts from "../accounts/accounts.ts";
import { DEFAULT_WELCOME_CREDIT_CENTS } from "../accounts/welcome.ts";
import type { CommandContext } from "./command-context.ts";
import * as lots from "./lots.ts";

const MAX_NEWCOMERS_IN_ONE_TRANSACTION = 500;

/**
 * Creates guest accounts for contacts with ids above `after` who have written and have none. Returns the id up to which everybody now has
 * one, and whether there may be more.
 */
export async function welcomeNewcomers(
  ctx: CommandContext,
  after: number,
  credit: number = DEFAULT_WELCOME_CREDIT_CENTS,
): Promise<{ upTo: number; more: boolean }> {
  const { rows } = await sql<{ id: number; phone: string | null }>`
    select c.id, c.phone from contacts c
    where c.id > ${after} and not exists (select from accounts a where a.contact_id = c.id and a.welcomed_at is not null)
      and not exists (select from incidents n where n.contact_id = c.id and n.kind = 'identity_doubt' and n.closed_at is null)
      and exists (select from conversations v where v.contact_id = c.id and v.last_inbound_at is not null)
    order by c.id limit ${MAX_NEWCOMERS_IN_ONE_TRANSACTION}`.execute(ctx.tx);
  if (rows.length > 0) await accounts.guests(ctx, rows, await lots.homeCurrency(ctx.tx), credit);
  return { upTo: rows.at(-1)?.id ?? after, more: rows.length === MAX_NEWCOMERS_IN_ONE_TRANSACTION };
}
