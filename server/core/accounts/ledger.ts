// The ledger: double entry, in whole cents, append-only. Every entry sums to zero, and a balance is the sum of its lines; the database
// enforces both.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { CommandContext } from "../../base/journal.ts";
import { money } from "../../base/money.ts";

/** Kinds of entries. */
export const entryKinds = ["promotion", "charge", "top_up", "adjustment", "refund", "merge"] as const;

export type EntryKind = (typeof entryKinds)[number];

/** The ledger account of a line: a driver's, or one of the business's own. */
export type Side = { driver: number } | "promotions" | "revenue" | "cash" | "adjustments";

/** A transfer of money from one ledger account to another. */
export type Movement = {
  kind: EntryKind;
  /** ISO 4217. */
  currency: string;
  /** In the currency's smallest unit, more than zero. */
  cents: number;
  from: Side;
  to: Side;
  memo: string;
  /** Idempotency key: at most one entry has this key. */
  key: string;
  bookingId?: number | null;
};

/** Enters a movement. Returns false, and changes nothing, when its key was used before or it is of zero cents. */
export async function enter(ctx: CommandContext<DB>, movement: Movement): Promise<boolean> {
  const [entered] = await enterAll(ctx, [movement]);
  return entered!;
}

/** Enters movements with different keys in a few statements, whatever their number. Returns for each whether it is new, as {@link enter}. */
export async function enterAll(ctx: CommandContext<DB>, movements: readonly Movement[]): Promise<boolean[]> {
  const odd = movements.find(({ cents }) => !Number.isSafeInteger(cents) || cents < 0);
  if (odd) throw new Error(`a movement of ${odd.cents} cents`);
  const real = movements.filter(({ cents }) => cents > 0);
  if (real.length === 0) return movements.map(() => false);
  const wanted = real.map(({ kind, currency, memo, key, bookingId }) => ({
    kind,
    currency,
    memo,
    key,
    booking_id: bookingId ?? null,
  }));
  const shape = "kind text, currency text, memo text, key text, booking_id bigint";
  const { rows } = await sql<{ id: number; key: string }>`
    insert into ledger_entries (at, kind, currency, memo, key, booking_id, created_by)
    select ${ctx.now}, kind, currency, memo, key, booking_id, ${ctx.by} from ${recordset("r", shape, wanted)}
    on conflict (key) do nothing returning id, key`.execute(ctx.tx);
  const entries = new Map(rows.map(({ id, key }) => [key, id]));
  await post(
    ctx.tx,
    real.flatMap((movement) => {
      const entry = entries.get(movement.key);
      return entry === undefined ? [] : [{ entry, movement }];
    }),
  );
  return movements.map(({ cents, key }) => cents > 0 && entries.has(key));
}

/** Writes the two lines of each new entry. */
async function post(tx: Transaction<DB>, news: readonly { entry: number; movement: Movement }[]): Promise<void> {
  if (news.length === 0) return;
  const accounts = await accountsOf(
    tx,
    news.flatMap(({ movement: { from, to, currency } }) => [asAccount(from, currency), asAccount(to, currency)]),
  );
  const idOf = (side: Side, currency: string) => accounts.get(nameOf(asAccount(side, currency)))!;
  const lines = news.flatMap(({ entry, movement: { from, to, currency, cents } }) => [
    { entry_id: entry, ledger_account_id: idOf(from, currency), amount_cents: -cents },
    { entry_id: entry, ledger_account_id: idOf(to, currency), amount_cents: cents },
  ]);
  await sql`
    insert into ledger_lines (entry_id, ledger_account_id, amount_cents)
    select entry_id, ledger_account_id, amount_cents
    from ${recordset("r", "entry_id bigint, ledger_account_id int, amount_cents bigint", lines)}`.execute(tx);
}

type AccountKey = { kind: string; account_id: number | null; currency: string };

const asAccount = (side: Side, currency: string): AccountKey =>
  typeof side === "string"
    ? { kind: side, account_id: null, currency }
    : { kind: "driver", account_id: side.driver, currency };

const nameOf = ({ kind, account_id, currency }: AccountKey): string => `${kind} ${account_id} ${currency}`;

/** Ids of ledger accounts by name; missing ones are created. */
async function accountsOf(tx: Transaction<DB>, keys: readonly AccountKey[]): Promise<Map<string, number>> {
  const wanted = new Map(keys.map((key) => [nameOf(key), key]));
  const shape = "kind text, account_id int, currency text";
  const byName = (rows: (AccountKey & { id: number })[]) => new Map(rows.map((row) => [nameOf(row), row.id]));
  const find = async () => {
    // Two queries, so that each can use the index.
    const { rows } = await sql<AccountKey & { id: number }>`
      with wanted as materialized (select * from ${recordset("r", shape, [...wanted.values()])})
      select a.id, a.kind, a.account_id, a.currency from wanted w
      join ledger_accounts a on a.account_id = w.account_id and a.kind = w.kind and a.currency = w.currency
      union all
      select a.id, a.kind, a.account_id, a.currency from wanted w
      join ledger_accounts a on a.account_id is null and a.kind = w.kind and a.currency = w.currency
      where w.account_id is null`.execute(tx);
    return byName(rows);
  };
  const known = await find();
  const missing = [...wanted].flatMap(([name, key]) => (known.has(name) ? [] : [key]));
  if (missing.length === 0) return known;
  const { rows: opened } = await sql<AccountKey & { id: number }>`
    insert into ledger_accounts (kind, account_id, currency)
    select kind, account_id, currency from ${recordset("r", shape, missing)} order by account_id
    on conflict do nothing returning id, kind, account_id, currency`.execute(tx);
  // Another transaction has created the others meanwhile.
  return opened.length < missing.length ? find() : new Map([...known, ...byName(opened)]);
}

