// The user who makes the request: their name, password and sessions.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { version } from "../../base/version.ts";
import { SESSION_DAYS } from "../../core/access/auth.ts";
import * as policy from "../../core/access/policy.ts";
import * as secondFactor from "../../core/access/second-factor.ts";
import * as sessions from "../../core/access/sessions.ts";
import * as signIn from "../../core/access/sign-in.ts";
import * as users from "../../core/access/users.ts";
import type { ApiContext } from "../http/context.ts";
import { actorOf, type Principal } from "../http/guard.ts";
import { fromOf } from "./auth.ts";
import { code, newPassword, password, personName, personShape, role } from "./shapes.ts";

const tags = ["People"];
const me = z.object({
  person: personShape.nullable().describe("Who is signed in; null for an API key."),
  key: z.string().nullable().describe("The API key's name; null for a person."),
  role,
  version: z.string().describe("Of Bellhop."),
  second_factor: z
    .object({
      on: z.boolean(),
      recovery_codes: z.number().int().describe("How many are left."),
      required: z.boolean().describe("Whether it has to be on: nothing else works until it is."),
    })
    .nullable()
    .describe("Two-step sign-in; null for an API key."),
});

/** The user who makes the request. Throws BAD_REQUEST for an API key. */
export function personOf(request: FastifyRequest): Principal & { personId: number } {
  const principal = request.principal!;
  const { personId } = principal;
  if (personId === null) throw new Fault("BAD_REQUEST", "This is about a person; an API key is none. Sign in for it.");
  return { ...principal, personId };
}

/** The user who makes the request, with their name and email. Throws BAD_REQUEST for an API key. */
export async function whoOf(db: ApiContext["db"], request: FastifyRequest) {
  const person = personOf(request);
  const { id, name, email } = await users.get(db, person.personId);
  return { id, name, email, by: actorOf(person), sessionId: person.session!.id };
}

/** `/api/me`. */
export async function meRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  const shown = async (principal: Principal) => {
    if (principal.personId === null)
      return { person: null, key: principal.name, role: principal.role, version, second_factor: null };
    const { id, name, email, role } = await users.get(db, principal.personId);
    const state = await secondFactor.stateOf(db, id);
    const required = role === "admin" && (await policy.secondFactorForAdmins(db));
    const second_factor = { on: state.on, recovery_codes: state.recoveryCodes, required };
    return { person: { id, name, email, role }, key: null, role, version, second_factor };
  };

  routes.get(
    "/api/me",
    {
      config: { access: "viewer", enrolling: true },
      schema: { tags, summary: "Who asks", response: { 200: me } },
    },
    async (request, reply) => {
      const { session } = request.principal!;
      // The Desk calls this whenever it opens, so this is where a session in use and its cookie are extended.
      const fresh = clock().getTime() + (SESSION_DAYS - 1) * 86_400_000;
      if (session && session.expiresAt.getTime() < fresh) {
        await sessions.renew(db, session.id, clock());
        const token = context.auth.tokenOf(request.headers.cookie);
        if (token) reply.header("set-cookie", context.auth.sessionCookie(token));
      }
      return shown(request.principal!);
    },
  );
  routes.patch(
    "/api/me",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Changes one's own name",
        body: z.strictObject({ name: personName }),
        response: { 200: me },
      },
    },
    async (request) => {
      const person = personOf(request);
      await db
        .transaction()
        .execute((tx) => users.change({ tx, now: clock(), by: actorOf(person) }, person.personId, request.body));
      return shown(person);
    },
  );
  routes.post(
    "/api/me/confirm",
    {
      config: { access: "viewer", enrolling: true },
      schema: {
        tags,
        summary: "Confirms with the password that it is you",
        description: `What answers CONFIRM_PASSWORD is let through for ${sessions.CONFIRMED_MINUTES} minutes then, in this session.`,
        body: z.strictObject({ password, code }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await signIn.confirm(context, await whoOf(db, request), request.body, fromOf(request), clock());
      return reply.code(204).send(null);
    },
  );
  routes.post(
    "/api/me/password",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Sets another password; all one's other sessions end, and one-time links of one's own",
        body: z.strictObject({ current_password: password, new_password: newPassword }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const given = { current: request.body.current_password, next: request.body.new_password };
      const who = await whoOf(db, request);
      const { cookies } = await signIn.newPassword(context, who, given, fromOf(request), clock());
      return reply.code(204).header("set-cookie", cookies).send(null);
    },
  );
}
