// Coming in: by password, or by a one-time link. Guessing is slowed by address, by e-mail and, for a new password, by person.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import { networkOf } from "./address.ts";
import * as attempts from "./attempts.ts";
import type { Auth, From } from "./auth.ts";
import * as links from "./links.ts";
import * as passwords from "./passwords.ts";
import { tidyEmail } from "./people.ts";
import * as sessions from "./sessions.ts";

type Parts = { db: Kysely<DB>; auth: Auth };

/** From one address, whoever is tried. */
const byAddress = ({ address }: From): attempts.Limit => ({
  by: `address ${networkOf(address)}`,
  most: 20,
  minutes: 5,
});

/**
 * For one e-mail address. An address from which its person came in before is counted for itself, so that a stranger's guesses do not
 * keep out whom they are about.
 */
async function byEmail(db: Kysely<DB>, email: string, { address }: From, now: Date): Promise<attempts.Limit> {
  const familiar = await sessions.isFamiliar(db, email, address, now);
  return { by: familiar ? `email ${email} ${networkOf(address)}` : `email ${email}`, most: 20, minutes: 15 };
}

/** Writes down that somebody signed in, or tried to. What is no e-mail address is not kept: it may be a password in the wrong field. */
async function note(db: Kysely<DB>, email: string, came: boolean, { address }: From, now: Date): Promise<void> {
  const person = await db.selectFrom("people").select(["id", "name"]).where("email", "=", email).executeTakeFirst();
  const action = came ? "person.signed_in" : "person.sign_in_failed";
  const after = { address, ...(came ? {} : { email: /^\S+@\S+\.\S+$/.test(email) ? email : null }) };
  const change = { action, subject: "person", id: person?.id ?? 0, before: null, after };
  if (came && person) {
    const who = { personId: person.id, keyId: null };
    return audit(db, `desk:${person.name}`, { ...change, who }, now);
  }
  await audit(db, "somebody", change, now);
}

/** Opens a session by password and returns the lines for `Set-Cookie`. Throws INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS. */
export async function byPassword(
  { db, auth }: Parts,
  given: { email: string; password: string },
  from: From,
  now: Date,
): Promise<string[]> {
  const email = tidyEmail(given.email);
  const limits = [byAddress(from), await byEmail(db, email, from, now)];
  await attempts.count(db, limits, now);
  const cookies = await auth.signIn({ email, password: given.password }, from);
  await note(db, email, cookies !== null, from, now);
  if (!cookies) throw new Fault("INVALID_CREDENTIALS", "The e-mail address or the password is wrong.");
  await attempts.forget(db, limits);
  await sessions.sweep(db, now);
  return cookies;
}

/** Uses a one-time link and opens a session. Throws what links.accept throws, or TOO_MANY_ATTEMPTS. */
export async function byLink(
  { db, auth }: Parts,
  given: links.Choice & { token: string },
  from: From,
  now: Date,
): Promise<string[]> {
  await attempts.count(db, [byAddress(from)], now);
  const email = await links.accept(db, given.token, given, now);
  const cookies = await auth.signIn({ email, password: given.password }, from);
  // Disabled in this very moment.
  await note(db, email, cookies !== null, from, now);
  if (!cookies) throw new Fault("INVALID_CREDENTIALS", "You cannot sign in. Ask an admin.");
  await attempts.forget(db, [byAddress(from)]);
  return cookies;
}

/** Ends the cookie's session and returns the lines for `Set-Cookie` that take it back. */
export async function out({ db, auth }: Parts, cookie: string, now: Date): Promise<string[]> {
  const token = auth.tokenOf(cookie);
  const found = token === null ? null : await sessions.find(db, token, now);
  const cookies = await auth.signOut(cookie);
  if (found) {
    const { personId: id, sessionId: session } = found;
    const who = { personId: id, keyId: null };
    const change = { action: "person.signed_out", subject: "person", id, before: { session }, after: null, who };
    await audit(db, `desk:${found.name}`, change, now);
  }
  return cookies;
}

/** Sets another password for who is signed in; their other sessions end. Throws PASSWORD_TOO_SHORT, PASSWORD_WRONG or TOO_MANY_ATTEMPTS. */
export async function newPassword(
  { db, auth }: Parts,
  who: { id: number; by: string; cookie: string },
  given: { current: string; next: string },
  from: From,
  now: Date,
): Promise<string[]> {
  passwords.check(given.next);
  const limits = [{ by: `person ${who.id}`, most: 10, minutes: 15 }];
  await attempts.count(db, limits, now);
  const cookies = await auth.changePassword(who.cookie, given.current, given.next, from);
  if (!cookies) throw new Fault("PASSWORD_WRONG", "The current password is wrong.");
  await attempts.forget(db, limits);
  const change = { action: "person.password_set", subject: "person", id: who.id, before: null, after: null };
  await audit(db, who.by, change, now);
  return cookies;
}

/** Confirms that whoever uses a session is its person. Throws PASSWORD_WRONG or TOO_MANY_ATTEMPTS. */
export async function confirm(
  db: Kysely<DB>,
  who: { personId: number; sessionId: number },
  password: string,
  now: Date,
): Promise<void> {
  const limits = [{ by: `session ${who.sessionId}`, most: 10, minutes: 15 }];
  await attempts.count(db, limits, now);
  if (!(await passwords.verify(db, who.personId, password)))
    throw new Fault("PASSWORD_WRONG", "The password is wrong.");
  await attempts.forget(db, limits);
  await sessions.confirm(db, who.sessionId, now);
}
