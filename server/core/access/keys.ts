// API keys: named, revocable, shown once, kept as a hash. What a role may do is said in roles.ts.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { type Act, audit } from "../../base/journal.ts";
import type { Role } from "./roles.ts";

/** A key of an admin that is not in the database. */
export type EnvironmentKey = { name: string; key: string };

/** A key as it is listed: never the key itself. */
export type KeyInfo = {
  id: number;
  name: string;
  role: Role;
  prefix: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
};

const digest = (key: string): Buffer => createHash("sha256").update(key).digest();

const shown = ["id", "name", "role", "prefix", "created_at", "last_used_at", "revoked_at"] as const;

/** Makes a key and returns it: the only time it can be seen. Throws NAME_TAKEN. */
export async function create(
  { tx, by, now }: Act<DB>,
  { name, role }: { name: string; role: Role },
): Promise<{ key: string; info: KeyInfo }> {
  const key = `bh_${randomBytes(32).toString("base64url")}`;
  const made = await tx
    .insertInto("api_keys")
    .values({ name, role, prefix: key.slice(0, 8), hash: digest(key), created_at: now })
    .onConflict((conflict) => conflict.column("name").where("revoked_at", "is", null).doNothing())
    .returning(shown)
    .executeTakeFirst();
  if (!made)
    throw new Fault(
      "NAME_TAKEN",
      `There is a key named ${name} already. Choose another name, or revoke that key first.`,
    );
  await audit(tx, by, { action: "key.created", subject: "key", id: made.id, before: null, after: { name, role } }, now);
  return { key, info: made as KeyInfo };
}

/** All keys, newest first. */
export async function list(db: Kysely<DB>): Promise<KeyInfo[]> {
  return (await db.selectFrom("api_keys").select(shown).orderBy("id", "desc").execute()) as KeyInfo[];
}

/** Ends a key, by its id or its name, at once. Throws NOT_FOUND. */
export async function revoke({ tx, by, now }: Act<DB>, which: number | string): Promise<void> {
  const [column, said] = typeof which === "number" ? (["id", which] as const) : (["name", `named ${which}`] as const);
  const ended = await tx
    .updateTable("api_keys")
    .set({ revoked_at: now })
    .where(column, "=", which)
    .where("revoked_at", "is", null)
    .returning(["id", "name", "role"])
    .executeTakeFirst();
  if (!ended) throw new Fault("NOT_FOUND", `There is no key ${said} in use. List the keys to see which there are.`);
  const { id, name, role } = ended;
  await audit(tx, by, { action: "key.revoked", subject: "key", id, before: { name, role }, after: null }, now);
}

/**
 * Who a key belongs to; null when it is unknown or revoked. `given` are the admin keys that are not in the database: they have no id.
 * Notes at most once a minute that the key was used.
 */
export async function verify(
  db: Kysely<DB>,
  key: string,
  given: readonly EnvironmentKey[],
  now: Date,
): Promise<{ keyId: number | null; name: string; role: Role } | null> {
  const hash = digest(key);
  const own = given.find((one) => timingSafeEqual(hash, digest(one.key)));
  if (own) return { keyId: null, name: own.name, role: "admin" };
  const { rows } = await sql<{ id: number; name: string; role: Role; stale: boolean }>`
    select id, name, role, coalesce(last_used_at < ${now}::timestamptz - interval '1 minute', true) as stale
    from api_keys where hash = ${hash} and revoked_at is null`.execute(db);
  const found = rows[0];
  if (!found) return null;
  if (found.stale) await db.updateTable("api_keys").set({ last_used_at: now }).where("id", "=", found.id).execute();
  return { keyId: found.id, name: found.name, role: found.role };
}
