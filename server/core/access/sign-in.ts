// Sign-in by password or one-time link, with a code where there is a second factor. limits.ts has the rate limits.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { Auth, From } from "./auth.ts";
import * as failures from "./failures.ts";
import * as knownDevices from "./known-devices.ts";
import * as limits from "./limits.ts";
import * as links from "./links.ts";
import * as passwordRules from "./password-rules.ts";
import * as passwords from "./passwords.ts";
import * as rateLimit from "./rate-limit.ts";
import * as secondFactor from "./second-factor.ts";
import * as sessions from "./sessions.ts";
import { tidyEmail } from "./users.ts";

type Parts = { db: Kysely<DB>; auth: Auth };

/** The user with an e-mail address. */
type Named = { id: number; name: string; disabled_at: Date | null };

/** A new session: its token, and the `Set-Cookie` headers. */
export type Opened = { token: string; cookies: string[] };

const wrong = () => new Fault("INVALID_CREDENTIALS", "The e-mail address or the password is wrong.");

/** The token of the browser, if it is a known one of this user; else null. */
async function deviceOf({ db, auth }: Parts, person: Named | undefined, from: From, now: Date): Promise<string | null> {
  const device = auth.deviceOf(from.cookie);
  return device && person && (await knownDevices.isKnown(db, person.id, device, now)) ? device : null;
}

/** Opens a session for an authenticated user. Throws INVALID_CREDENTIALS when the user was disabled meanwhile. */
async function open(
  { db, auth }: Parts,
  { id, name }: Pick<Named, "id" | "name">,
  from: From,
  now: Date,
): Promise<Opened> {
  const token = await sessions.open(db, id, from, now);
  if (!token) throw wrong();
  const device = await knownDevices.know(db, id, auth.deviceOf(from.cookie), now);
  const who = { personId: id, keyId: null };
  const change = {
    action: "person.signed_in",
    subject: "person",
    id,
    before: null,
    after: { address: from.address },
    who,
  };
  await audit(db, `desk:${name}`, change, now);
  await sessions.sweep(db, now);
  return { token, cookies: [auth.sessionCookie(token), auth.deviceCookie(device)] };
}

/**
 * Checks the second factor of a user who has one. `where` separates the rate limits: a known browser, or a session. Throws SECOND_FACTOR_NEEDED
 * without a code, SECOND_FACTOR_WRONG or TOO_MANY_ATTEMPTS.
 */
async function checkCode(
  { db, auth }: Parts,
  who: { id: number; name: string },
  code: string | undefined,
  where: string | null,
  now: Date,
): Promise<void> {
  if (!(await secondFactor.stateOf(db, who.id)).on) return;
  if (!code)
    throw new Fault("SECOND_FACTOR_NEEDED", "Enter the code that your authenticator app shows, or a recovery code.");
  const limit = [limits.byCode(who.id, where)];
  await rateLimit.count(db, limit, now);
  const verdict = await secondFactor.take(db, auth.key, who, code, now);
  if (verdict === "used")
    throw new Fault("SECOND_FACTOR_WRONG", "This code was used already. Wait until the app shows the next one.");
  if (verdict === "wrong")
    throw new Fault(
      "SECOND_FACTOR_WRONG",
      "The code is wrong. Enter the one that the app shows now, or a recovery code that was not used yet.",
    );
  await rateLimit.takeBackAttempts(db, limit);
}

/** Counts a wrong code as a failed sign-in. */
async function noting<T>(
  db: Kysely<DB>,
  who: { id: number; email: string },
  from: From,
  now: Date,
  run: () => Promise<T>,
) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Fault && error.code === "SECOND_FACTOR_WRONG")
      await failures.note(db, { kind: "code", personId: who.id, email: who.email, address: from.address }, now);
    throw error;
  }
}

/**
 * Opens a session by password, and by code for a user with a second factor. Throws INVALID_CREDENTIALS, SECOND_FACTOR_NEEDED,
 * SECOND_FACTOR_WRONG or TOO_MANY_ATTEMPTS.
 */
export async function byPassword(
  parts: Parts,
  given: { email: string; password: string; code?: string | undefined },
  from: From,
  now: Date,
): Promise<Opened> {
  const { db } = parts;
  const email = tidyEmail(given.email);
  const person = await db
    .selectFrom("users")
    .select(["id", "name", "disabled_at"])
    .where("email", "=", email)
    .executeTakeFirst();
  const device = await deviceOf(parts, person, from, now);
  const counted = device ? [limits.byDevice(device)] : [limits.byAddress(from.address), limits.byEmail(email)];
  await rateLimit.count(db, counted, now);
  const right = await passwords.verify(db, person?.id ?? null, given.password);
  if (!person || !right || person.disabled_at) {
    await failures.note(db, { kind: "password", personId: person?.id ?? null, email, address: from.address }, now);
    throw wrong();
  }
  await rateLimit.takeBackAttempts(db, counted);
  await noting(db, { id: person.id, email }, from, now, () => checkCode(parts, person, given.code, device, now));
  return open(parts, person, from, now);
}

