// The routes of an application, read from its router, so that none can be forgotten.
import type { FastifyInstance } from "fastify";

export type Route = { method: string; path: string };

/** Every route except the automatic HEAD ones. */
export function routesOf(app: FastifyInstance): Route[] {
  const found: Route[] = [];
  let path: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split("\n")) {
    const [, indent, part, methods] = /^([│\s]*)[├└]── (\S*) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    if (indent === undefined || part === undefined || methods === undefined) continue;
    path = [...path.slice(0, indent.length / 4), part];
    // The printed tree omits the slash before a star.
    const whole = path.join("").replace(/([^/])\*$/, "$1/*");
    for (const method of methods.split(", ")) if (method !== "HEAD") found.push({ method, path: whole });
  }
  return found;
}
