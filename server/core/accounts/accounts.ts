// Accounts of drivers, which are created with their first message, and changes of balances by staff.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext, happened, happenedAll } from "../../base/journal.ts";
import type { CoreEvent } from "../../contract/events.ts";
import * as ledger from "./ledger.ts";
import { DEFAULT_WELCOME_CREDIT_CENTS, unwelcome, welcomeAll } from "./welcome.ts";

/** A driver's account. */
export type Account = {
  id: number;
  /** `whatsapp_<digits>`, with a suffix when that name is taken. */
  username: string;
  /** Null once the account was merged into another. */
  contact_id: number | null;
  /** ISO 4217; the currency that was set when the account was created. */
  currency: string;
  merged_into: number | null;
  /** When the welcome credit was given; null: not yet. */
  welcomed_at: Date | null;
  created_at: Date;
};

/** A contact who may get a guest account. `phone`: digits without `+`. */
export type Newcomer = { id: number; phone: string | null };

/**
 * The account of a contact, created as a guest account when there is none. `credit`: the welcome credit in cents; null for a contact who has not
 * written yet, and gets it with the first message.
 */
export async function guest(
  ctx: CommandContext<DB>,
  contact: Newcomer,
  currency: string,
  credit: number | null = DEFAULT_WELCOME_CREDIT_CENTS,
): Promise<Account> {
  return (await guests(ctx, [contact], currency, credit)).get(contact.id)!;
}

/** The accounts of contacts, created as {@link guest} does where missing; in a few statements, whatever their number. */
export async function guests(
  ctx: CommandContext<DB>,
  contacts: readonly Newcomer[],
  currency: string,
  credit: number | null = DEFAULT_WELCOME_CREDIT_CENTS,
): Promise<Map<number, Account>> {
  const known = await ofContacts(
    ctx.tx,
    contacts.map(({ id }) => id),
  );
  return newGuests(ctx, contacts, known, currency, credit);
}

/** Like {@link guests}, for a caller who has already looked up the existing accounts: `known`, by contact. Returns all accounts. */
export async function newGuests(
  ctx: CommandContext<DB>,
  contacts: readonly Newcomer[],
  known: ReadonlyMap<number, Account>,
  currency: string,
  credit: number | null,
): Promise<Map<number, Account>> {
  const wanted = new Map(contacts.map((contact) => [contact.id, contact]));
  const accounts = new Map(known);
  const missing = () => [...wanted.values()].filter(({ id }) => !accounts.has(id));
  const made: Account[] = [];
  for (const name of [
    ({ id, phone }: Newcomer) => `whatsapp_${phone ?? `contact${id}`}`,
    // For a number that has belonged to another person.
    ({ id, phone }: Newcomer) => `whatsapp_${phone ?? `contact${id}`}_${id}`,
  ]) {
    const lacking = missing().map((contact) => ({ contact_id: contact.id, username: name(contact) }));
    if (lacking.length === 0) break;
    const { rows } = await sql<Account>`
      insert into accounts (username, contact_id, currency, created_at)
      select username, contact_id, ${currency}, ${ctx.now}
      from ${recordset("r", "contact_id bigint, username text", lacking)} order by contact_id
      on conflict do nothing returning *`.execute(ctx.tx);
    for (const row of rows) accounts.set(row.contact_id!, row);
    made.push(...rows);
  }
  const events = made.map(
    ({ id, username }): CoreEvent => ({ type: "account.created", about: { account_id: id }, data: { username } }),
  );
  await happenedAll(ctx.tx, events, ctx.now);
  // Accounts that are still missing were created by another transaction meanwhile.
  for (const [id, account] of await ofContacts(
    ctx.tx,
    missing().map(({ id }) => id),
  ))
    accounts.set(id, account);
  if (credit !== null) await welcomeNew(ctx, accounts, currency, credit);
  return accounts;
}

/** Gives the welcome credit to those accounts (by contact) that have not had it. */
async function welcomeNew(
  ctx: CommandContext<DB>,
  accounts: Map<number, Account>,
  currency: string,
  credit: number,
): Promise<void> {
  const fresh = [...accounts].filter(([, account]) => account.welcomed_at === null);
  if (fresh.length === 0) return;
  const passed = await unwelcome(
    ctx.tx,
    fresh.map(([contactId]) => contactId),
    ctx.now,
  );
  const welcomed = fresh.filter(([contactId]) => !passed.has(contactId));
  await welcomeAll(
    ctx,
    welcomed.map(([, { id }]) => id),
    currency,
    credit,
  );
  for (const [contactId, account] of welcomed) accounts.set(contactId, { ...account, welcomed_at: ctx.now });
}

