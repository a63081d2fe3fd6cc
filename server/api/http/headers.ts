// Security headers of every response. Pages add a content security policy of their own.
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Browser features: the Desk records voice messages, and no page of ours needs the others. */
const permissions = "camera=(), geolocation=(), microphone=(self), payment=(), usb=(), browsing-topics=()";

/** Sets the headers of every response; those of the API are not cached. HSTS is sent when PUBLIC_URL is https. */
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

/** More headers of pages, besides Content-Security-Policy. */
export const pageHeaders = {
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": permissions,
  "x-frame-options": "DENY",
} as const;

/** A policy that allows only what this server serves, and scripts and styles with the `nonce`. */
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

/** Sets a policy that Scalar's documentation pages work with: they create styles at run time. */
export async function protectDocumentation(scope: FastifyInstance): Promise<void> {
  await scope.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Not `style-src`, because helmet adds its nonce to that, and browsers ignore 'unsafe-inline' beside a nonce.
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

/** Lets pages of these origins call the API with a key; by default there are none. Their cookies are never accepted. */
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
