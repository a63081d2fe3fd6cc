// Turns faults into HTTP: the kind decides the status, and the body is RFC 9457 problem+json.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { z } from "zod";
import { isTransient } from "../../base/db.ts";
import { type CoreCode, coreFaults, Fault, type FaultDefinition, type Kind } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import type { SkillVocabulary } from "../../contract/skill.ts";
import { sentencesOf, useOwnWords } from "./wording.ts";

const statuses: Record<Kind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  unsupported: 415,
  misdirected: 421,
  too_large: 413,
  unsatisfiable: 416,
  too_many: 429,
  unavailable: 503,
  internal: 500,
};

/** Every error code of the API. */
export const codesOf = (plugins: readonly SkillVocabulary[]): string[] =>
  [coreFaults, ...plugins.map(({ errors = {} }) => errors)].flatMap((table) => Object.keys(table));

/** The body of every error. */
export const problemOf = (plugins: readonly SkillVocabulary[]) =>
  z
    .object({
      type: z.string().describe("Identifies the kind of problem; the code as a URN."),
      title: z.string(),
      status: z.number().int(),
      code: z.enum(codesOf(plugins)).describe("Stable: branch on this."),
      detail: z.string().describe("What happened and what to do."),
      errors: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .optional()
        .describe("For BAD_REQUEST and BAD_TEMPLATE: what is wrong, field by field."),
      request_id: z.string().optional().describe("Stands in every line of the log about this request."),
    })
    .describe("RFC 9457 problem details.");

type Problem = z.infer<ReturnType<typeof problemOf>>;

/** Sends a fault: one of the core's by its code, or a definition as it was thrown. */
export function refuse(
  reply: FastifyReply,
  what: CoreCode | FaultDefinition,
  detail: string,
  more: Partial<Problem> & { checks?: object[] } = {},
): FastifyReply {
  const { code, kind, title } = typeof what === "string" ? coreFaults[what] : what;
  // Requests that could not be parsed skip the hooks that set these headers.
  reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store");
  const status = statuses[kind];
  if (status === 401) reply.header("www-authenticate", "Bearer");
  if (status === 429 && !reply.hasHeader("retry-after")) reply.header("retry-after", "60");
  if (status === 503) reply.header("retry-after", "1");
  const requestId: string | undefined = reply.request?.id;
  if (requestId !== undefined) reply.header("x-request-id", requestId);
  const body: Problem = {
    ...more,
    type: `urn:bellhop:error:${code}`,
    title,
    status,
    code,
    detail,
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
  // Bypasses the route's serializer, which is for the shape of its successful response.
  return reply.code(status).type("application/problem+json").serializer(JSON.stringify).send(body);
}

/** Turns everything that a route throws, and every unknown address, into a problem. */
export function installErrors(app: FastifyInstance, log: Log): void {
  useOwnWords();
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, "NOT_FOUND", `There is nothing at ${request.method} ${pathOf(request)}.`),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof Fault) {
      if (error.retryAfter !== null) reply.header("retry-after", String(error.retryAfter));
      return refuse(reply, error, error.message, error.errors.length > 0 ? { errors: [...error.errors] } : {});
    }
    if (hasZodFastifySchemaValidationErrors(error)) {
      const where = error.validationContext ?? "";
      const wrongs = error.validation.map(({ instancePath: path, message = "is not valid", params }) => ({
        ...{ where, path, message },
        limit: "maximum" in params ? params.maximum : "minimum" in params ? -Number(params.minimum) : undefined,
      }));
      const errors = wrongs.map(({ path, message }) => ({ path: `${where}${path}`, message }));
      return refuse(reply, "BAD_REQUEST", sentencesOf(wrongs), { errors });
    }
    if (error.statusCode === 413) return refuse(reply, "TOO_LARGE", "The body is larger than this address takes.");
    if (error.statusCode === 415) return refuse(reply, "UNSUPPORTED_MEDIA_TYPE", whatToSend(request));
    if (error.code === "FST_ERR_CTP_EMPTY_JSON_BODY")
      return refuse(reply, "BAD_REQUEST", "The body is empty. Send a JSON object, or leave Content-Type out.");
    if (error instanceof SyntaxError || error.code === "FST_ERR_CTP_INVALID_JSON_BODY")
      return refuse(reply, "BAD_REQUEST", `The body is not JSON: ${error.message}.`);
    if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, "BAD_REQUEST", error.message);
    if (beyondStorage.has((error as { code?: string }).code ?? "")) {
      log.warn({ err: error, path: pathOf(request) }, "a request had a value that the database cannot hold");
      return refuse(
        reply,
        "BAD_REQUEST",
        "A number, a time or a text of this request is outside of what Bellhop keeps.",
      );
    }
    if (isTransient(error)) {
      log.warn({ err: error, path: pathOf(request) }, "the database is out of reach");
      return refuse(reply, "NOT_READY", "The database is out of reach. Try again shortly.");
    }
    log.error({ err: error, path: pathOf(request) }, "a request failed");
    return refuse(
      reply,
      "INTERNAL",
      "The fault is in the log. Try again; if it stays, tell whoever runs this Bellhop.",
    );
  });
}

/** PostgreSQL's codes for values that it cannot store: a number, time or character out of range. */
const beyondStorage: ReadonlySet<string> = new Set(["22003", "22008", "22021", "22P02", "22P05"]);

/** What to send instead of an unsupported content type. */
function whatToSend({ headers }: FastifyRequest): string {
  const given = headers["content-type"];
  const came = given === undefined ? "has no Content-Type" : `came as ${JSON.stringify(given.slice(0, 100))}`;
  return `The body ${came}; this address reads JSON. Send the header Content-Type: application/json (with curl: -H 'Content-Type: application/json').`;
}

const pathOf = (request: FastifyRequest): string => request.url.split("?")[0]!;
