// What routes an application really has, read from its router: nobody can forget to list one.
import type { FastifyInstance } from "fastify";

export type Route = { method: string; path: string };

/** Every route but the automatic HEAD ones. */
export function routesOf(app: FastifyInstance): Route[] {
  const found: Route[] = [];
  let path: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split("\n")) {
    const [, indent, part, methods] = /^([│\s]*)[├└]── (\S*) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    if (indent === undefined || part === undefined || methods === undefined) continue;
    path = [...path.slice(0, indent.length / 4), part];
    // The printed tree leaves out the slash before a star.
    const whole = path.join("").replace(/([^/])\*$/, "$1/*");
    for (const method of methods.split(", ")) if (method !== "HEAD") found.push({ method, path: whole });
  }
  return found;
}
