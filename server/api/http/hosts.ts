// Under which names this Bellhop may be called: what keeps a page elsewhere from reaching it by a name of its own (DNS rebinding).
import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";
import { Fault } from "../../base/errors.ts";

/**
 * Decides whether a Host header names this Bellhop: loopback, PUBLIC_URL's host, a name that is allowed, or an IP address of any kind. A
 * page can only be rebound under a name, so addresses need no list, and a house is reached by whichever it has.
 */
export function createHostCheck(publicUrl: string, allowed: readonly string[]): (host: string) => boolean {
  const known = new Set([nameOf(new URL(publicUrl).host), "localhost", ...allowed.map(nameOf)]);
  return (host) => {
    const name = nameOf(host);
    if (name === null) return false;
    return known.has(name) || name.endsWith(".localhost") || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  };
}

/** A Host header's name as it is compared: without port, in small letters; null when it is none. */
function nameOf(host: string): string | null {
  if (!/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, "");
}

/** Webhooks are signed, and load balancers ask for health by whatever name they have. */
const open = /^\/(healthz|readyz|api\/whatsapp\/webhook|api\/chatbot\/twilio\/(webhook|status))\/?(\?|$)/;

/** Refuses requests by other names with WRONG_HOST, before anything else looks at them. */
export function checkHosts(app: FastifyInstance, isOurs: (host: string) => boolean): void {
  app.addHook("onRequest", (request, _reply, done) => {
    // Pages always name a host; what names none is no page.
    const { host } = request;
    if (!host || isOurs(host) || open.test(request.raw.url ?? "")) return done();
    const named = JSON.stringify(host.slice(0, 100));
    done(
      new Fault(
        "WRONG_HOST",
        `This Bellhop is not called ${named}. Use the address in PUBLIC_URL, or add the name to ALLOWED_HOSTS and restart.`,
      ),
    );
  });
}
