// One-time links to choose a password: for the first admin, for invited users, and for forgotten passwords. Stored as a hash, used once.
import { createHash, randomBytes } from "node:crypto";
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { asking, audit, type CommandContext } from "../../base/journal.ts";
import * as passwords from "./passwords.ts";
import * as sessions from "./sessions.ts";
import * as users from "./users.ts";

/** first: creates the first admin. invite: sets a user's first password. reset: replaces it. */
export const linkPurposes = ["first", "invite", "reset"] as const;

export type Purpose = (typeof linkPurposes)[number];

/** A new link; its token cannot be seen again. */
export type Link = { token: string; purpose: Purpose; expiresAt: Date };

/** What a link is for. The first admin's has no user yet. */
export type Shown = { purpose: Purpose; name: string | null; email: string | null; expiresAt: Date };

const hours = { first: 24, invite: 7 * 24, reset: 24 } satisfies Record<Purpose, number>;
/** How long a link is good for which somebody asked without being signed in, in hours. */
const REQUESTED_HOURS = 1;

const digest = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The address of a link. The token comes after #, so that it appears in no log and no Referer. */
export const addressOf = (publicUrl: string, { token }: Link): string => `${publicUrl}/desk/welcome#${token}`;

async function write(
  tx: Kysely<DB>,
  purpose: Purpose,
  personId: number | null,
  now: Date,
  goodFor = hours[purpose],
): Promise<Link> {
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(now.getTime() + goodFor * 3_600_000);
  const values = { hash: digest(token), purpose, user_id: personId, created_at: now, expires_at: expiresAt };
  await tx.insertInto("user_links").values(values).execute();
  return { token, purpose, expiresAt };
}

/** Creates a link for a user and invalidates their earlier one. Throws NOT_FOUND, or BAD_REQUEST for a disabled user. */
export async function make({ tx, by, now }: CommandContext<DB>, personId: number): Promise<Link> {
  // Locked: two requests at the same time would both find no earlier link.
  await tx.selectFrom("users").select("id").where("id", "=", personId).forUpdate().execute();
  const person = await users.get(tx, personId);
  if (person.state === "disabled")
    throw new Fault("BAD_REQUEST", `${person.name} is disabled. Enable them before you make a link.`);
  await tx.deleteFrom("user_links").where("user_id", "=", personId).execute();
  const link = await write(tx, purposeFor(person), personId, now);
  const after = { purpose: link.purpose, expires_at: link.expiresAt };
  await audit(tx, by, { action: "person.link_made", subject: "person", id: personId, before: null, after }, now);
  return link;
}

const purposeFor = ({ state }: users.User): Purpose => (state === "invited" ? "invite" : "reset");

/**
 * Creates a link for whoever has an e-mail address, because somebody who is not signed in asked for it; null when nobody who may sign in has it. It is
 * good for an hour. Earlier links stay: a stranger who asks must not end the one that an admin made.
 */
export async function makeRequested(
  tx: Transaction<DB>,
  { email, address }: { email: string; address: string },
  now: Date,
): Promise<{ link: Link; person: users.User } | null> {
  const found = await tx
    .selectFrom("users")
    .select("id")
    .where("email", "=", users.tidyEmail(email))
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (!found) return null;
  const person = await users.get(tx, found.id);
  await tx.deleteFrom("user_links").where("user_id", "=", person.id).where("expires_at", "<=", now).execute();
  const link = await write(tx, purposeFor(person), person.id, now, REQUESTED_HOURS);
  const after = { purpose: link.purpose, expires_at: link.expiresAt, address };
  const change = { action: "person.link_requested", subject: "person", id: person.id, before: null, after };
  await audit(tx, "somebody", change, now);
  return { link, person };
}

/** Creates a link for the first admin; null when there is an admin. Links that other processes made stay valid until they expire, after a day. */
export async function makeFirst(db: Kysely<DB>, now: Date): Promise<Link | null> {
  if (await users.hasAdmin(db)) return null;
  await db.deleteFrom("user_links").where("purpose", "=", "first").where("expires_at", "<=", now).execute();
  return write(db, "first", null, now);
}

/** The user of a link; null for the first admin's. Throws LINK_INVALID. */
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

/** What is entered with a link; name and e-mail address only for the first admin. */
export type Choice = { password: string; name?: string | undefined; email?: string | undefined };

/**
 * Uses a link: sets the password, ends all sessions of the user, and returns the user. The caller has checked the password. Throws LINK_INVALID,
 * EMAIL_TAKEN, or BAD_REQUEST without a name and an e-mail address for the first admin.
 */
export async function accept(db: Kysely<DB>, token: string, choice: Choice, now: Date): Promise<users.User> {
  // Checked before the password is hashed, so that guessing links costs the server little.
  const { purpose } = await look(db, token, now);
  if (purpose === "first" && !(choice.name && choice.email))
    throw new Fault("BAD_REQUEST", "The first admin needs a name and an e-mail address.");
  const hashed = await passwords.hash(choice.password);
  return db.transaction().execute(async (tx) => {
    // The delete claims the link: of two requests at once, one gets the row.
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

/** Creates the first admin, which invalidates all other links for one. */
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
