// What browsers keep: the cookies of sessions and of known devices. Both carry a random token of which the database has the hash.
import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Where somebody signs in from: the address as tidyAddress spells it, and the header `Cookie`. */
export type From = { address: string; userAgent: string | undefined; cookie?: string | undefined };

/** The cookies of this Bellhop, and the key that encrypts what must be read again. */
export type Auth = {
  /** The session's token out of the header `Cookie`; null when there is none of that form. */
  tokenOf(cookie: string | undefined): string | null;
  /** The device's token, likewise. */
  deviceOf(cookie: string | undefined): string | null;
  /** The line for `Set-Cookie` that gives a session to the browser. */
  sessionCookie(token: string): string;
  /** The line that makes the browser known. */
  deviceCookie(token: string): string;
  /** The line that takes the session's cookie back. */
  noSession(): string;
  /** 32 bytes, for the secrets of second factors. */
  key: Buffer;
};

/** In days: how long a session lasts that is not used. */
export const SESSION_DAYS = 14;

/** In days: how long a browser stays known. Browsers keep no cookie for longer. */
export const DEVICE_DAYS = 400;

const DAY_SECONDS = 86_400;

/** A token that cannot be guessed: 256 bits. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** The key for what must be read again, in hex: made once for all processes on a database. */
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

/** The cookies are `Secure`, and bound to this very host, when the address that people call is https. */
export function createAuth({ secret, publicUrl }: { secret: string; publicUrl: string }): Auth {
  const secure = publicUrl.startsWith("https:");
  const prefix = secure ? "__Host-" : "";
  const [session, device] = [`${prefix}bellhop_session`, `${prefix}bellhop_device`];
  // Lax, not Strict: who follows a link into the Desk from a mail is still signed in.
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

/** Whether a request brings a cookie that is meant as a session. */
export const bringsSession = (cookie: string | undefined): boolean => /(^|[\s;-])bellhop_session=/.test(cookie ?? "");

function tokenIn(cookies: string | undefined, name: string): string | null {
  for (const part of cookies?.split(";") ?? []) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name) return value && /^[\w-]{43}$/.test(value) ? value : null;
  }
  return null;
}
