// Serves the Desk: the files built by web/build.ts, one page for every address below /desk/, and redirects to it.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { pageHeaders, pagePolicy } from "./headers.ts";

const built = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

/** From old addresses of the admin panel's lists to the Desk's pages. All others below /admin go to the front page. */
const moved = new Map([
  ["whatsapp/whatsappmessage", "messages"],
  ["whatsapp/whatsappmessagestatus", "messages"],
  ["whatsapp/whatsappconversation", "inbox"],
  ["whatsapp", "messages"],
  ["auth", "people"],
  ["auth/user", "people"],
]);

/** The same for a single record, by its id. */
const records = new Map([
  ["whatsapp/whatsappmessage", (id: string) => `messages?message=${id}`],
  ["whatsapp/whatsappconversation", (id: string) => `inbox/${id}`],
]);

/** Pages that take the search words of the panel's lists as `q`. */
const searched = new Set(["messages", "inbox"]);

/** The page below /desk/ for an old address of the panel. */
function leadOf(old: string, q: unknown): string {
  const [app, model, id] = old.split("/");
  const list = [app, model].filter(Boolean).join("/");
  const record = /^[1-9]\d{0,14}$/.test(id ?? "") ? records.get(list)?.(id!) : undefined;
  if (record !== undefined) return record;
  const page = moved.get(list) ?? "";
  const words = typeof q === "string" && q.isWellFormed() ? q.trim() : "";
  return searched.has(page) && words !== "" ? `${page}?q=${encodeURIComponent(words)}` : page;
}

/**
 * Serves the Desk from `folder`, which has a build of web/. Without a build, /desk/ says how to make one. The page contains whether the
 * visitor may have a session, by their cookies (`hasSession`).
 */
export async function webRoutes(
  app: FastifyInstance,
  hasSession: (cookies: string | undefined) => boolean,
  folder = built,
): Promise<void> {
  const page = existsSync(`${folder}index.html`) ? readFileSync(`${folder}index.html`, "utf8") : null;
  const open = { config: { access: "public" }, schema: { hide: true } } as const;
  const show = (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({ ...pageHeaders, "cache-control": "no-cache" });
    if (page === null) {
      reply.code(503).type("text/plain; charset=utf-8");
      return reply.send("The Desk is not built yet. Run: npm run build:web\n");
    }
    const nonce = randomBytes(16).toString("base64");
    reply.header("content-security-policy", pagePolicy(nonce)).type("text/html; charset=utf-8");
    const session = hasSession(request.headers.cookie) ? "some" : "none";
    return reply.send(page.replaceAll("%NONCE%", nonce).replace("%SESSION%", session));
  };
  // The folder is read once: files that are added after the start are not served until the next one.
  if (page !== null) await app.register(fastifyStatic, { root: `${folder}assets/`, serve: false, preCompressed: true });
  app.get("/desk/assets/:file", open, (request, reply) => {
    const { file } = request.params as { file: string };
    if (page === null || !/^[\w-][\w.-]*$/.test(file) || !existsSync(`${folder}assets/${file}`))
      return reply.callNotFound();
    // Each file name contains a hash of the content.
    return reply.sendFile(file, { maxAge: "365d", immutable: true });
  });
  app.get("/desk", open, show);
  app.get("/desk/*", open, show);
  app.get("/", open, (_request, reply) => reply.redirect("/desk/"));
  const lead = (request: FastifyRequest, reply: FastifyReply) => {
    const old = (request.params as { "*"?: string })["*"] ?? "";
    return reply.redirect(`/desk/${leadOf(old, (request.query as { q?: unknown }).q)}`);
  };
  app.get("/admin", open, lead);
  app.get("/admin/*", open, lead);
}
