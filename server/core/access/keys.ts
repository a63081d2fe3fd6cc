// API keys: named, revocable, shown once, stored as a hash. Roles are compared in roles.ts.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { Role } from "../../contract/roles.ts";
import { includes } from "./roles.ts";

/** An admin key from the environment, which is not in the database. */
export type EnvironmentKey = { name: string; key: string };

/** `maker_disabled`: refused while the user who made it is disabled. */
export const keyStates = ["active", "expired", "revoked", "maker_disabled"] as const;

/** A key as it is listed, without the key itself. */
export type KeyInfo = {
  id: number;
  name: string;
  role: Role;
  prefix: string;
  /** Who made it, by their present name, else the name of that time; null for keys from before this was recorded. */
  maker: string | null;
  maker_id: number | null;
  created_at: Date;
  /** When it expires; null: never. */
  expires_at: Date | null;
  last_used_at: Date | null;
  /** The address from which it was last used. */
  last_used_address: string | null;
  revoked_at: Date | null;
  state: (typeof keyStates)[number];
};

/** The properties of a new key. */
export type NewKey = {
  name: string;
  role: Role;
  expiresAt?: Date | null;
  /** The user who makes it; null for the command line and for keys that no user made. */
  makerId?: number | null;
  /** The API key that is used to make it. */
  parentId?: number | null;
};

/** The identity that a valid key gives. */
export type Verified = {
  keyId: number | null;
  name: string;
  role: Role;
  key: { makerId: number | null; expiresAt: Date | null };
};

const digest = (key: string): Buffer => createHash("sha256").update(key).digest();

/** The columns of {@link KeyInfo}, from tables aliased as k (api_keys) and u (users). */
const shown = (now: Date) => sql<KeyInfo>`
  k.id, k.name, k.role, k.prefix, k.maker_id, k.created_at, k.expires_at, k.last_used_at, k.last_used_address, k.revoked_at,
  coalesce(u.name, regexp_replace(k.made_by, '^(desk|api):', '')) as maker,
  case when k.revoked_at is not null then 'revoked' when k.expires_at <= ${now} then 'expired'
    when u.disabled_at is not null then 'maker_disabled' else 'active' end as state`;

/**
 * Creates a key and returns it, the only time that it can be seen. A key that is made with another key expires and is revoked with that one.
 * Throws NAME_TAKEN, and BAD_REQUEST when `expiresAt` has passed.
 */
export async function create(
  { tx, by, now }: CommandContext<DB>,
  { name, role, expiresAt = null, makerId = null, parentId = null }: NewKey,
): Promise<{ key: string; info: KeyInfo }> {
  if (expiresAt !== null && expiresAt <= now)
    throw new Fault("BAD_REQUEST", `The key's end, ${expiresAt.toISOString()}, has passed. Choose a later one.`);
  const parent = parentId === null ? undefined : await parentOf(tx, parentId);
  const key = `bh_${randomBytes(32).toString("base64url")}`;
  const ends =
    parent?.expires_at && (expiresAt === null || parent.expires_at < expiresAt) ? parent.expires_at : expiresAt;
  const made = await tx
    .insertInto("api_keys")
    .values({
      ...{ name, role, prefix: key.slice(0, 8), hash: digest(key), created_at: now, expires_at: ends },
      ...{ made_by: by, maker_id: makerId ?? parent?.maker_id ?? null, parent_id: parentId },
    })
    .onConflict((conflict) => conflict.column("name").where("revoked_at", "is", null).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made)
    throw new Fault(
      "NAME_TAKEN",
      `There is a key named ${name} already. Choose another name, or revoke that key first.`,
    );
  const after = { name, role, expires_at: ends };
  await audit(tx, by, { action: "key.created", subject: "key", id: made.id, before: null, after }, now);
  const [info] = await find(tx, sql`k.id = ${made.id}`, now);
  return { key, info: info! };
}

/** The key that is used to make another, locked so that it cannot be revoked before the new key exists. */
async function parentOf(tx: Transaction<DB>, id: number) {
  const parent = await tx
    .selectFrom("api_keys")
    .select(["maker_id", "expires_at"])
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!parent) throw new Fault("API_KEY_WRONG", "The key with which this was asked was revoked meanwhile.");
  return parent;
}

/** All keys, newest first. */
export const list = (db: Kysely<DB>, now: Date): Promise<KeyInfo[]> => find(db, sql`true`, now);

async function find(db: Kysely<DB>, which: RawBuilder<unknown>, now: Date): Promise<KeyInfo[]> {
  const { rows } = await sql<KeyInfo>`
    select ${shown(now)} from api_keys k left join users u on u.id = k.maker_id where ${which} order by k.id desc`.execute(
    db,
  );
  return rows;
}

/** Revokes a key, by id or name, and all keys that were made with it. Throws NOT_FOUND. */
export async function revoke({ tx, by, now }: CommandContext<DB>, which: number | string): Promise<void> {
  const [column, said] = typeof which === "number" ? ["id", which] : ["name", `named ${which}`];
  const { rows: ended } = await sql<{ id: number; name: string; role: string }>`
    with recursive line as (
      select id from api_keys where ${sql.ref(column)} = ${which} and revoked_at is null
      union select k.id from api_keys k join line on k.parent_id = line.id
    )
    update api_keys k set revoked_at = ${now} from line where k.id = line.id and k.revoked_at is null
    returning k.id, k.name, k.role`.execute(tx);
  if (ended.length === 0)
    throw new Fault("NOT_FOUND", `There is no key ${said} in use. List the keys to see which there are.`);
  for (const { id, name, role } of ended)
    await audit(tx, by, { action: "key.revoked", subject: "key", id, before: { name, role }, after: null }, now);
}

/**
 * The identity of a key; null when it is unknown, revoked or expired, or while its maker is disabled. Its role is never above its maker's.
 * `given`: admin keys from the environment, which have no id. Records at most once a minute that the key was used, and from where.
 */
export async function verify(
  db: Kysely<DB>,
  key: string,
  given: readonly EnvironmentKey[],
  now: Date,
  address: string | null = null,
): Promise<Verified | null> {
  const hash = digest(key);
  const own = given.find((one) => timingSafeEqual(hash, digest(one.key)));
  if (own) return { keyId: null, name: own.name, role: "admin", key: { makerId: null, expiresAt: null } };
  const { rows } = await sql<Found>`
    select k.id, k.name, k.role, k.maker_id, k.expires_at, u.role as maker_role,
      coalesce(k.last_used_at < ${now}::timestamptz - interval '1 minute', true) as stale
    from api_keys k left join users u on u.id = k.maker_id
    where k.hash = ${hash} and k.revoked_at is null and coalesce(k.expires_at > ${now}, true) and u.disabled_at is null`.execute(
    db,
  );
  const found = rows[0];
  if (!found) return null;
  if (found.stale)
    await db
      .updateTable("api_keys")
      .set({ last_used_at: now, last_used_address: address })
      .where("id", "=", found.id)
      .execute();
  const role = found.maker_role === null || includes(found.maker_role, found.role) ? found.role : found.maker_role;
  return { keyId: found.id, name: found.name, role, key: { makerId: found.maker_id, expiresAt: found.expires_at } };
}

type Found = {
  id: number;
  name: string;
  role: Role;
  maker_id: number | null;
  maker_role: Role | null;
  expires_at: Date | null;
  stale: boolean;
};