/** A driver's balance in a currency, in cents: positive when the driver has credit, negative when the driver owes. */
export async function balanceOf(db: Kysely<DB>, accountId: number, currency: string): Promise<number> {
  const row = await db
    .selectFrom("ledger_accounts")
    .select("balance_cents")
    .where("kind", "=", "driver")
    .where("account_id", "=", accountId)
    .where("currency", "=", currency)
    .executeTakeFirst();
  return row?.balance_cents ?? 0;
}

/** Drivers' balances by account, in every currency with entries. */
export async function balancesOf(
  db: Kysely<DB>,
  accountIds: readonly number[],
): Promise<Map<number, { currency: string; balance_cents: number }[]>> {
  const balances = new Map<number, { currency: string; balance_cents: number }[]>();
  if (accountIds.length === 0) return balances;
  const rows = await db
    .selectFrom("ledger_accounts")
    .select(["account_id", "currency", "balance_cents"])
    .where("account_id", "in", accountIds)
    .orderBy("currency")
    .execute();
  for (const { account_id, ...balance } of rows)
    balances.set(account_id!, [...(balances.get(account_id!) ?? []), balance]);
  return balances;
}

/** One line of a driver's statement. */
export type StatementLine = {
  id: number;
  at: Date;
  /** Positive: credited to the driver. */
  amount_cents: number;
  kind: EntryKind;
  memo: string;
  booking_id: number | null;
};

/** A page of a driver's ledger in a currency, newest first, with the total number of lines. `before` is an entry's id. */
export async function statement(
  db: Kysely<DB>,
  accountId: number,
  currency: string,
  page: { limit: number; before: number | null },
): Promise<{ total: number; lines: StatementLine[] }> {
  const own = db
    .selectFrom("ledger_lines as l")
    .innerJoin("ledger_accounts as a", "a.id", "l.ledger_account_id")
    .where("a.account_id", "=", accountId)
    .where("a.currency", "=", currency);
  const { total } = await own.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  let query = own
    .innerJoin("ledger_entries as e", "e.id", "l.entry_id")
    .select(["e.id", "e.at", "l.amount_cents", "e.kind", "e.memo", "e.booking_id"]);
  if (page.before !== null) query = query.where("e.id", "<", page.before);
  const lines = await query.orderBy("e.id", "desc").limit(page.limit).execute();
  return { total, lines: lines as StatementLine[] };
}

/**
 * Verifies the ledger: every entry has two or more lines in its own currency that sum to zero, and every balance equals the sum of its lines.
 * Returns one sentence for each fault.
 */
export async function verify(db: Kysely<DB>): Promise<string[]> {
  const { rows: entries } = await sql<{ id: number; total: number; lines: number; currency: string }>`
    select e.id, e.currency, coalesce(sum(l.amount_cents), 0)::bigint as total, count(l.entry_id)::int as lines
    from ledger_entries e left join ledger_lines l on l.entry_id = e.id
    group by e.id having coalesce(sum(l.amount_cents), 0) <> 0 or count(l.entry_id) < 2`.execute(db);
  const { rows: balances } = await sql<{
    id: number;
    kind: string;
    account_id: number | null;
    kept: number;
    real: number;
    currency: string;
  }>`
    select a.id, a.currency, a.kind, a.account_id, a.balance_cents as kept, coalesce(sum(l.amount_cents), 0)::bigint as real
    from ledger_accounts a left join ledger_lines l on l.ledger_account_id = a.id
    group by a.id having a.balance_cents <> coalesce(sum(l.amount_cents), 0)`.execute(db);
  const { rows: foreign } = await sql<{ entry_id: number; ledger_account_id: number }>`
    select l.entry_id, l.ledger_account_id from ledger_lines l
    join ledger_entries e on e.id = l.entry_id join ledger_accounts a on a.id = l.ledger_account_id
    where e.currency <> a.currency`.execute(db);
  return [
    ...entries.map((one) => `Entry ${one.id} has ${one.lines} lines that sum to ${money(one.total, one.currency)}.`),
    ...balances.map(
      (one) =>
        `Ledger account ${one.id} (${one.kind}${one.account_id === null ? "" : ` of account ${one.account_id}`}) says ${money(one.kept, one.currency)}, and its lines sum to ${money(one.real, one.currency)}.`,
    ),
    ...foreign.map(
      (one) => `Entry ${one.entry_id} and ledger account ${one.ledger_account_id} have different currencies.`,
    ),
  ];
}
