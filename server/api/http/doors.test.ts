// What every endpoint responds or refuses before authentication: headers, foreign hosts and origins, content types, unknown parameters.
import { describe, expect, test } from "vitest";
import { cookieOf, ownPage, useApp } from "../../../test/support/app.ts";

const world = useApp();
const open = useApp({
  corsOrigins: ["https://app.example"],
  allowedHosts: ["bellhop"],
  publicUrl: "https://desk.test",
});
const get = (url: string, headers: Record<string, string> = {}, role: "viewer" | null = "viewer") =>
  world.call(role, { method: "GET", url, headers });

describe("headers", () => {
  test.each([
    "/api/whatsapp/messages",
    "/api/nothing",
    "/api/whatsapp/messages?limit=0",
    "/api/openapi.json",
    "/api/docs",
    "/healthz",
    "/metrics",
    "/api/%ff",
  ])("%s is kept by nobody and sniffed by nobody", async (url) => {
    const { headers } = await get(url);
    expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    expect(headers["strict-transport-security"]).toBeUndefined();
  });

  test("nobody's requests get them too, and webhooks", async () => {
    expect((await get("/api/keys", {}, null)).headers).toMatchObject({ "cache-control": "no-store" });
    const hook = await world.call(null, { method: "POST", url: "/api/whatsapp/webhook", payload: "{}" });
    expect(hook).toMatchObject({ status: 401, headers: { "x-content-type-options": "nosniff" } });
  });

  test.each(["/desk/", "/desk/inbox/1", "/api/docs"])("the page %s is in nobody's frame", async (url) => {
    const { headers } = await get(url, {}, null);
    expect(headers).toMatchObject({
      "x-frame-options": "DENY",
      "referrer-policy": expect.stringMatching(/^(same-origin|no-referrer)$/),
      "permissions-policy": expect.stringContaining("camera=()"),
    });
  });

  test("the documentation runs only its own scripts", async () => {
    const { headers, body } = await get("/api/docs", {}, null);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("frame-ancestors 'none'");
    const nonce = /script-src [^;]*'nonce-([0-9a-f]+)'/.exec(policy)?.[1];
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe(`'self' 'nonce-${nonce}'`);
    for (const [tag] of body.matchAll(/<script[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
  });

  test("with an https address browsers are told to stay with it", async () => {
    const answer = await open.call(null, { method: "GET", url: "/healthz" });
    expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
  });
});

describe("the host", () => {
  test.each([
    "localhost",
    "localhost:3000",
    "127.0.0.1:1",
    "127.9.9.9",
    "[::1]:3000",
    "desk.test",
    "DESK.test:8080",
    "desk.test.",
    "192.168.1.5:3000",
    "[2001:db8::1]",
    "x.localhost",
  ])("%s is this Bellhop", async (host) => {
    expect((await get("/api/me", { host })).status).toBe(200);
  });

  test.each([
    "evil.test",
    "desk.test.evil.test",
    "evil.test:3000",
    "localhost.evil.test",
    "notlocalhost",
    "bellhop",
    "127.0.0.1.nip.io",
    "a@desk.test",
    "desk.test/x",
  ])("%s is not, for the Desk, the API and whoever has a key", async (host) => {
    for (const url of ["/", "/desk/", "/api/me", "/api/docs", "/api/auth/links/look", "/api/openapi.json"]) {
      const answer = await get(url, { host });
      expect([url, answer.status, answer.json?.code]).toEqual([url, 421, "WRONG_HOST"]);
    }
    const { detail } = (await get("/api/me", { host })).json;
    expect(detail).toContain("ALLOWED_HOSTS");
  });

  test("signed webhooks and health are taken by any name", async () => {
    const host = "lb.internal";
    expect((await get("/healthz", { host })).status).toBe(200);
    expect((await get("/readyz", { host })).status).toBe(200);
    const request = {
      method: "POST",
      url: "/api/chatbot/twilio/webhook/",
      headers: { host, "x-test-signature": "ok" },
    } as const;
    expect((await world.call(null, request)).status).toBe(200);
  });

  test("a name of ALLOWED_HOSTS is ours", async () => {
    expect(
      (await open.call("viewer", { method: "GET", url: "/api/me", headers: { host: "bellhop:3000" } })).status,
    ).toBe(200);
  });
});

describe("other origins", () => {
  const asks = (origin: string, method = "OPTIONS", extra: Record<string, string> = {}) =>
    open.call(null, {
      method: method as "GET",
      url: "/api/whatsapp/messages",
      headers: { origin, "access-control-request-method": "GET", ...extra },
    });

  test("none may call by default", async () => {
    const answer = await get("/api/me", { origin: "https://app.example" });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("one that is named may, with a key", async () => {
    const before = await asks("https://app.example", "OPTIONS", { "access-control-request-headers": "authorization" });
    expect(before.status).toBe(204);
    expect(before.headers).toMatchObject({ "access-control-allow-origin": "https://app.example" });
    expect(String(before.headers["access-control-allow-headers"])).toContain("authorization");
    const { headers } = await asks("https://app.example", "GET", { authorization: `Bearer ${open.keys.viewer}` });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "https://app.example",
      vary: expect.stringContaining("Origin"),
    });
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
  });

  test.each([
    "https://app.example.evil.test",
    "http://app.example",
    "https://app.example:444",
    "null",
    "https://APP.example",
  ])("%s may not", async (origin) => {
    expect((await asks(origin)).headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("nobody is signed in for a named one: a cookie writes nothing from there", async () => {
    const { cookie } = await world.person("admin");
    const headers = { ...ownPage, cookie, origin: "https://app.example" };
    const answer = await world.call(null, {
      method: "POST",
      url: "/api/keys",
      headers,
      payload: { name: "x", role: "admin" },
    });
    expect(answer.json.code).toBe("WRONG_ORIGIN");
    expect(cookieOf(answer)).toBe("");
  });
});

describe("bodies", () => {
  const send = (payload: string, type?: string, url = "/api/whatsapp/mark-read") =>
    world.call("admin", { method: "POST", url, payload, headers: type === undefined ? {} : { "content-type": type } });

  test.each([
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/xml",
    undefined,
  ])("as %s are told what to send instead", async (type) => {
    for (const url of ["/api/whatsapp/mark-read", "/api/parking/lots", "/api/parking/bookings/1/cancel", "/api/keys"]) {
      const { status, json } = await send('{"phone_number":"1"}', type, url);
      expect([url, status, json.code]).toEqual([url, 415, "UNSUPPORTED_MEDIA_TYPE"]);
      expect(json.detail).toContain("Content-Type: application/json");
    }
  });

  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "as %s are read",
    async (type) => {
      expect((await send('{"phone_number":"+15550100001"}', type)).status).toBe(404);
    },
  );

  test("with a byte order mark are read", async () => {
    expect((await send('\ufeff{"phone_number":"+15550100001"}', "application/json")).status).toBe(404);
  });

  test.each(["", "{", '{"a":}', "[1"])("%j says what is wrong with it", async (payload) => {
    const { status, json } = await send(payload, "application/json");
    expect([status, json.code]).toEqual([400, "BAD_REQUEST"]);
    expect(json.detail).toMatch(/^The body is (empty|not JSON)/);
  });

  test("with a field that is not known are told which there are", async () => {
    const { status, json } = await send('{"phone_number":"+15550100001","phnoe":"1"}', "application/json");
    expect(status).toBe(400);
    expect(json.detail).toContain('"phnoe"; it takes phone_number');
  });
});

describe("queries", () => {
  test.each([
    ["/api/whatsapp/messages?lmit=5", '"lmit"; it takes phone, type, limit, cursor'],
    ["/api/whatsapp/conversations?phone=1", '"phone"; it takes limit, cursor'],
    ["/api/me?x=1", '"x"; it takes none'],
    ["/api/whatsapp/messages?limit=5&limit=6", '"limit" is given 2 times'],
    ["/api/whatsapp/messages?phone=%2B15550100001&phone=%2B15550100001", '"phone" is given 2 times'],
  ])("%s is refused and says what there is", async (url, why) => {
    const { status, json } = await get(url);
    expect([status, json.code]).toEqual([400, "BAD_REQUEST"]);
    expect(json.detail).toContain(why);
  });

  test("load balancers, pages and providers may add what they like", async () => {
    for (const url of ["/healthz?probe=1", "/readyz?x", "/desk/?utm=1"])
      expect((await get(url, {}, null)).status).toBeLessThan(504);
    expect((await get("/healthz?probe=1")).status).toBe(200);
    const hook = {
      method: "POST",
      url: "/api/whatsapp/webhook?anything=1",
      headers: { "x-test-signature": "ok" },
    } as const;
    expect((await world.call(null, hook)).status).toBe(200);
  });
});
