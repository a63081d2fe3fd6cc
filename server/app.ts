// The web application: all groups of routes, with the guard and the error handling around them.
import { randomUUID } from "node:crypto";
import fastifySwagger from "@fastify/swagger";
import scalar from "@scalar/fastify-api-reference";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { z } from "zod";
import { auditRoutes } from "./api/access/audit.ts";
import { authRoutes } from "./api/access/auth.ts";
import { keyRoutes } from "./api/access/keys.ts";
import { meRoutes } from "./api/access/me.ts";
import { secondFactorRoutes } from "./api/access/second-factor.ts";
import { sessionRoutes } from "./api/access/sessions.ts";
import { userRoutes } from "./api/access/users.ts";
import { ruleRoutes } from "./api/bot/rules.ts";
import { ruleTryRoutes } from "./api/bot/try.ts";
import { callActionRoutes } from "./api/calls/acting.ts";
import { callRoutes } from "./api/calls/calls.ts";
import { contactRoutes } from "./api/contacts/contacts.ts";
import { privacyRoutes } from "./api/contacts/privacy.ts";
import { costRoutes } from "./api/costs/costs.ts";
import { allowEmptyBodies, markOptionalBodies } from "./api/http/bodies.ts";
import { limitBodies, UPLOAD_TIMEOUT_MS } from "./api/http/body-timeout.ts";
import type { ApiContext, Routes } from "./api/http/context.ts";
import { installErrors, problemOf, refuse } from "./api/http/errors.ts";
import { watchForwarding } from "./api/http/forwarding.ts";
import { createGuard, keepAsker } from "./api/http/guard.ts";
import { allowOrigins, pageHeaders, pagePolicy, protectDocumentation, setHeaders } from "./api/http/headers.ts";
import { checkHosts, createHostCheck } from "./api/http/hosts.ts";
import { refuseUnknown } from "./api/http/strict.ts";
import { webRoutes } from "./api/http/web.ts";
import { conversationRoutes } from "./api/inbox/conversations.ts";
import { inboxRoutes } from "./api/inbox/inbox.ts";
import { labelRoutes } from "./api/inbox/labels.ts";
import { recipientRoutes } from "./api/inbox/recipient.ts";
import { stickerRoutes } from "./api/inbox/stickers.ts";
import { installSockets, liveRoutes } from "./api/live/live.ts";
import { mediaRoutes } from "./api/media/media.ts";
import { posterRoutes } from "./api/media/poster.ts";
import { uploadRoutes } from "./api/media/upload.ts";
import { messageRoutes } from "./api/messages/messages.ts";
import { sendRoutes } from "./api/messages/send.ts";
import { newsRoutes } from "./api/news/news.ts";
import { numberCallRoutes } from "./api/numbers/calls.ts";
import { numberCheckRoutes } from "./api/numbers/check.ts";
import { openingHourRoutes } from "./api/numbers/hours.ts";
import { numberRoutes } from "./api/numbers/numbers.ts";
import { receiptRoutes } from "./api/numbers/receipts.ts";
import { throughputRoutes } from "./api/numbers/throughput.ts";
import { alarmRoutes } from "./api/operations/alarms.ts";
import { deadLetterRoutes } from "./api/operations/dead-letters.ts";
import { healthRoutes } from "./api/operations/health.ts";
import { operationRoutes } from "./api/operations/operations.ts";
import { retentionRoutes } from "./api/operations/retention.ts";
import { setupRoutes } from "./api/operations/setup.ts";
import { webhookRoutes } from "./api/operations/webhooks.ts";
import { exportRoutes } from "./api/tables/export.ts";
import { overviewRoutes } from "./api/tables/overview.ts";
import { tableRoutes } from "./api/tables/table.ts";
import { occasionRoutes } from "./api/templates/occasions.ts";
import { templateRoutes } from "./api/templates/templates.ts";
import { templateWriteRoutes } from "./api/templates/write.ts";
import { cannedRoutes } from "./api/thread/canned.ts";
import { conversationMediaRoutes } from "./api/thread/media.ts";
import { threadRoutes } from "./api/thread/thread.ts";
import { Fault } from "./base/errors.ts";
import { whyNotLocal } from "./base/local.ts";
import { logFields } from "./base/log.ts";
import { version } from "./base/version.ts";

/** Builds the application; it does not listen yet. */
export async function buildApp(context: ApiContext): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    trustProxy: context.trustProxy?.length ? [...context.trustProxy] : false,
    routerOptions: { ignoreTrailingSlash: true },
    // Providers keep connections open for long. A proxy must close an idle connection before we do, so this is longer than the usual 60 s.
    keepAliveTimeout: 75_000,
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    // Of the longest body, an upload on a slow line; limitBodies shortens it for all other routes.
    requestTimeout: UPLOAD_TIMEOUT_MS,
    forceCloseConnections: "idle",
    // A URL that cannot be parsed gets a problem response like any other error.
    frameworkErrors: (error, _request, reply) => {
      refuse(reply as unknown as FastifyReply, "BAD_REQUEST", error.message);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  nameRequests(app);
  installErrors(app, context.log);
  setHeaders(app, context.publicUrl);
  await installSockets(app);
  const forwarding = watchForwarding(context);
  app.addHook("onRequest", (request, _reply, done) => {
    forwarding.look(request);
    done();
  });
  limitBodies(app);
  checkHosts(app, createHostCheck(context.publicUrl, context.allowedHosts));
  await allowOrigins(app, context.corsOrigins);
  refuseUnknown(app);
  // Only JSON is accepted: a body without a type or sent as a form gets an error that says so.
  app.removeContentTypeParser("text/plain");
  const guard = createGuard(context);
  app.decorateRequest("principal", null);
  app.addHook("onRequest", guard);
  app.addHook("preHandler", keepAsker);
  await describe(app, context);
  await app.register(async (scope) => webhookRoutes(scope, context));
  await app.register(async (scope) => authRoutes(scope, context));
  await app.register(async (scope) => {
    for (const routes of deskRoutes) await routes(scope, context);
    await healthRoutes(scope, context, forwarding.seen);
    for (const routes of accessRoutes) await routes(scope, context);
    await liveRoutes(scope, context, guard);
  });
  await app.register(async (scope) => posterRoutes(scope, context));
  await app.register(async (scope) => {
    allowEmptyBodies(scope);
    for (const { routes } of context.plugins) await routes?.(scope, context);
  });
  await app.register(documentation);
  await app.register(async (scope) => webRoutes(scope, (cookies) => context.auth.tokenOf(cookies) !== null));
  if (context.sim) await app.register(simulator(context.sim));
  return app;
}

