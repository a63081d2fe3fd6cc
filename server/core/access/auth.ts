// The cookies of sessions and of known browsers. Each contains a random token, of which the database has the hash.
import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Where a sign-in comes from: the address as tidyAddress returns it, and the `Cookie` header. */
export type From = { address: string; userAgent: string | undefined; cookie?: string | undefined };

/** Reads and writes this Bellhop's cookies, and has the key for encrypted secrets. */
export type Auth = {
  /** The session's token in the `Cookie` header; null when there is no valid one. */
  tokenOf(cookie: string | undefined): string | null;
  /** The browser's token, likewise. */
  deviceOf(cookie: string | undefined): string | null;
  /** The `Set-Cookie` header that sets the session's cookie. */
  sessionCookie(token: string): string;
  /** The `Set-Cookie` header that makes the browser a known one. */
  deviceCookie(token: string): string;
  /** The `Set-Cookie` header that removes the session's cookie. */
  noSession(): string;
  /** 32 bytes; encrypts the secrets of second factors. */
  key: Buffer;
};

/** How long an unused session lasts, in days. */
export const SESSION_DAYS = 14;

/** How long a browser stays known, in days. Browsers keep no cookie for longer. */
export const DEVICE_DAYS = 400;

const DAY_SECONDS = 86_400;

/** A random token of 256 bits. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** The key for secrets that must be decrypted again, in hex: created once for all processes on a database. */
export async function secretOf(db: Kysely<DB>): Promise<string> {
  const name = "second-factor";
  const value = randomBytes(32).toString("hex");
  await db
    .insertInto("secrets")
    .values({ name, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await db.selectFrom("secrets").select("value").where("name", "=", name).executeTakeFirstOrThrow()).value;
}

/** With a public URL of https, the cookies are `Secure` and bound to this host. */
export function createAuth({ secret, publicUrl }: { secret: string; publicUrl: string }): Auth {
  const secure = publicUrl.startsWith("https:");
  const prefix = secure ? "__Host-" : "";
  const [session, device] = [`${prefix}bellhop_session`, `${prefix}bellhop_device`];
  // Lax, not Strict: somebody who follows a link from an e-mail to the Desk is still signed in.
  const line = (name: string, value: string, seconds: number) =>
    `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly${secure ? "; Secure" : ""}; SameSite=Lax`;
  return {
    tokenOf: (cookie) => tokenIn(cookie, session),
    deviceOf: (cookie) => tokenIn(cookie, device),
    sessionCookie: (token) => line(session, token, SESSION_DAYS * DAY_SECONDS),
    deviceCookie: (token) => line(device, token, DEVICE_DAYS * DAY_SECONDS),
    noSession: () => line(session, "", 0),
    key: Buffer.from(secret, "hex"),
  };
}

/** Whether a request has a session cookie, valid or not. */
export const bringsSession = (cookie: string | undefined): boolean => /(^|[\s;-])bellhop_session=/.test(cookie ?? "");

function tokenIn(cookies: string | undefined, name: string): string | null {
  for (const part of cookies?.split(";") ?? []) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name) return value && /^[\w-]{43}$/.test(value) ? value : null;
  }
  return null;
}
