// The host names under which Bellhop may be called. This prevents DNS rebinding: a page elsewhere that reaches Bellhop under its own host
// name.
import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";
import { Fault } from "../../base/errors.ts";

/**
 * Makes a check of the Host header. It allows loopback, PUBLIC_URL's host, the allowed names, and any IP address: DNS rebinding needs a
 * name, so addresses need no list, and users on the local network can use whichever address it has.
 */
export function createHostCheck(publicUrl: string, allowed: readonly string[]): (host: string) => boolean {
  const known = new Set([nameOf(new URL(publicUrl).host), "localhost", ...allowed.map(nameOf)]);
  return (host) => {
    const name = nameOf(host);
    if (name === null) return false;
    return known.has(name) || name.endsWith(".localhost") || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  };
}

/** The host name of a Host header, in lower case and without the port; null when it is invalid. */
function nameOf(host: string): string | null {
  if (!/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, "");
}

/** Exempt: webhooks, because they are signed, and health checks, because load balancers use any name. */
const open = /^\/(healthz|readyz|api\/whatsapp\/webhook|api\/chatbot\/twilio\/(webhook|status))\/?(\?|$)/;

/** Refuses requests under other names with WRONG_HOST, before any other check. */
export function checkHosts(app: FastifyInstance, isOurs: (host: string) => boolean): void {
  app.addHook("onRequest", (request, _reply, done) => {
    // Pages always send a host, so a request without one is not from a page.
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
