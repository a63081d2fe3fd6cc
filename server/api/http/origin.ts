// Whether a request comes from a page of this Bellhop. This prevents other sites from using a user's cookie (CSRF).
import type { FastifyRequest } from "fastify";

/**
 * Whether the Origin header is our own: that of PUBLIC_URL, or of the host that was called. Browsers send Origin with every request that is
 * not a plain read, and with every upgrade; a request without it is refused.
 */
export function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin") return false;
  if (origin === undefined) return site === "same-origin";
  if (!URL.canParse(origin)) return false;
  const own = new URL(publicUrl);
  const given = new URL(origin);
  if (given.origin === own.origin) return true;
  // Another name of the same Bellhop, such as 127.0.0.1 or an address in the local network. Not by http when PUBLIC_URL is https.
  return given.host === request.host && given.host !== own.host;
}
