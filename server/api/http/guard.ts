// Access control over HTTP: API keys, and users with a session cookie. Every route names the role that it needs.
import { createHash } from "node:crypto";
import type { FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from "fastify";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import { asking } from "../../base/journal.ts";
import type { Clock } from "../../contract/ports.ts";
import type { Role } from "../../contract/roles.ts";
import { tidyAddress } from "../../core/access/address.ts";
import { type Auth, bringsSession } from "../../core/access/auth.ts";
import * as keys from "../../core/access/keys.ts";
import { includes } from "../../core/access/roles.ts";
import * as sessions from "../../core/access/sessions.ts";
import { isSameOrigin } from "./origin.ts";

/** Who makes a request: a user, or an API key, which has no user. */
export type Principal = {
  name: string;
  role: Role;
  personId: number | null;
  /** The API key's id; null for users and for keys of the environment. */
  keyId: number | null;
  /** For an API key: who created it, and when it expires; null for users. */
  key: { makerId: number | null; expiresAt: Date | null } | null;
  /** The user's session, and when it expires unless it is used; see sessions.ts. */
  session: { id: number; expiresAt: Date; confirmed: boolean; mustEnrol: boolean } | null;
};

/** What a route declares for the guard and for the test of all routes. */
declare module "fastify" {
  interface FastifyContextConfig {
    /** The lowest role that may call this; `public`: anybody. */
    access?: Role | "public";
    /** Whether users must have confirmed their password recently in this session. API keys are exempt. */
    confirm?: boolean;
    /** Whether admins may call it who still have to set up a second factor. */
    enrolling?: boolean;
    /** Whether a key that was valid before is accepted while the database is unavailable. */
    remembers?: boolean;
  }
  interface FastifyRequest {
    /** Who makes the request; null on public routes. */
    principal: Principal | null;
  }
}

/** What the guard needs. */
type Parts = {
  db: Kysely<DB>;
  auth: Auth;
  publicUrl: string;
  apiKeys: readonly keys.EnvironmentKey[];
  clock: Clock;
};

/** The name for the audit log: `desk:NAME` for users, `api:NAME` for keys. */
export const actorOf = ({ name, personId }: Principal): string => `${personId === null ? "api" : "desk"}:${name}`;

/**
 * Stores who makes the request for the audit log, until it is answered. Must run after the body is parsed, because parsing loses the async
 * context.
 */
export const keepAsker: preHandlerHookHandler = ({ principal }, _reply, done) =>
  principal ? asking.run({ personId: principal.personId, keyId: principal.keyId }, done) : done();

/** Checks the API key or session for every route that is not public. A route without a declared role is for admins. */
export function createGuard(context: Parts): onRequestHookHandler {
  const believed = new Map<string, Principal>();
  // A callback and not a promise, for speed: the webhook endpoints are public and take thousands of requests a second.
  return (request, _reply, done) => {
    const access = request.routeOptions.config.access ?? "admin";
    if (access === "public" || request.is404) return done();
    const remembers = request.routeOptions.config.remembers ? believed : null;
    identify(request, access, context, remembers).then(
      (principal) => {
        request.principal = principal;
        done();
      },
      (fault: Error) => done(fault),
    );
  };
}

/**
 * Finds out who makes the request. Throws API_KEY_MISSING, API_KEY_WRONG, SIGNED_OUT, WRONG_ORIGIN, NOT_ALLOWED, SECOND_FACTOR_REQUIRED or
 * CONFIRM_PASSWORD.
 */
async function identify(
  request: FastifyRequest,
  access: Role,
  context: Parts,
  believed: Map<string, Principal> | null,
): Promise<Principal> {
  const { authorization, cookie } = request.headers;
  // An API key takes precedence: when a program sends one, its cookies are ignored.
  const principal =
    authorization === undefined && bringsSession(cookie)
      ? await bySession(request, context)
      : await (believed ? byKeyOrMemory(request, context, believed) : byKey(request, context));
  if (!includes(principal.role, access)) {
    const who = principal.personId === null ? `The key ${principal.name}` : principal.name;
    throw new Fault("NOT_ALLOWED", `${who} has the role ${principal.role}; this needs ${access}.`);
  }
  const { confirm, enrolling } = request.routeOptions.config;
  if (principal.session?.mustEnrol && !enrolling) {
    throw new Fault(
      "SECOND_FACTOR_REQUIRED",
      "Admins of this Bellhop sign in in two steps. Set it up in the Desk first, or with POST /api/me/second-factor.",
    );
  }
  if (confirm && principal.session && !principal.session.confirmed) {
    throw new Fault(
      "CONFIRM_PASSWORD",
      "Confirm that it is you: POST your password to /api/me/confirm, then try again.",
    );
  }
  return principal;
}

/** Like {@link byKey}, but while the database is unavailable a key is accepted that was valid the last time. */
async function byKeyOrMemory(
  request: FastifyRequest,
  context: Parts,
  believed: Map<string, Principal>,
): Promise<Principal> {
  const hash = createHash("sha256")
    .update(request.headers.authorization ?? "")
    .digest("base64");
  try {
    const principal = await byKey(request, context);
    believed.set(hash, principal);
    return principal;
  } catch (error) {
    const known = believed.get(hash);
    if (known && isTransient(error)) return known;
    believed.delete(hash);
    throw error;
  }
}

async function byKey(request: FastifyRequest, context: Parts): Promise<Principal> {
  const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!key) {
    throw new Fault(
      "API_KEY_MISSING",
      "Sign in, or send the header Authorization: Bearer <key>. Make a key with: npm run bellhop -- keys create NAME",
    );
  }
  const found = await keys.verify(context.db, key, context.apiKeys, context.clock(), tidyAddress(request.ip));
  if (!found)
    throw new Fault("API_KEY_WRONG", "Check the key, or make another with: npm run bellhop -- keys create NAME");
  return { ...found, personId: null, session: null };
}

async function bySession(request: FastifyRequest, { db, auth, publicUrl, clock }: Parts): Promise<Principal> {
  const token = auth.tokenOf(request.headers.cookie);
  const found = token === null ? null : await sessions.find(db, token, clock());
  if (!found) throw new Fault("SIGNED_OUT", "The session has ended. Sign in again.");
  const reads = ["GET", "HEAD", "OPTIONS"].includes(request.method) && request.headers.upgrade === undefined;
  if (!reads && !isSameOrigin(request, publicUrl)) {
    throw new Fault("WRONG_ORIGIN", "Only pages of this Bellhop may do this with its cookie. Programs use an API key.");
  }
  const { name, role, personId, sessionId, expiresAt, confirmed, mustEnrol } = found;
  const session = { id: sessionId, expiresAt, confirmed, mustEnrol };
  return { name, role, personId, keyId: null, key: null, session };
}
