// Headers of every answer that tell browsers what they may not do with it. Pages add a policy of their own for what they run.
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance, FastifyReply } from "fastify";

/** What no page of ours needs of a browser. */
const permissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()";

/** Sets the headers of every answer; those of the API are kept by nobody. HSTS goes with an https PUBLIC_URL. */
export function setHeaders(app: FastifyInstance, publicUrl: string): void {
  const secure = publicUrl.startsWith("https:");
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-content-type-options", "nosniff");
    if (secure) reply.header("strict-transport-security", "max-age=31536000");
    if (isApi(request.raw.url)) reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer");
    done();
  });
}

const isApi = (url: string | undefined): boolean => /^\/(api|metrics|healthz|readyz)(\/|\?|$)/.test(url ?? "");

/** Headers of a page that people look at, beside its Content-Security-Policy. */
export const pageHeaders = {
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": permissions,
  "x-frame-options": "DENY",
} as const;

/** The policy of a page that runs only what this server serves, and scripts and styles that bear `nonce`. */
export const pagePolicy = (nonce: string | null, more: readonly string[] = []): string => {
  const own = nonce === null ? "'self'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...more,
  ].join("; ");
};

/** Gives the pages of a scope that Scalar makes a policy under which they run: its styles are made while it runs. */
export async function protectDocumentation(scope: FastifyInstance): Promise<void> {
  await scope.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Not as `style-src`, to which helmet adds its nonce: beside a nonce browsers pass 'unsafe-inline' over.
        styleSrcElem: ["'self'", "'unsafe-inline'"],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: "deny" },
    referrerPolicy: false,
    strictTransportSecurity: false,
  });
  scope.addHook("onSend", async (_request, reply: FastifyReply, payload) => {
    reply.header("permissions-policy", permissions);
    if (typeof payload !== "string" || !String(reply.getHeader("content-type")).startsWith("text/html")) return payload;
    return payload.replaceAll("<script", `<script nonce="${reply.cspNonce.script}"`);
  });
}

/** Lets pages of these origins call the API with a key; none without a setting. Cookies are never taken from them. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    delegator: (request, done) =>
      done(null, {
        origin: isApi(request.raw.url) ? [...origins] : false,
        credentials: false,
        methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allowedHeaders: ["authorization", "content-type", "idempotency-key"],
        exposedHeaders: ["link", "x-total-count", "content-disposition", "retry-after"],
        maxAge: 600,
      }),
  });
}
