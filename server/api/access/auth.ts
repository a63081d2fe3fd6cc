// Signing in and out, and one-time links. Besides webhooks, these are the only routes that write anything without an API key or a session.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { tidyAddress } from "../../core/access/address.ts";
import type { From } from "../../core/access/auth.ts";
import { linkPurposes } from "../../core/access/links.ts";
import * as sessions from "../../core/access/sessions.ts";
import * as signIn from "../../core/access/sign-in.ts";
import * as users from "../../core/access/users.ts";
import type { ApiContext } from "../http/context.ts";
import { isSameOrigin } from "../http/origin.ts";
import { textField } from "../http/text-fields.ts";
import { forgottenRoute } from "./forgotten.ts";
import { code, email, newPassword, password, personName, personShape } from "./shapes.ts";

const tags = ["People"];
const access = { config: { access: "public" } } as const;
const token = textField().min(1).max(200).describe("What stands behind # in the link.");
const signedIn = z.object({ person: personShape });

/** Where a request comes from, for rate limits and the list of sessions. */
export const fromOf = (request: FastifyRequest): From => ({
  address: tidyAddress(request.ip),
  userAgent: request.headers["user-agent"]?.slice(0, 300),
  cookie: request.headers.cookie,
});

/** `/api/auth/…`. */
export async function authRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  // Refuses requests from other sites' pages, so that they cannot sign anybody in.
  routes.addHook("onRequest", async (request) => {
    const { origin, "sec-fetch-site": site } = request.headers;
    const browser = origin !== undefined || site !== undefined;
    if (browser && !isSameOrigin(request, context.publicUrl))
      throw new Fault("WRONG_ORIGIN", "Only pages of this Bellhop may sign somebody in or out.");
  });

  /** Sets the cookies of a new session and responds with the user. */
  const welcome = async (reply: FastifyReply, { token, cookies }: signIn.Opened) => {
    const found = await sessions.find(context.db, token, context.clock());
    if (!found) throw new Fault("SIGNED_OUT", "The session has ended. Sign in again.");
    const { id, name, email, role } = await users.get(context.db, found.personId);
    return reply.header("set-cookie", cookies).send({ person: { id, name, email, role } });
  };

  routes.get(
    "/api/auth/state",
    {
      ...access,
      schema: {
        tags,
        summary: "What the sign-in page offers",
        response: {
          200: z.object({
            has_admin: z.boolean().describe("Whether there is anybody yet who could sign in as an admin."),
            sends_mail: z.boolean().describe("Whether a link for a forgotten password can be mailed."),
          }),
        },
        security: [],
      },
    },
    async () => ({ has_admin: await users.hasAdmin(context.db), sends_mail: context.mail.mailer !== null }),
  );
  routes.post(
    "/api/auth/sign-in/email",
    {
      ...access,
      schema: {
        tags,
        summary: "Signs in with a password: sets the session's cookie",
        description: "Answers SECOND_FACTOR_NEEDED when a code is missing: send the same again with it.",
        body: z.strictObject({ email: textField().trim().max(320), password, code }),
        response: { 200: signedIn },
        security: [],
      },
    },
    async (request, reply) =>
      welcome(reply, await signIn.byPassword(context, request.body, fromOf(request), context.clock())),
  );
  routes.post(
    "/api/auth/sign-out",
    {
      ...access,
      schema: {
        tags,
        summary: "Ends the session and takes its cookie back",
        response: { 204: z.null() },
        security: [],
      },
    },
    async (request, reply) => {
      const cookies = await signIn.out(context, request.headers.cookie ?? "", context.clock());
      return reply.code(204).header("set-cookie", cookies).send(null);
    },
  );
  routes.post(
    "/api/auth/links/look",
    {
      ...access,
      schema: {
        tags,
        summary: "What a one-time link is for",
        description: "The secret goes in the body: addresses are kept in logs.",
        body: z.strictObject({ token }),
        response: {
          200: z.object({
            purpose: z
              .enum(linkPurposes)
              .describe("first makes the first admin, who chooses name and e-mail address too."),
            name: z.string().nullable(),
            email: z.string().nullable(),
            expires_at: z.iso.datetime(),
          }),
        },
        security: [],
      },
    },
    async (request) => {
      const { token: given } = request.body;
      const { expiresAt, ...shown } = await signIn.lookAtLink(context.db, given, fromOf(request), context.clock());
      return { ...shown, expires_at: expiresAt.toISOString() };
    },
  );
  forgottenRoute(app, context);
  routes.post(
    "/api/auth/links/accept",
    {
      ...access,
      schema: {
        tags,
        summary: "Uses a one-time link: sets the password and signs in",
        body: z.strictObject({
          token,
          password: newPassword,
          code,
          name: personName.optional().describe("Another name than the link says; needed for the first admin."),
          email: email.optional().describe("Needed for the first admin; not looked at for others."),
        }),
        response: { 200: signedIn },
        security: [],
      },
    },
    async (request, reply) =>
      welcome(reply, await signIn.byLink(context, request.body, fromOf(request), context.clock())),
  );
}
