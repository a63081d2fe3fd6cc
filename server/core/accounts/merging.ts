// Merges accounts: after two contacts were merged into one, their accounts are merged as well.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type CommandContext, happened } from "../../base/journal.ts";
import type { CoreEvent } from "../../contract/events.ts";
import { type Account, get, ofContact } from "./accounts.ts";
import * as ledger from "./ledger.ts";

/** Merges of contacts whose accounts have not been merged yet, in order. */
export async function waiting(tx: Transaction<DB>): Promise<{ gone: number; kept: number }[]> {
  // Where the kept contact was merged again, the last one in the chain counts.
  const { rows } = await sql<{ gone: number; kept: number }>`
    with recursive chain as (
      select m.gone, m.kept, m.merged_at from contact_merges m where m.followed_at is null
      union all
      select c.gone, n.kept, c.merged_at from chain c join contact_merges n on n.gone = c.kept
    )
    select c.gone, c.kept from chain c
    where not exists (select 1 from contact_merges n where n.gone = c.kept) order by c.merged_at, c.gone`.execute(tx);
  return rows;
}

/** The two accounts of a merge; `gone` is null when there is nothing to merge. */
export async function pair(tx: Transaction<DB>, merge: { gone: number; kept: number }) {
  return { gone: (await ofContact(tx, merge.gone)) ?? null, kept: (await ofContact(tx, merge.kept)) ?? null };
}

/**
 * Merges the account of the removed contact (`gone`) into that of the kept one. Balances are added, except for a second welcome credit: a person
 * gets only one. The caller moves whatever else belongs to the removed account; `bookings` are the ones it has moved.
 */
export async function follow(
  ctx: CommandContext<DB>,
  merge: { gone: number; kept: number },
  { gone, kept }: { gone: Account | null; kept: Account | null },
  bookings: readonly number[] = [],
): Promise<void> {
  const { rows } = await sql<{ entries: number }>`select coalesce(max(id), 0) as entries from ledger_entries`.execute(
    ctx.tx,
  );
  const entries = rows[0]!.entries;
  if (gone && !kept) {
    await ctx.tx.updateTable("accounts").set({ contact_id: merge.kept }).where("id", "=", gone.id).execute();
  } else if (gone && kept) {
    await moveBalances(ctx, gone, kept);
    await ctx.tx
      .updateTable("accounts")
      .set({ contact_id: null, merged_into: kept.id })
      .where("id", "=", gone.id)
      .execute();
    const event: CoreEvent = { type: "account.merged", about: { account_id: gone.id }, data: { into: kept.id } };
    await happened(ctx.tx, event, ctx.now);
  }
  const trace = gone === null ? null : { account: gone.id, into: kept?.id ?? null, bookings, entries };
  await sql`
    update contact_merges set followed_at = ${ctx.now}, account_trace = ${trace === null ? null : JSON.stringify(trace)}::jsonb
    where gone = ${merge.gone}`.execute(ctx.tx);
}

/** Moves the balances of `gone` to `kept`; a second welcome credit is taken back first. */
async function moveBalances(ctx: CommandContext<DB>, gone: Account, kept: Account): Promise<void> {
  const before = (await ledger.balancesOf(ctx.tx, [gone.id])).get(gone.id) ?? [];
  if (kept.welcomed_at !== null) {
    const { rows: twice } = await sql<{ currency: string; cents: number }>`
      select e.currency, sum(l.amount_cents)::bigint as cents
      from ledger_entries e
      join ledger_lines l on l.entry_id = e.id
      join ledger_accounts a on a.id = l.ledger_account_id and a.account_id = ${gone.id}
      where e.kind = 'promotion' or e.key like ${`%:${gone.id}:promotion:%`} group by e.currency`.execute(ctx.tx);
    for (const { currency, cents } of twice) {
      // The second credit is taken back only as far as both balances allow, so that nobody ends up in debt.
      const own = before.find((one) => one.currency === currency)?.balance_cents ?? 0;
      const left = own + (await ledger.balanceOf(ctx.tx, kept.id, currency));
      await ledger.enter(ctx, {
        kind: "merge",
        currency,
        cents: Math.max(0, Math.min(cents, left)),
        from: { driver: gone.id },
        to: "promotions",
        memo: "Welcome credit that the same person has already",
        key: await keyOf(ctx, `merge:${gone.id}:promotion:${currency}`),
      });
    }
  } else if (gone.welcomed_at !== null)
    await ctx.tx.updateTable("accounts").set({ welcomed_at: gone.welcomed_at }).where("id", "=", kept.id).execute();
  const balances = (await ledger.balancesOf(ctx.tx, [gone.id])).get(gone.id) ?? [];
  for (const { currency, balance_cents } of balances) {
    const owes = balance_cents < 0;
    await ledger.enter(ctx, {
      kind: "merge",
      currency,
      cents: Math.abs(balance_cents),
      from: { driver: owes ? kept.id : gone.id },
      to: { driver: owes ? gone.id : kept.id },
      memo: `Balance of ${gone.username}`,
      key: await keyOf(ctx, `merge:${gone.id}:balance:${currency}`),
    });
  }
}

