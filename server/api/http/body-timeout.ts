// How long a request's body may take to arrive: half a minute, and longer for uploads, which come over slow lines too.
import type { FastifyInstance, FastifyRequest } from "fastify";

/** How long an upload may take, in ms: 100 MB at 1 Mbit/s. */
export const UPLOAD_TIMEOUT_MS = 15 * 60_000;

/** How long any other body may take, in ms. */
const BODY_TIMEOUT_MS = 30_000;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the body may take as long as an upload. */
    longBody?: boolean;
  }
}

/** Closes the connection of a request whose body does not arrive in time. */
export function limitBodies(app: FastifyInstance): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const arrived = (request: FastifyRequest, _reply: unknown, done: () => void) => {
    clearTimeout(timers.get(request));
    done();
  };
  app.addHook("onRequest", (request, _reply, done) => {
    const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
    const hasBody = length !== "0" || coding !== undefined;
    if (hasBody && !request.routeOptions.config.longBody)
      timers.set(
        request,
        setTimeout(() => request.raw.destroy(), BODY_TIMEOUT_MS),
      );
    done();
  });
  app.addHook("preValidation", arrived);
  app.addHook("onRequestAbort", (request, done) => {
    clearTimeout(timers.get(request));
    done();
  });
  app.addHook("onResponse", arrived);
}
