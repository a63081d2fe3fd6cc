// One person, one account: when two contacts turned out to be the same, their accounts become one as well.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Act, happened } from "../../base/journal.ts";
import type { DomainEvent } from "../../contract/events.ts";
import { type Account, ofContact } from "./accounts.ts";
import * as ledger from "./ledger.ts";

/** Contacts that were merged, whose accounts have not followed yet; in the order of the merges. */
export async function waiting(tx: Transaction<DB>): Promise<{ gone: number; kept: number }[]> {
  // Where the kept one was merged again, the last one counts.
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
 * Gives the kept contact what the gone one had. Balances add up, but for the welcome credit: a person gets it once. What else
 * belongs to the gone account is the caller's to move.
 */
export async function follow(
  act: Act<DB>,
  merge: { gone: number; kept: number },
  { gone, kept }: { gone: Account | null; kept: Account | null },
): Promise<void> {
  if (gone && !kept) {
    await act.tx.updateTable("accounts").set({ contact_id: merge.kept }).where("id", "=", gone.id).execute();
  } else if (gone && kept) {
    await moveBalances(act, gone, kept);
    await act.tx
      .updateTable("accounts")
      .set({ contact_id: null, merged_into: kept.id })
      .where("id", "=", gone.id)
      .execute();
    const event: DomainEvent = { type: "account.merged", accountId: gone.id, data: { into: kept.id } };
    await happened(act.tx, event, act.now);
  }
  await act.tx.updateTable("contact_merges").set({ followed_at: act.now }).where("gone", "=", merge.gone).execute();
}

async function moveBalances(act: Act<DB>, gone: Account, kept: Account): Promise<void> {
  const { rows: twice } = await sql<{ currency: string; cents: number }>`
    select e.currency, l.amount_cents as cents
    from ledger_entries e
    join ledger_lines l on l.entry_id = e.id
    join ledger_accounts a on a.id = l.ledger_account_id and a.account_id = ${gone.id}
    where e.kind = 'promotion' and l.amount_cents > 0
      and exists (select 1 from ledger_entries k where k.key = 'promotion:' || ${kept.id}::int || ':' || e.currency)`.execute(
    act.tx,
  );
  for (const { currency, cents } of twice) {
    await ledger.enter(act, {
      kind: "merge",
      currency,
      cents,
      from: { driver: gone.id },
      to: "promotions",
      memo: "Welcome credit that the same person has already",
      key: `merge:${gone.id}:promotion:${currency}`,
    });
  }
  const balances = (await ledger.balancesOf(act.tx, [gone.id])).get(gone.id) ?? [];
  for (const { currency, balance_cents } of balances) {
    const owes = balance_cents < 0;
    await ledger.enter(act, {
      kind: "merge",
      currency,
      cents: Math.abs(balance_cents),
      from: { driver: owes ? kept.id : gone.id },
      to: { driver: owes ? gone.id : kept.id },
      memo: `Balance of ${gone.username}`,
      key: `merge:${gone.id}:balance:${currency}`,
    });
  }
}