/** The contacts of accounts, by account; a merged account has the contact of the account that it was merged into. */
export async function contactsOf(db: Kysely<DB>, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; contact_id: number }>`
    with recursive followed as (
      select id, contact_id, merged_into from accounts where id = any(${ids}::int[])
      union all
      select f.id, a.contact_id, a.merged_into from followed f join accounts a on a.id = f.merged_into
    )
    select id, contact_id from followed where contact_id is not null`.execute(db);
  return new Map(rows.map((row) => [row.id, row.contact_id]));
}

/** The accounts of contacts, by contact; contacts without one are left out. */
export async function ofContacts(db: Kysely<DB>, contactIds: readonly number[]): Promise<Map<number, Account>> {
  if (contactIds.length === 0) return new Map();
  const { rows } = await sql<Account>`select * from accounts where contact_id = any(${contactIds}::bigint[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.contact_id!, row]));
}

/** The account of a contact; undefined when it has none yet. */
export async function ofContact(db: Kysely<DB>, contactId: number): Promise<Account | undefined> {
  return db.selectFrom("accounts").selectAll().where("contact_id", "=", contactId).executeTakeFirst();
}

/** One account; for a merged one, the account that it was merged into. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<Account> {
  const account = await db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
  if (!account) throw new Fault("NOT_FOUND", `There is no account ${id}. List the accounts to see which there are.`);
  return account.merged_into === null ? account : get(db, account.merged_into);
}

/** Locks an account for the rest of the transaction, so that one person's requests run one after the other. */
export async function lock(tx: Transaction<DB>, id: number): Promise<void> {
  await tx.selectFrom("accounts").select("id").where("id", "=", id).forNoKeyUpdate().execute();
}

/** A page of accounts, newest first, with the total number of matches. `before` is an id. */
export async function list(
  db: Kysely<DB>,
  filter: { contactId: number | null; limit: number; before: number | null },
): Promise<{ total: number; rows: Account[] }> {
  let all = db.selectFrom("accounts").where("merged_into", "is", null);
  if (filter.contactId !== null) all = all.where("contact_id", "=", filter.contactId);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (filter.before !== null) all = all.where("id", "<", filter.before);
  return { total, rows: await all.selectAll().orderBy("id", "desc").limit(filter.limit).execute() };
}

/** A change of a balance by staff. */
export type Adjustment = {
  /** `top_up`: the driver paid. `adjustment`: the business gives or takes credit. */
  kind: "top_up" | "adjustment";
  /** Positive: credited to the driver. */
  cents: number;
  currency: string;
  reason: string;
  /** Idempotency key: a repeat changes nothing. */
  key: string;
};

/** Changes a balance, with a reason. Returns false when the key was used before. Throws NOT_FOUND and BAD_REQUEST. */
export async function adjust(ctx: CommandContext<DB>, accountId: number, change: Adjustment): Promise<boolean> {
  const account = await get(ctx.tx, accountId);
  const { kind, cents, currency, reason, key } = change;
  if (cents === 0)
    throw new Fault("BAD_REQUEST", "An adjustment of 0 cents changes nothing. Give another amount_cents.");
  if (kind === "top_up" && cents < 0)
    throw new Fault("BAD_REQUEST", "A top-up is money that came in. To take some back, make an adjustment.");
  const house = kind === "top_up" ? "cash" : "adjustments";
  const driver = { driver: account.id };
  await lock(ctx.tx, account.id);
  const before = await ledger.balanceOf(ctx.tx, account.id, currency);
  const entered = await ledger.enter(ctx, {
    kind,
    currency,
    cents: Math.abs(cents),
    from: cents > 0 ? house : driver,
    to: cents > 0 ? driver : house,
    memo: reason,
    key,
  });
  if (!entered) return false;
  await audit(
    ctx.tx,
    ctx.by,
    {
      action: `account.${kind}`,
      subject: "account",
      id: account.id,
      before: { balance_cents: before, currency },
      after: { balance_cents: before + cents, currency },
      note: reason,
    },
    ctx.now,
  );
  const event: CoreEvent = {
    type: "account.adjusted",
    about: { account_id: account.id },
    data: { amount_cents: cents, currency, reason },
  };
  await happened(ctx.tx, event, ctx.now);
  return true;
}
