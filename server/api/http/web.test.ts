// The Desk's files over HTTP: one page for every address, with a content security policy; assets cached for ever; redirects from old
// addresses; a hint when there is no build.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { webRoutes } from "./web.ts";

let folder: string;
let app: FastifyInstance;
let bare: FastifyInstance;
const get = (url: string, headers = {}) => app.inject({ method: "GET", url, headers });

beforeAll(async () => {
  folder = `${mkdtempSync(path.join(tmpdir(), "bellhop-web-"))}/`;
  mkdirSync(`${folder}assets`);
  writeFileSync(`${folder}index.html`, '<script nonce="%NONCE%"></script><script nonce="%NONCE%"></script>');
  writeFileSync(`${folder}assets/index-AbC123.js`, "plain");
  writeFileSync(`${folder}assets/index-AbC123.js.br`, "squeezed");
  writeFileSync(`${folder}secret.txt`, "not for the world");
  app = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await webRoutes(app, (cookies) => cookies === "session=1", folder);
  bare = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await webRoutes(bare, () => false, `${folder}none/`);
});
afterAll(async () => {
  await Promise.all([app.close(), bare.close()]);
  rmSync(folder, { recursive: true });
});

test.each([
  "/desk",
  "/desk/",
  "/desk/inbox",
  "/desk/inbox/12",
  "/desk/parking/bookings?status=active",
  "/desk/nothing/at/all",
])("%s shows the page", async (url) => {
  const answer = await get(url);
  expect(answer).toMatchObject({ statusCode: 200, headers: { "cache-control": "no-cache" } });
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  const policy = String(answer.headers["content-security-policy"]);
  const nonce = /'nonce-([\w+/=]{20,})'/.exec(policy)![1];
  expect(answer.body).toBe(`<script nonce="${nonce}"></script><script nonce="${nonce}"></script>`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test("a page says whether there is a session to ask for", async () => {
  writeFileSync(`${folder}index.html`, '<html data-session="%SESSION%">');
  const other = Fastify();
  await webRoutes(other, (cookies) => cookies === "session=1", folder);
  const body = async (headers = {}) => (await other.inject({ method: "GET", url: "/desk", headers })).body;
  expect(await body()).toBe('<html data-session="none">');
  expect(await body({ cookie: "session=1" })).toBe('<html data-session="some">');
  await other.close();
});

test("each page has a word of its own", async () => {
  const policies = await Promise.all(
    [1, 2, 3].map(async () => (await get("/desk")).headers["content-security-policy"]),
  );
  expect(new Set(policies).size).toBe(3);
});

test("assets are kept for ever, and come squeezed to whoever takes that", async () => {
  const plain = await get("/desk/assets/index-AbC123.js");
  expect(plain).toMatchObject({ statusCode: 200, body: "plain" });
  expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(plain.headers["content-type"]).toMatch(/^(text|application)\/javascript/);
  const squeezed = await get("/desk/assets/index-AbC123.js", { "accept-encoding": "br, gzip" });
  expect(squeezed).toMatchObject({ statusCode: 200, body: "squeezed", headers: { "content-encoding": "br" } });
  expect(squeezed.headers.vary).toMatch(/accept-encoding/i);
});

test.each([
  "/desk/assets/none.js",
  "/desk/assets/..%2fsecret.txt",
  "/desk/assets/..%2findex.html",
  "/desk/assets/%2e%2e%2fsecret.txt",
  "/desk/assets/..%5csecret.txt",
  "/desk/assets/%00",
  "/desk/assets/.",
  "/desk/assets/..",
])("%s is not there", async (url) => {
  const answer = await get(url);
  expect(answer.body).not.toContain("not for the world");
  expect([200, 400, 404]).toContain(answer.statusCode);
  if (answer.statusCode === 200) expect(answer.headers["content-type"]).toMatch(/^text\/html/);
});

test.each([
  ["/", "/desk/"],
  ["/admin", "/desk/"],
  ["/admin/", "/desk/"],
  ["/admin/whatsapp/whatsappmessage/", "/desk/messages"],
  ["/admin/whatsapp/whatsappmessage/?q=menu", "/desk/messages?q=menu"],
  ["/admin/whatsapp/whatsappmessage/?q=caf%C3%A9+%26+bar%23&p=2", "/desk/messages?q=caf%C3%A9%20%26%20bar%23"],
  ["/admin/whatsapp/whatsappmessage/?q=", "/desk/messages"],
  ["/admin/whatsapp/whatsappmessage/?q=a&q=b", "/desk/messages"],
  ["/admin/whatsapp/whatsappmessage/12/change/", "/desk/messages?message=12"],
  ["/admin/whatsapp/whatsappmessage/12/change/?q=menu", "/desk/messages?message=12"],
  ["/admin/whatsapp/whatsappmessage/12", "/desk/messages?message=12"],
  ["/admin/whatsapp/whatsappmessage/add/", "/desk/messages"],
  ["/admin/whatsapp/whatsappmessage/0/change/", "/desk/messages"],
  ["/admin/whatsapp/whatsappmessage/12%0d%0ax/change/", "/desk/messages"],
  ["/admin/whatsapp/whatsappmessage/9999999999999999/change/", "/desk/messages"],
  ["/admin/whatsapp/whatsappconversation/7/change/", "/desk/inbox/7"],
  ["/admin/whatsapp/whatsappconversation/?q=ana", "/desk/inbox?q=ana"],
  ["/admin/whatsapp/whatsappmessagestatus/3/change/", "/desk/messages"],
  ["/admin/auth/user/3/change/?q=x", "/desk/people"],
  ["/admin/other/thing/3/change/?q=x", "/desk/"],
  ["/admin/whatsapp/whatsappconversation/", "/desk/inbox"],
  ["/admin/whatsapp/whatsappmessagestatus/", "/desk/messages"],
  ["/admin/whatsapp/", "/desk/messages"],
  ["/admin/auth/user/", "/desk/people"],
  ["/admin/__proto__/", "/desk/"],
  ["/admin//evil.test/", "/desk/"],
])("%s leads to %s", async (from, to) => {
  const answer = await get(from);
  // Not a permanent redirect: browsers would keep it even if it turned out to be wrong.
  expect(answer.statusCode).toBe(302);
  expect(answer.headers.location).toBe(to);
});

test("without a build it says how to make one, and the rest goes on", async () => {
  const answer = await bare.inject({ method: "GET", url: "/desk/inbox" });
  expect(answer).toMatchObject({ statusCode: 503 });
  expect(answer.body).toContain("npm run build:web");
  expect((await bare.inject({ method: "GET", url: "/desk/assets/x.js" })).statusCode).toBe(404);
  expect((await bare.inject({ method: "GET", url: "/" })).headers.location).toBe("/desk/");
});
