// The Desk's files: what web/build.ts made, its one page for every address below /desk/, and the addresses that lead there.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { pageHeaders, pagePolicy } from "./headers.ts";

const built = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

/** Old addresses of the admin panel's lists, and where the same is found now. The rest of /admin leads to the front page. */
const moved = new Map([
  ["whatsapp/whatsappmessage", "messages"],
  ["whatsapp/whatsappmessagestatus", "messages"],
  ["whatsapp/whatsappconversation", "inbox"],
  ["whatsapp", "messages"],
  ["auth", "people"],
  ["auth/user", "people"],
]);

/** Where one record of a list is found, by its id. */
const records = new Map([
  ["whatsapp/whatsappmessage", (id: string) => `messages?message=${id}`],
  ["whatsapp/whatsappconversation", (id: string) => `inbox/${id}`],
]);

/** Pages that are searched by the word `q` of their address, as the panel's lists were. */
const searched = new Set(["messages", "inbox"]);

/** Where an old address of the panel leads, below /desk/. */
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
 * Serves the Desk from `folder`, which holds a build of web/. Without one, /desk/ says how to make it. The page says whether its reader has a session
 * to ask for, by what `hasSession` tells of their cookies.
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
  // A build's folder is looked at once: what is not there at the start is not served before the next one.
  if (page !== null) await app.register(fastifyStatic, { root: `${folder}assets/`, serve: false, preCompressed: true });
  app.get("/desk/assets/:file", open, (request, reply) => {
    const { file } = request.params as { file: string };
    if (page === null || !/^[\w-][\w.-]*$/.test(file) || !existsSync(`${folder}assets/${file}`))
      return reply.callNotFound();
    // The name of each file holds a hash of what is in it.
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
