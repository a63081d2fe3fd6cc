// Refuses parameters that a route does not know or that are given twice, instead of ignoring them.
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";

/** Whether this applies to a route: not to pages, webhooks and health checks. */
function isStrict({ url, schema }: Pick<RouteOptions, "url" | "schema">): boolean {
  const { hide, tags } = (schema ?? {}) as { hide?: boolean; tags?: readonly string[] };
  return !hide && !tags?.includes("Webhooks") && !/^\/(healthz|readyz)\/?$/.test(url);
}

/** Makes every route that is added from now on refuse parameters that are not in its schemas. */
export function refuseUnknown(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (!isStrict(route)) return;
    const schema = (route.schema ?? {}) as { querystring?: unknown; body?: unknown };
    const strict = (given: unknown) => (given instanceof z.ZodObject ? given.strict() : given);
    route.schema = {
      ...route.schema,
      querystring: strict(schema.querystring ?? z.object({})),
      ...(schema.body === undefined ? {} : { body: strict(schema.body) }),
    };
    const before = [route.preValidation ?? []].flat();
    route.preValidation = [refuseRepeated, ...before] as NonNullable<RouteOptions["preValidation"]>;
  });
}

/** Throws BAD_REQUEST for a parameter that is given more than once, because it is unclear which one is meant. */
function refuseRepeated(request: FastifyRequest, _reply: unknown, done: (fault?: Error) => void): void {
  const repeated = Object.entries(request.query as object).find(([, value]) => Array.isArray(value));
  if (repeated === undefined) done();
  else {
    const [name, { length }] = repeated as [string, unknown[]];
    const detail = `The query: ${JSON.stringify(name.slice(0, 100))} is given ${length} times. Give it once.`;
    done(new Fault("BAD_REQUEST", detail));
  }
}
