// Two-step sign-in: users set it up and turn it off for themselves; admins reset it for others and decide whether admins must have it.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as limits from "../../core/access/limits.ts";
import * as policy from "../../core/access/policy.ts";
import * as rateLimit from "../../core/access/rate-limit.ts";
import * as secondFactor from "../../core/access/second-factor.ts";
import * as sessions from "../../core/access/sessions.ts";
import * as users from "../../core/access/users.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf } from "../http/fields.ts";
import { textField } from "../http/text-fields.ts";
import { whoOf } from "./me.ts";

const tags = ["People"];
const codes = z.object({
  recovery_codes: z.array(z.string()).describe("Each works once instead of a code. They cannot be shown again."),
});
const setting = z.strictObject({
  second_factor_for_admins: z.boolean().describe("Admins who have none can do nothing else until they have set it up."),
});

/** `/api/me/second-factor`, `/api/people/:id/second-factor` and `/api/settings/sign-in`. */
export async function secondFactorRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock, auth } = context;
  const own = { access: "viewer", confirm: true, enrolling: true } as const;

  routes.post(
    "/api/me/second-factor",
    {
      config: own,
      schema: {
        tags,
        summary: "Begins to set up two-step sign-in: makes a secret for an authenticator app",
        response: {
          201: z.object({
            secret: z.string().describe("Base32, for apps into which it is typed."),
            uri: z.string().describe("otpauth://…, for a QR code."),
          }),
        },
      },
    },
    async (request, reply) => {
      const made = await secondFactor.begin(db, auth.key, await whoOf(db, request), clock());
      return reply.code(201).send({ secret: made.secret, uri: made.address });
    },
  );
  routes.post(
    "/api/me/second-factor/confirm",
    {
      config: own,
      schema: {
        tags,
        summary: "Turns two-step sign-in on, with a code that the app shows; one's other sessions end",
        body: z.strictObject({ code: textField().trim().min(1).max(20) }),
        response: { 200: codes },
      },
    },
    async (request) => {
      const who = await whoOf(db, request);
      const limit = [limits.byCode(who.id, `session ${who.sessionId}`)];
      await rateLimit.count(db, limit, clock());
      const recovery_codes = await db.transaction().execute(async (tx) => {
        const ctx = { tx, now: clock(), by: who.by };
        const made = await secondFactor.enrol(ctx, auth.key, who.id, request.body.code);
        // The other sessions were opened without it.
        await sessions.endOthers(ctx, who.id, who.sessionId);
        return made;
      });
      await rateLimit.takeBackAttempts(db, limit);
      return { recovery_codes };
    },
  );
  routes.post(
    "/api/me/second-factor/recovery-codes",
    {
      config: own,
      schema: { tags, summary: "Makes new recovery codes; the old ones no longer work", response: { 200: codes } },
    },
    async (request) => {
      const { id, by } = await whoOf(db, request);
      return db.transaction().execute(async (tx) => ({
        recovery_codes: await secondFactor.renewCodes({ tx, now: clock(), by }, id),
      }));
    },
  );
  routes.delete(
    "/api/me/second-factor",
    {
      config: own,
      schema: { tags, summary: "Turns two-step sign-in off for oneself", response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { id, by } = await whoOf(db, request);
      await db.transaction().execute((tx) => secondFactor.remove({ tx, now: clock(), by }, id, "off"));
      return reply.code(204).send(null);
    },
  );
  routes.delete(
    "/api/people/:id/second-factor",
    {
      config: { access: "admin", confirm: true },
      schema: {
        tags,
        summary: "Resets a person's two-step sign-in, such as when their phone is lost",
        params: z.object({ id: bigId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = await users.get(db, request.params.id);
      const ctx = { now: clock(), by: byOf(request) };
      await db.transaction().execute((tx) => secondFactor.remove({ ...ctx, tx }, id, "reset"));
      return reply.code(204).send(null);
    },
  );
  routes.get(
    "/api/settings/sign-in",
    {
      config: { access: "admin" },
      schema: { tags, summary: "What is asked of those who sign in", response: { 200: setting } },
    },
    async () => ({ second_factor_for_admins: await policy.secondFactorForAdmins(db) }),
  );
  routes.put(
    "/api/settings/sign-in",
    {
      config: { access: "admin", confirm: true },
      schema: { tags, summary: "Says what is asked of those who sign in", body: setting, response: { 200: setting } },
    },
    async (request) => {
      const needed = request.body.second_factor_for_admins;
      const ctx = { now: clock(), by: byOf(request) };
      await db.transaction().execute((tx) => policy.requireSecondFactor({ ...ctx, tx }, needed));
      return { second_factor_for_admins: needed };
    },
  );
}
