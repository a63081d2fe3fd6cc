// Who may do what over HTTP: API keys now; every route names the role that it needs.
import type { FastifyRequest, onRequestHookHandler } from "fastify";
import type { Kysely } from "kysely";
import type { DB } from "../../db/rows.ts";
import { Fault } from "../base/errors.ts";
import type { Clock } from "../contract/ports.ts";
import * as keys from "../core/access/keys.ts";
import { includes, type Role } from "../core/access/roles.ts";

/** What a route says of itself, for the guard and for the test that walks all routes. */
declare module "fastify" {
  interface FastifyContextConfig {
    /** The least role that may call this; `public` for what needs none. */
    access?: Role | "public";
  }
  interface FastifyRequest {
    /** Who calls; null on public routes. */
    principal: keys.Principal | null;
  }
}

/** Checks the API key of every route that is not public. A route that says nothing is for admins. */
export function createGuard(deps: {
  db: Kysely<DB>;
  apiKeys: readonly keys.EnvironmentKey[];
  clock: Clock;
}): onRequestHookHandler {
  // A callback and not a promise: the webhooks' doors are public, and thousands a second pass here.
  return (request, _reply, done) => {
    const access = request.routeOptions.config.access ?? "admin";
    if (access === "public" || request.is404) return done();
    identify(request, access, deps).then(
      (principal) => {
        request.principal = principal;
        done();
      },
      (fault: Error) => done(fault),
    );
  };
}

/** Who calls. Throws API_KEY_MISSING, API_KEY_WRONG or NOT_ALLOWED. */
async function identify(
  request: FastifyRequest,
  access: Role,
  deps: { db: Kysely<DB>; apiKeys: readonly keys.EnvironmentKey[]; clock: Clock },
): Promise<keys.Principal> {
  const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!key) {
    throw new Fault(
      "API_KEY_MISSING",
      "Send the header Authorization: Bearer <key>. Make a key with: npm run bellhop -- keys create NAME",
    );
  }
  const principal = await keys.verify(deps.db, key, deps.apiKeys, deps.clock());
  if (!principal)
    throw new Fault("API_KEY_WRONG", "Check the key, or make another with: npm run bellhop -- keys create NAME");
  if (!includes(principal.role, access)) {
    throw new Fault("NOT_ALLOWED", `The key ${principal.name} has the role ${principal.role}; this needs ${access}.`);
  }
  return principal;
}