/** What a one-time link is for. Throws LINK_INVALID, or TOO_MANY_ATTEMPTS after many links that do not exist. */
export async function lookAtLink(db: Kysely<DB>, token: string, from: From, now: Date): Promise<links.Shown> {
  return slowly(db, from, now, () => links.look(db, token, now));
}

/** Slows attempts with invalid links only; a valid link always works. */
async function slowly<T>(db: Kysely<DB>, from: From, now: Date, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Fault && error.code === "LINK_INVALID")
      await rateLimit.count(db, [limits.byLink(from.address)], now);
    throw error;
  }
}

/**
 * Uses a one-time link and opens a session; a user with a second factor must also enter a code. Throws what links.accept, password-rules.ts and
 * byPassword throw.
 */
export async function byLink(
  parts: Parts,
  given: links.Choice & { token: string; code?: string | undefined },
  from: From,
  now: Date,
): Promise<Opened> {
  const { db } = parts;
  const person = await slowly(db, from, now, () => links.personOf(db, given.token, now));
  const owner = { name: given.name ?? person?.name, email: person?.email ?? given.email };
  await passwordRules.check(given.password, owner);
  if (person) await noting(db, person, from, now, () => checkCode(parts, person, given.code, null, now));
  const { id, name } = await links.accept(db, given.token, given, now);
  return open(parts, { id, name: given.name ?? name }, from, now);
}

/** Ends the cookie's session and returns the `Set-Cookie` headers that remove the cookie. */
export async function out({ db, auth }: Parts, cookie: string, now: Date): Promise<string[]> {
  const token = auth.tokenOf(cookie);
  const found = token === null ? null : await sessions.find(db, token, now);
  if (found) {
    const { personId: id, sessionId: session } = found;
    const who = { personId: id, keyId: null };
    const change = { action: "person.signed_out", subject: "person", id, before: { session }, after: null, who };
    await db.transaction().execute(async (tx) => {
      await tx.deleteFrom("user_sessions").where("id", "=", session).execute();
      await audit(tx, `desk:${found.name}`, change, now);
    });
  }
  return [auth.noSession()];
}

/** The signed-in user. */
type Who = { id: number; name: string; email: string; by: string; sessionId: number };

/**
 * Replaces the password of the signed-in user, ends all their sessions and opens a new one. Throws PASSWORD_WRONG, TOO_MANY_ATTEMPTS, and what
 * password-rules.ts throws.
 */
export async function newPassword(
  parts: Parts,
  who: Who,
  given: { current: string; next: string },
  from: From,
  now: Date,
): Promise<Opened> {
  const { db, auth } = parts;
  await checkPassword(db, who, given.current, "The current password is wrong.", now);
  await passwordRules.check(given.next, who);
  const hashed = await passwords.hash(given.next);
  await db.transaction().execute(async (tx) => {
    const ctx = { tx, now, by: who.by };
    await passwords.set(ctx, who.id, hashed);
    await sessions.endAll(ctx, who.id);
    const change = { action: "person.password_set", subject: "person", id: who.id, before: null, after: null };
    await audit(tx, who.by, change, now);
  });
  const token = await sessions.open(db, who.id, from, now);
  if (!token) throw wrong();
  const device = await knownDevices.know(db, who.id, auth.deviceOf(from.cookie), now);
  return { token, cookies: [auth.sessionCookie(token), auth.deviceCookie(device)] };
}

async function checkPassword(db: Kysely<DB>, who: Who, password: string, refusal: string, now: Date): Promise<void> {
  const limit = [limits.bySession(who.sessionId)];
  await rateLimit.count(db, limit, now);
  if (!(await passwords.verify(db, who.id, password))) throw new Fault("PASSWORD_WRONG", refusal);
  await rateLimit.takeBackAttempts(db, limit);
}

/**
 * Confirms that the user of a session is present: by password, and by code where there is a second factor. Throws PASSWORD_WRONG,
 * SECOND_FACTOR_NEEDED, SECOND_FACTOR_WRONG or TOO_MANY_ATTEMPTS.
 */
export async function confirm(
  parts: Parts,
  who: Who,
  given: { password: string; code?: string | undefined },
  from: From,
  now: Date,
): Promise<void> {
  const { db } = parts;
  await checkPassword(db, who, given.password, "The password is wrong.", now);
  await noting(db, who, from, now, () => checkCode(parts, who, given.code, `session ${who.sessionId}`, now));
  await sessions.confirm(db, who.sessionId, now);
}
