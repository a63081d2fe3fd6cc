// One-time links with which somebody chooses a password: the first admin, who was invited, who forgot. Kept as a hash, used once.
import { createHash, randomBytes } from "node:crypto";
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { asking, audit, type CommandContext } from "../../base/journal.ts";
import * as passwords from "./passwords.ts";
import * as sessions from "./sessions.ts";
import * as users from "./users.ts";

/** first: makes the first admin. invite: the first password of somebody. reset: another one. */
export const linkPurposes = ["first", "invite", "reset"] as const;

export type Purpose = (typeof linkPurposes)[number];

/** A link that was made: its secret is seen this once. */
export type Link = { token: string; purpose: Purpose; expiresAt: Date };

/** What a link is for. The first admin's has no person. */
export type Shown = { purpose: Purpose; name: string | null; email: string | null; expiresAt: Date };

const hours = { first: 24, invite: 7 * 24, reset: 24 } satisfies Record<Purpose, number>;

const digest = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Where a link leads. The secret stands behind # so that it gets into no log and no Referer. */
export const addressOf = (publicUrl: string, { token }: Link): string => `${publicUrl}/desk/welcome#${token}`;

async function write(tx: Kysely<DB>, purpose: Purpose, personId: number | null, now: Date): Promise<Link> {
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(now.getTime() + hours[purpose] * 3_600_000);
  const values = { hash: digest(token), purpose, user_id: personId, created_at: now, expires_at: expiresAt };
  await tx.insertInto("user_links").values(values).execute();
  return { token, purpose, expiresAt };
}

/** Makes a link for a person; an earlier one of theirs no longer works. Throws NOT_FOUND, or BAD_REQUEST for who is disabled. */
export async function make({ tx, by, now }: CommandContext<DB>, personId: number): Promise<Link> {
  // Two at the same time would both find no earlier link.
  await tx.selectFrom("users").select("id").where("id", "=", personId).forUpdate().execute();
  const person = await users.get(tx, personId);
  if (person.state === "disabled")
    throw new Fault("BAD_REQUEST", `${person.name} is disabled. Enable them before you make a link.`);
  await tx.deleteFrom("user_links").where("user_id", "=", personId).execute();
  const link = await write(tx, person.state === "invited" ? "invite" : "reset", personId, now);
  const after = { purpose: link.purpose, expires_at: link.expiresAt };
  await audit(tx, by, { action: "person.link_made", subject: "person", id: personId, before: null, after }, now);
  return link;
}

/** A link that makes the first admin; null when there is an admin already. Those of other processes stay good for their day. */
export async function makeFirst(db: Kysely<DB>, now: Date): Promise<Link | null> {
  if (await users.hasAdmin(db)) return null;
  await db.deleteFrom("user_links").where("purpose", "=", "first").where("expires_at", "<=", now).execute();
  return write(db, "first", null, now);
}

/** Whose link it is; null for the first admin's. Throws LINK_INVALID. */
export async function personOf(db: Kysely<DB>, token: string, now: Date): Promise<users.User | null> {
  const found = await db
    .selectFrom("user_links")
    .select("user_id")
    .where("hash", "=", digest(token))
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (!found) throw invalid();
  return found.user_id === null ? null : users.get(db, found.user_id);
}

/** What a link is for. Throws LINK_INVALID. */
export async function look(db: Kysely<DB>, token: string, now: Date): Promise<Shown> {
  const found = await db
    .selectFrom("user_links")
    .leftJoin("users", "users.id", "user_links.user_id")
    .select(["purpose", "expires_at", "users.name", "users.email"])
    .where("hash", "=", digest(token))
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (!found) throw invalid();
  return { purpose: found.purpose as Purpose, name: found.name, email: found.email, expiresAt: found.expires_at };
}

/** What is chosen with a link; name and e-mail are needed for the first admin alone. */
export type Choice = { password: string; name?: string | undefined; email?: string | undefined };

/**
 * Uses a link: sets the password, ends every session of the person, and returns who they are. The password was checked before. Throws
 * LINK_INVALID, EMAIL_TAKEN, or BAD_REQUEST without a name and an e-mail address for the first admin.
 */
export async function accept(db: Kysely<DB>, token: string, choice: Choice, now: Date): Promise<users.User> {
  // Whoever guesses links does not get us to hash passwords.
  const { purpose } = await look(db, token, now);
  if (purpose === "first" && !(choice.name && choice.email))
    throw new Fault("BAD_REQUEST", "The first admin needs a name and an e-mail address.");
  const hashed = await passwords.hash(choice.password);
  return db.transaction().execute(async (tx) => {
    // The delete is the claim: of two at once one gets the row.
    const used = await tx
      .deleteFrom("user_links")
      .where("hash", "=", digest(token))
      .where("expires_at", ">", now)
      .returning("user_id")
      .executeTakeFirst();
    if (!used) throw invalid();
    const personId = used.user_id ?? (await first(tx, choice, now));
    const person = await users.get(tx, personId);
    if (person.state === "disabled") throw invalid();
    const ctx = { tx, now, by: `desk:${choice.name ?? person.name}` };
    await passwords.set(ctx, personId, hashed);
    await sessions.endAll(ctx, personId);
    await asking.run({ personId, keyId: null }, async () => {
      if (choice.name && choice.name !== person.name) await users.change(ctx, personId, { name: choice.name });
      const change = { action: "person.password_set", subject: "person", id: personId, before: null };
      await audit(tx, ctx.by, { ...change, after: { purpose } }, now);
    });
    return person;
  });
}

/** The first admin, whom all links for one now are too late for. */
async function first(tx: Transaction<DB>, { name, email }: Choice, now: Date): Promise<number> {
  await users.alone(tx);
  if (await users.hasAdmin(tx)) throw invalid();
  await tx.deleteFrom("user_links").where("purpose", "=", "first").execute();
  return users.create({ tx, now, by: "first start" }, { name: name!, email: email!, role: "admin" });
}

const invalid = () =>
  new Fault(
    "LINK_INVALID",
    "This link was used already, is too old, or a newer one was made. Ask an admin for another.",
  );