/** An unused key for an entry: accounts may be merged, separated and merged again. */
async function keyOf(ctx: CommandContext<DB>, key: string): Promise<string> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ledger_entries where key = ${key} or key like ${`${key}#%`}`.execute(ctx.tx);
  return rows[0]!.n === 0 ? key : `${key}#${rows[0]!.n + 1}`;
}

/** A merge that is to be undone, with the account that was merged. */
export type Undone = { gone: number; kept: number; merged_at: Date; account_trace: AccountTrace | null };

/** The account that was merged into another, the bookings that were moved, and the id of the last ledger entry before. */
export type AccountTrace = { account: number; into: number | null; bookings: number[]; entries: number };

/** Merges of contacts that were undone while their accounts are still merged. */
export async function undone(tx: Transaction<DB>): Promise<Undone[]> {
  const { rows } = await sql<Undone>`
    select gone, kept, merged_at, account_trace from contact_merges where undone_at is not null order by merged_at desc, gone`.execute(
    tx,
  );
  return rows;
}

/**
 * Separates a merged account again and gives it back to its contact, with the money that it brought, but never more than the other account has
 * left: nobody is to owe what another person spent. Old entries stay; new entries reverse them.
 */
export async function unfollow(ctx: CommandContext<DB>, merge: Undone, money: "back" | "stay"): Promise<void> {
  const { account_trace: trace, gone } = merge;
  if (trace) {
    await ctx.tx
      .updateTable("accounts")
      .set({ contact_id: gone, merged_into: null })
      .where("id", "=", trace.account)
      .execute();
    if (trace.into !== null && money === "back") await moveBack(ctx, trace.account, trace.into, trace.entries);
    const { username } = await get(ctx.tx, trace.account);
    const event: CoreEvent = { type: "account.created", about: { account_id: trace.account }, data: { username } };
    await happened(ctx.tx, event, ctx.now);
  }
  await ctx.tx.deleteFrom("contact_merges").where("gone", "=", gone).execute();
}

async function moveBack(ctx: CommandContext<DB>, gone: number, into: number, after: number): Promise<void> {
  const { rows } = await sql<{ currency: string; cents: number; promotion: boolean }>`
    select e.currency, -l.amount_cents as cents, e.key like 'merge:%:promotion:%' as promotion
    from ledger_entries e
    join ledger_lines l on l.entry_id = e.id
    join ledger_accounts a on a.id = l.ledger_account_id and a.account_id = ${gone}
    where e.kind = 'merge' and e.id > ${after} and e.key like ${`merge:${gone}:%`}
    order by e.id`.execute(ctx.tx);
  for (const { currency, cents, promotion } of rows) {
    const other = promotion ? 0 : await ledger.balanceOf(ctx.tx, into, currency);
    const owed = cents < 0;
    const back = promotion || owed ? Math.abs(cents) : Math.max(0, Math.min(cents, other));
    await ledger.enter(ctx, {
      kind: "merge",
      currency,
      cents: back,
      from: owed ? { driver: gone } : promotion ? "promotions" : { driver: into },
      to: owed ? { driver: into } : { driver: gone },
      memo: "Two people again",
      key: await keyOf(ctx, `unmerge:${gone}:${promotion ? "promotion" : "balance"}:${currency}`),
    });
  }
}