/** Routes of messages and contacts, in the order of the API description. */
const deskRoutes: readonly Routes[] = [
  messageRoutes,
  conversationRoutes,
  sendRoutes,
  mediaRoutes,
  uploadRoutes,
  inboxRoutes,
  recipientRoutes,
  contactRoutes,
  privacyRoutes,
  threadRoutes,
  conversationMediaRoutes,
  labelRoutes,
  cannedRoutes,
  stickerRoutes,
  ruleRoutes,
  ruleTryRoutes,
  deadLetterRoutes,
  alarmRoutes,
  retentionRoutes,
  newsRoutes,
  operationRoutes,
  setupRoutes,
  tableRoutes,
  exportRoutes,
  overviewRoutes,
  callRoutes,
  callActionRoutes,
  costRoutes,
  templateRoutes,
  occasionRoutes,
  templateWriteRoutes,
  numberRoutes,
  numberCheckRoutes,
  numberCallRoutes,
  receiptRoutes,
  openingHourRoutes,
  throughputRoutes,
];

/** Routes of users, sessions and API keys, and of the audit log. */
const accessRoutes: readonly Routes[] = [
  auditRoutes,
  meRoutes,
  sessionRoutes,
  secondFactorRoutes,
  userRoutes,
  keyRoutes,
];

/** Adds a request's id to the response and to each log line about the request. */
function nameRequests(app: FastifyInstance): void {
  // The log fields are set again after the body was read, since reading it loses the async context.
  const named = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.header("x-request-id", request.id);
    logFields.run({ request_id: request.id }, done);
  };
  app.addHook("onRequest", named);
  app.addHook("preHandler", named);
}

/** Describes in OpenAPI the routes that are added after it. */
async function describe(app: FastifyInstance, context: ApiContext): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Bellhop", version, description: "A self-hosted WhatsApp desk that also takes bookings." },
      components: {
        schemas: { Problem: problemSchema(context) },
        securitySchemes: {
          key: { type: "http", scheme: "bearer", description: "An API key." },
          session: { type: "apiKey", in: "cookie", name: "bellhop_session", description: "Somebody signed in." },
          board: { type: "http", scheme: "bearer", description: "A board's own password." },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: withProblems,
    transformObject: markOptionalBodies,
  });
}

/** The request id from a proxy, if valid; otherwise a new one. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === "string" && /^[\w.:/=+-]{1,100}$/.test(given) ? given : randomUUID();

/** Documents the problem response for every route. */
const withProblems: typeof jsonSchemaTransform = (input) => {
  const output = jsonSchemaTransform(input);
  if (input.schema?.hide) return output;
  const response = {
    ...(output.schema.response as object | undefined),
    default: {
      description: "A problem",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  };
  return { ...output, schema: { ...output.schema, response } };
};

/** The JSON schema of a problem. */
function problemSchema({ plugins }: ApiContext): object {
  const { $schema: _, ...schema } = z.toJSONSchema(problemOf(plugins));
  return schema;
}

/** The API description as JSON and as a page. */
async function documentation(app: FastifyInstance): Promise<void> {
  const config = { access: "public" } as const;
  app.get("/api/openapi.json", { config, schema: { hide: true } }, async () => app.swagger());
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, access: "public" };
  });
  await protectDocumentation(app);
  await app.register(scalar, {
    routePrefix: "/api/docs",
    // The page of the documentation must not call other servers.
    configuration: {
      url: "/api/openapi.json",
      title: "Bellhop API",
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: "never",
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
}

const simHeaders = { ...pageHeaders, "x-content-type-options": "nosniff", "content-security-policy": pagePolicy(null) };

/** Passes requests below /sim/ to the simulator, which parses them itself. Requests from other machines are refused unread. */
function simulator(handle: NonNullable<ApiContext["sim"]>) {
  return async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    const config = { access: "public" } as const;
    app.addHook("onRequest", async ({ raw }) => {
      const refusal = whyNotLocal(raw);
      if (refusal === null) return;
      throw new Fault(
        "NOT_LOCAL",
        `${refusal} The simulator is for people on this machine: open it as http://localhost:${raw.socket.localPort}/sim/`,
      );
    });
    const pass = (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack();
      for (const [name, value] of Object.entries(simHeaders)) reply.raw.setHeader(name, value);
      handle(request.raw, reply.raw, (request.raw.url ?? "").slice("/sim/".length));
    };
    app.all("/sim/*", { config, schema: { hide: true } }, pass);
    // The router treats /sim/ like /sim; the page's relative URLs need the slash.
    app.all("/sim", { config, schema: { hide: true } }, (request, reply) =>
      /^\/sim(\?|$)/.test(request.raw.url ?? "") ? reply.redirect("/sim/") : pass(request, reply),
    );
  };
}
