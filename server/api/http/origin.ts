// Whether a request comes from a page of this very Bellhop: what keeps other pages from acting with somebody's cookie.
import type { FastifyRequest } from "fastify";

/**
 * Whether the browser says that the request comes from our own origin: the one of PUBLIC_URL, or the host under which it was reached.
 * Browsers send Origin with everything that is not a plain read, and with every upgrade; what says nothing of it is not let pass.
 */
export function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin") return false;
  if (origin === undefined) return site === "same-origin";
  if (!URL.canParse(origin)) return false;
  const own = new URL(publicUrl);
  const given = new URL(origin);
  if (given.origin === own.origin) return true;
  // The same Bellhop by another name: 127.0.0.1, an address in the house. Not by http where PUBLIC_URL is https.
  return given.host === request.host && given.host !== own.host;
}
