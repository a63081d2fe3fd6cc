// Users of the Desk and their roles. At least one admin who can sign in always remains.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { Role } from "../../contract/roles.ts";
import * as knownDevices from "./known-devices.ts";
import * as sessions from "./sessions.ts";

/** The properties of a new user. */
export type NewUser = { name: string; email: string; role: Role };

/** `invited`: has not chosen a password yet. */
export const userStates = ["active", "invited", "disabled"] as const;

/** A user as listed. */
export type User = NewUser & {
  id: number;
  state: (typeof userStates)[number];
  created_at: Date;
  disabled_at: Date | null;
  last_seen_at: Date | null;
  /** When the user's one-time link expires; null when there is none. */
  link_expires_at: Date | null;
  /** Whether signing in requires a code. */
  second_factor: boolean;
  /** Failed sign-ins with the user's e-mail address within the last day. */
  failed_sign_ins: number;
};

/** Normalises an e-mail address: they are compared without case. */
export const tidyEmail = (email: string): string => email.trim().toLowerCase();

const columns = sql<User>`
  u.id, u.name, u.email, u.role, u.created_at, u.disabled_at,
  case when u.disabled_at is not null then 'disabled'
    when exists (select from user_credentials w where w.user_id = u.id) then 'active' else 'invited' end as state,
  (select max(coalesce(s.seen_at, s.created_at)) from user_sessions s where s.user_id = u.id) as last_seen_at,
  (select max(l.expires_at) from user_links l where l.user_id = u.id) as link_expires_at,
  exists (select from user_second_factors f where f.user_id = u.id and f.confirmed_at is not null) as second_factor,
  (select coalesce(sum(f.count), 0)::int from sign_in_failures f
    where f.user_id = u.id and f.network = '' and f.hour > now() - interval '1 day') as failed_sign_ins`;

/** All users by name, disabled ones last. */
export async function list(db: Kysely<DB>): Promise<User[]> {
  const { rows } = await sql<User>`
    select ${columns} from users u order by u.disabled_at is not null, lower(u.name), u.id`.execute(db);
  return rows;
}

/** One user. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<User> {
  const { rows } = await sql<User>`select ${columns} from users u where u.id = ${id}`.execute(db);
  if (!rows[0]) throw new Fault("NOT_FOUND", `There is no person ${id}.`);
  return rows[0];
}

/** The user with an e-mail address. Throws NOT_FOUND. */
export async function named(db: Kysely<DB>, email: string): Promise<User> {
  const found = await db.selectFrom("users").select("id").where("email", "=", tidyEmail(email)).executeTakeFirst();
  if (!found) throw new Fault("NOT_FOUND", `There is nobody with the e-mail address ${email}.`);
  return get(db, found.id);
}

/** Whether there is an admin who can sign in. */
export async function hasAdmin(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql`select ${1} where exists (${activeAdmins})`.execute(db);
  return rows.length > 0;
}

const activeAdmins = sql`
  select from users u where u.role = 'admin' and u.disabled_at is null
    and exists (select from user_credentials w where w.user_id = u.id)`;

/** Takes a lock, until the end of the transaction, for decisions about who is an admin. */
export async function alone(tx: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('bellhop people'))`.execute(tx);
}

/** Adds a user without a password and returns the id. Throws EMAIL_TAKEN. */
export async function create({ tx, by, now }: CommandContext<DB>, given: NewUser): Promise<number> {
  const values = { ...given, email: tidyEmail(given.email), created_at: now, updated_at: now };
  const made = await tx
    .insertInto("users")
    .values(values)
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) throw taken(values.email);
  const after = { name: given.name, email: values.email, role: given.role };
  await audit(tx, by, { action: "person.created", subject: "person", id: made.id, before: null, after }, now);
  return made.id;
}

const taken = (email: string) =>
  new Fault("EMAIL_TAKEN", `Somebody has the e-mail address ${email} already. Change them, or make them a new link.`);

/** The properties of a user that can be changed. */
export type Change = { [Field in keyof NewUser]?: NewUser[Field] | undefined } & { disabled?: boolean | undefined };

/**
 * Changes the given properties. A disabled user is signed out at once. Disabling the user or changing the e-mail address invalidates their one-time
 * link. Throws NOT_FOUND, EMAIL_TAKEN, and LAST_ADMIN when no admin would be left.
 */
export async function change(ctx: CommandContext<DB>, id: number, given: Change): Promise<void> {
  const { tx, by, now } = ctx;
  // When two admins disable each other at the same time, the second one is refused.
  await alone(tx);
  const before = await get(tx, id);
  const after = {
    name: given.name ?? before.name,
    email: tidyEmail(given.email ?? before.email),
    role: given.role ?? before.role,
    disabled_at:
      given.disabled === undefined ? before.disabled_at : given.disabled ? (before.disabled_at ?? now) : null,
  };
  const had = await hasAdmin(tx);
  const other = await tx
    .selectFrom("users")
    .select("id")
    .where("email", "=", after.email)
    .where("id", "!=", id)
    .executeTakeFirst();
  if (other) throw taken(after.email);
  await tx
    .updateTable("users")
    .set({ ...after, updated_at: now })
    .where("id", "=", id)
    .execute();
  if (had && !(await hasAdmin(tx))) {
    throw new Fault(
      "LAST_ADMIN",
      `${before.name} is the last admin who can sign in. Make somebody else an admin first.`,
    );
  }
  if (after.disabled_at !== null) {
    await sessions.endAll(ctx, id);
    await knownDevices.forgetAll(tx, id);
  }
  // The link was sent to the old address.
  if (after.disabled_at !== null || after.email !== before.email)
    await tx.deleteFrom("user_links").where("user_id", "=", id).execute();
  const { name, email, role, disabled_at } = before;
  const change = { action: "person.changed", subject: "person", id, before: { name, email, role, disabled_at }, after };
  await audit(tx, by, change, now);
}
