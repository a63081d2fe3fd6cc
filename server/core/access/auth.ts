// better-auth over our tables: passwords, sessions and their cookies. Nothing of it is reachable but what is said here; links, limits
// and people are ours.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import { passwordLength } from "./passwords.ts";

/** Where somebody signs in from: the address as tidyAddress spells it. */
export type From = { address: string; userAgent: string | undefined };

/** What signing in needs of better-auth. Cookies are lines for `Set-Cookie`; what they go back as is the header `Cookie`. */
export type Auth = {
  /** Opens a session; null when e-mail and password do not belong together, or the person may not come in. Takes about 0.1 s either way. */
  signIn(who: { email: string; password: string }, from: From): Promise<string[] | null>;
  /** Ends the cookie's session, and says how the cookie is taken back. */
  signOut(cookie: string): Promise<string[]>;
  /** Puts off the end of the cookie's session when it is more than a day old. */
  renew(cookie: string): Promise<string[]>;
  /** Sets another password, ends every session and opens a new one; null when the current password is wrong. */
  changePassword(cookie: string, current: string, next: string, from: From): Promise<string[] | null>;
  /** The session's token out of the header `Cookie`, if it carries our signature. */
  tokenOf(cookie: string | undefined): string | null;
};

/** In days: how long a session lasts that is not used. */
export const sessionDays = 14;

const addressHeader = "x-bellhop-address";
const day = 86_400;

/** The secret with which cookies are signed: made once for all processes on a database. */
export async function secretOf(db: Kysely<DB>): Promise<string> {
  const value = randomBytes(32).toString("hex");
  await db
    .insertInto("secrets")
    .values({ name: "session", value })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await db.selectFrom("secrets").select("value").where("name", "=", "session").executeTakeFirstOrThrow()).value;
}

/** Sets better-auth up when somebody first comes: loading it takes longer than the rest of a start. Cookies are `Secure` when the address that people call is https. */
export function createAuth(parts: { db: Kysely<DB>; secret: string; publicUrl: string; log: Log }): Auth {
  const { secret, publicUrl } = parts;
  let made: ReturnType<typeof configure> | undefined;
  const api = async () => {
    made ??= configure(parts);
    return (await made).api;
  };
  const name = `${publicUrl.startsWith("https:") ? "__Secure-" : ""}bellhop.session_token`;
  const headersOf = (cookie: string, from?: From) => {
    const headers = new Headers();
    if (cookie) headers.set("cookie", cookie);
    if (from) headers.set(addressHeader, from.address);
    if (from?.userAgent) headers.set("user-agent", from.userAgent);
    return headers;
  };
  const returnHeaders = true as const;
  return {
    signIn: (who, from) =>
      unless([401, 400], async () => {
        const { headers } = await (await api()).signInEmail({ body: who, headers: headersOf("", from), returnHeaders });
        return headers.getSetCookie();
      }),
    signOut: async (cookie) => {
      const { headers } = await (await api()).signOut({ headers: headersOf(cookie), returnHeaders });
      return headers.getSetCookie();
    },
    renew: async (cookie) => {
      const { headers } = await (await api()).getSession({ headers: headersOf(cookie), returnHeaders });
      return headers.getSetCookie();
    },
    changePassword: (cookie, current, next, from) =>
      unless([400], async () => {
        const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
        const { headers } = await (await api()).changePassword({
          body,
          headers: headersOf(cookie, from),
          returnHeaders,
        });
        return headers.getSetCookie();
      }),
    tokenOf: (cookie) => signedToken(cookie, name, secret),
  };
}

/** Runs something of better-auth; null when it refuses with one of these statuses. */
async function unless<T>(statuses: number[], run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) return null;
    throw error;
  }
}

/** A cookie's value without its signature; null when there is none or it is not ours. */
function signedToken(cookies: string | undefined, name: string, secret: string): string | null {
  for (const part of cookies?.split(";") ?? []) {
    const [key, value] = part.trim().split("=", 2);
    if (key !== name || !value) continue;
    const [token, signature] = decoded(value).split(".", 2);
    if (!token || !signature) return null;
    const right = createHmac("sha256", secret).update(token).digest();
    const given = Buffer.from(signature, "base64");
    return given.length === right.length && timingSafeEqual(given, right) ? token : null;
  }
  return null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}

const times = { createdAt: "created_at", updatedAt: "updated_at" };

async function configure({ db, secret, publicUrl, log }: Parameters<typeof createAuth>[0]) {
  const { betterAuth } = await import("better-auth");
  return betterAuth({
    appName: "Bellhop",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    database: { db, type: "postgres", transaction: true },
    telemetry: { enabled: false },
    // No level here: naming one makes it print every refused request on the console besides.
    logger: { log: (level, message) => log.debug({ level }, message) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
    },
    user: { modelName: "people", fields: { emailVerified: "email_verified", ...times } },
    session: {
      modelName: "people_sessions",
      fields: {
        userId: "person_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        ...times,
      },
      expiresIn: sessionDays * day,
      updateAge: day,
    },
    account: {
      modelName: "people_passwords",
      fields: {
        userId: "person_id",
        providerId: "provider",
        accountId: "account_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        ...times,
      },
      accountLinking: { enabled: false },
    },
    // It counts by address alone, and only requests that pass its own router: attempts.ts does more.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "bellhop",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { disableIpTracking: true },
      database: { generateId: "serial" },
    },
    databaseHooks: {
      session: {
        create: {
          // Whoever is disabled gets no session, in whatever way they would come in.
          before: async (session, context) => {
            const person = await db
              .selectFrom("people")
              .select("id")
              .where("id", "=", Number(session.userId))
              .where("disabled_at", "is", null)
              .executeTakeFirst();
            // Its own spelling of addresses would hide the half of an IPv6 address.
            return (
              person !== undefined && { data: { ...session, ipAddress: context?.headers?.get(addressHeader) ?? null } }
            );
          },
        },
      },
    },
  });
}
