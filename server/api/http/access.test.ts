// Who may call each route of the application. A new route must be added to the table.
import type { InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import { ownPage, useApp } from "../../../test/support/app.ts";
import { routesOf } from "../../../test/support/routes.ts";
import { type Role, roles } from "../../contract/roles.ts";

const world = useApp();

/** The lowest role that may call each route. */
const table: Record<string, Role | "public"> = {
  "GET /api/whatsapp/webhook": "public",
  "POST /api/whatsapp/webhook": "public",
  "POST /api/chatbot/twilio/webhook": "public",
  "POST /api/chatbot/twilio/status": "public",
  "GET /api/whatsapp/messages": "viewer",
  "GET /api/whatsapp/messages/:id": "viewer",
  "GET /api/whatsapp/conversations": "viewer",
  "POST /api/whatsapp/mark-read": "agent",
  "POST /api/whatsapp/send": "agent",
  "GET /api/media/:id": "viewer",
  "GET /api/media/:id/thumbnail": "viewer",
  "PUT /api/media/:id/poster": "agent",
  "POST /api/media/:id/fetch": "agent",
  "POST /api/media/:id/link": "viewer",
  "GET /api/media/links/:token": "public",
  "GET /api/media/links/:token/:name": "public",
  "POST /api/media": "agent",
  "GET /api/inbox/conversations": "viewer",
  "GET /api/inbox/counts": "viewer",
  "GET /api/inbox/recipient": "agent",
  "GET /api/inbox/agents": "viewer",
  "GET /api/inbox/conversations/:id": "viewer",
  "PATCH /api/inbox/conversations/:id": "agent",
  "POST /api/inbox/conversations/:id/read": "agent",
  "POST /api/inbox/conversations/:id/seen": "viewer",
  "POST /api/inbox/conversations/:id/writing": "agent",
  "POST /api/inbox/conversations/:id/unread": "agent",
  "GET /api/inbox/conversations/:id/media": "viewer",
  "GET /api/inbox/conversations/:id/messages": "viewer",
  "POST /api/inbox/conversations/:id/messages": "agent",
  "POST /api/inbox/messages/:id/cancel": "agent",
  "POST /api/operations/channels/:id/try": "admin",
  "POST /api/inbox/conversations/:id/forward": "agent",
  "POST /api/inbox/messages/:id/retry": "agent",
  "POST /api/inbox/conversations/:id/notes": "agent",
  "DELETE /api/inbox/notes/:id": "agent",
  "GET /api/templates": "viewer",
  "GET /api/templates/:id": "viewer",
  "POST /api/templates": "admin",
  "POST /api/templates/check": "admin",
  "PATCH /api/templates/:id": "admin",
  "DELETE /api/templates/:id": "admin",
  "POST /api/templates/:id/submit": "admin",
  "POST /api/templates/sync": "agent",
  "GET /api/templates/occasions": "viewer",
  "PUT /api/templates/occasions/:occasion/bindings/:channel": "admin",
  "DELETE /api/templates/occasions/:occasion/bindings/:channel": "admin",
  "GET /api/inbox/labels": "viewer",
  "POST /api/inbox/labels": "admin",
  "PATCH /api/inbox/labels/:id": "admin",
  "DELETE /api/inbox/labels/:id": "admin",
  "GET /api/inbox/canned": "viewer",
  "POST /api/inbox/canned": "agent",
  "PATCH /api/inbox/canned/:id": "agent",
  "DELETE /api/inbox/canned/:id": "agent",
  "GET /api/bot/rules": "viewer",
  "POST /api/bot/rules": "admin",
  "GET /api/bot/rules/:id": "viewer",
  "PATCH /api/bot/rules/:id": "admin",
  "DELETE /api/bot/rules/:id": "admin",
  "POST /api/bot/rules/try": "viewer",
  "POST /api/bot/rules/trial": "admin",
  "POST /api/bot/rules/several": "admin",
  "GET /api/bot/rules/choices": "viewer",
  "GET /api/webhooks/dead-letters": "agent",
  "POST /api/webhooks/replay": "admin",
  "POST /api/parking/lots": "admin",
  "GET /api/contacts": "agent",
  "GET /api/contacts/:id": "viewer",
  "POST /api/contacts/:id/merge": "agent",
  "POST /api/contacts/:id/split": "agent",
  "PUT /api/contacts/:id/opt-out": "agent",
  "GET /api/contacts/:id/export": "admin",
  "GET /api/contacts/:id/erasure": "admin",
  "POST /api/contacts/:id/erase": "admin",
  "GET /api/erasures": "admin",
  "GET /api/erasures/:id": "admin",
  "GET /api/incidents": "viewer",
  "POST /api/incidents/:id/settle": "agent",
  "GET /api/parking/lots": "viewer",
  "GET /api/parking/lots/:id": "viewer",
  "PATCH /api/parking/lots/:id": "admin",
  "POST /api/parking/lots/:id/spots": "admin",
  "GET /api/parking/spots": "viewer",
  "PATCH /api/parking/spots/:id": "agent",
  "POST /api/parking/bookings": "agent",
  "GET /api/parking/bookings": "viewer",
  "GET /api/parking/bookings/:id": "viewer",
  "POST /api/parking/bookings/:id/cancel": "agent",
  "POST /api/parking/bookings/:id/start": "agent",
  "POST /api/parking/bookings/:id/extend": "agent",
  "POST /api/parking/bookings/:id/complete": "agent",
  "POST /api/parking/bookings/:id/move": "agent",
  "POST /api/parking/bookings/:id/adjust": "agent",
  "POST /api/parking/bookings/:id/resolve": "agent",
  "GET /api/parking/incidents": "viewer",
  "POST /api/parking/incidents/:id/settle": "agent",
  "GET /api/parking/waitlist": "viewer",
  "GET /api/accounts": "viewer",
  "GET /api/accounts/:id": "viewer",
  "GET /api/accounts/:id/ledger": "viewer",
  "POST /api/accounts/:id/adjustments": "admin",
  "POST /api/devices": "admin",
  "GET /api/devices": "viewer",
  "GET /api/devices/:id": "viewer",
  "PATCH /api/devices/:id": "admin",
  "DELETE /api/devices/:id": "admin",
  "POST /api/devices/:id/credentials": "admin",
  "GET /api/devices/:id/readings": "viewer",
  // Authenticated by the device's own token, which is not an API key: see readings.test.ts.
  "POST /api/devices/:id/readings": "public",
  "GET /api/audit": "admin",
  "POST /api/auth/sign-in/email": "public",
  "POST /api/auth/sign-out": "public",
  "GET /api/auth/state": "public",
  "POST /api/auth/links/look": "public",
  "POST /api/auth/links/request": "public",
  "POST /api/auth/links/accept": "public",
  "GET /api/me": "viewer",
  "PATCH /api/me": "viewer",
  "POST /api/me/password": "viewer",
  "POST /api/me/confirm": "viewer",
  "GET /api/me/sessions": "viewer",
  "DELETE /api/me/sessions": "viewer",
  "POST /api/me/second-factor": "viewer",
  "POST /api/me/second-factor/confirm": "viewer",
  "POST /api/me/second-factor/recovery-codes": "viewer",
  "DELETE /api/me/second-factor": "viewer",
  "DELETE /api/people/:id/second-factor": "admin",
  "GET /api/settings/sign-in": "admin",
  "PUT /api/settings/sign-in": "admin",
  "DELETE /api/people/:id/sessions": "admin",
  "DELETE /api/me/sessions/:sid": "viewer",
  "GET /api/people": "admin",
  "POST /api/people": "admin",
  "PATCH /api/people/:id": "admin",
  "POST /api/people/:id/link": "admin",
  "GET /api/people/:id/sessions": "admin",
  "DELETE /api/people/:id/sessions/:sid": "admin",
  "GET /api/keys": "admin",
  "POST /api/keys": "admin",
  "DELETE /api/keys/:id": "admin",
  "GET /api/live": "viewer",
  "GET /api/table/messages": "viewer",
  "GET /api/table/messages/days": "viewer",
  "POST /api/table/messages/bulk": "agent",
  "GET /api/table/messages/export": "agent",
  "GET /api/table/bookings": "viewer",
  "GET /api/table/bookings/days": "viewer",
  "POST /api/table/bookings/bulk": "agent",
  "GET /api/table/bookings/export": "agent",
  "GET /api/overview": "viewer",
  "GET /api/news": "viewer",
  "POST /api/news/:id/settle": "agent",
  "GET /api/news/checks": "viewer",
  "POST /api/news/checks": "agent",
  "GET /api/calls/current": "agent",
  "POST /api/calls/:id/answer": "agent",
  "POST /api/calls/:id/reject": "agent",
  "POST /api/calls/:id/hang-up": "agent",
  "GET /api/inbox/conversations/:id/call-permission": "agent",
  "POST /api/inbox/conversations/:id/call": "agent",
  "GET /api/calls": "viewer",
  "GET /api/numbers": "viewer",
  "POST /api/numbers": "admin",
  "PATCH /api/numbers/:id": "admin",
  "DELETE /api/numbers/:id": "admin",
  "PUT /api/numbers/:id/bot": "admin",
  "PUT /api/numbers/:id/language": "admin",
  "GET /api/numbers/check": "viewer",
  "POST /api/numbers/check": "admin",
  "POST /api/numbers/subscribe": "admin",
  "GET /api/numbers/:id/calls": "viewer",
  "PATCH /api/numbers/:id/calls": "admin",
  "PUT /api/numbers/:id/receipts": "admin",
  "PUT /api/numbers/:id/hours": "admin",
  "PUT /api/numbers/:id/throughput": "admin",
  "GET /api/inbox/stickers": "agent",
  "GET /api/settings/alarms": "admin",
  "PATCH /api/settings/alarms": "admin",
  "POST /api/settings/alarms/test-mail": "admin",
  "POST /api/settings/alarms/test-webhook": "admin",
  "GET /api/settings/retention": "admin",
  "PUT /api/settings/retention/:kind": "admin",
  "POST /api/settings/retention/:kind/preview": "admin",
  "GET /api/setup": "admin",
  "GET /api/costs": "viewer",
  "GET /api/costs/conversations/:id": "viewer",
  "GET /api/costs/estimate": "viewer",
  "GET /api/costs/rates": "viewer",
  "POST /api/costs/rates": "admin",
  "GET /api/costs/budgets": "viewer",
  "PUT /api/costs/budgets/:channel_id": "admin",
  "GET /api/health/delivery": "viewer",
  "GET /": "public",
  "GET /desk": "public",
  "GET /desk/*": "public",
  "GET /desk/assets/:file": "public",
  "GET /admin": "public",
  "GET /admin/*": "public",
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /readyz/boards": "public",
  "GET /metrics": "viewer",
  "GET /api/openapi.json": "public",
  "GET /api/docs": "public",
  "GET /api/docs/js/scalar.js": "public",
};

const entries = Object.entries(table).map(([name, needed]) => {
  const [method, path] = name.split(" ") as [InjectOptions["method"], string];
  return { name, needed, request: { method: method!, url: path.replaceAll(/:s?id/g, "999") } };
});

test("the table above is the application's", () => {
  const real = routesOf(world.app).map(({ method, path }) => `${method} ${path}`);
  expect(real.sort()).toEqual(Object.keys(table).sort());
});

describe.each(entries.filter(({ needed }) => needed !== "public"))("$name ($needed)", ({ needed, request }) => {
  test("nobody is asked for a key", async () => {
    const answer = await world.call(null, request);
    expect(answer).toMatchObject({
      status: 401,
      json: { code: "API_KEY_MISSING" },
      headers: { "www-authenticate": "Bearer" },
    });
  });

  test.each(["Bearer wrong", "Bearer ", "Basic YTpi", "bh_x", `Bearer ${"x".repeat(5_000)}`, "Bearer a b"])(
    "%j opens nothing",
    async (authorization) => {
      const answer = await world.call(null, { ...request, headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.json.code).toMatch(/^API_KEY_(WRONG|MISSING)$/);
    },
  );

  test("a revoked key opens nothing", async () => {
    expect(await world.call("revoked", request)).toMatchObject({ status: 401, json: { code: "API_KEY_WRONG" } });
  });

  test.each(roles)("as %s", async (role) => {
    const answer = await world.call(role, request);
    const allowed = roles.indexOf(role) >= roles.indexOf(needed as Role);
    if (allowed) expect([401, 403, 500]).not.toContain(answer.status);
    else expect(answer).toMatchObject({ status: 403, json: { code: "NOT_ALLOWED" } });
  });

  test.each(roles)("as a person who is %s", async (role) => {
    const answer = await world.asPerson(role, request);
    const allowed = roles.indexOf(role) >= roles.indexOf(needed as Role);
    if (allowed) expect([401, 403, 500]).not.toContain(answer.status);
    else expect(answer).toMatchObject({ status: 403, json: { code: "NOT_ALLOWED" } });
  });

  test.each<[string, Record<string, string>]>([
    ["another page", { origin: "https://evil.test" }],
    ["a page that hides where it is from", { origin: "null" }],
    ["a neighbour", { origin: "http://desk.test", "sec-fetch-site": "same-site" }],
    ["our name by another scheme", { origin: "https://desk.test" }],
    ["our name at another port", { origin: "http://desk.test:81" }],
    ["nowhere", {}],
  ])("an admin's cookie does nothing from %s", async (_, headers) => {
    if (request.method === "GET") return;
    const { cookie } = await world.person("admin");
    const answer = await world.call(null, { ...request, headers: { host: "desk.test", cookie, ...headers } });
    expect(answer).toMatchObject({ status: 403, json: { code: "WRONG_ORIGIN" } });
  });

  test("a cookie that is no session opens nothing", async () => {
    const { cookie } = await world.person("admin");
    const [name, value] = cookie.split(";")[0]!.split("=") as [string, string];
    for (const forged of [value.slice(1), `${value}.`, `x${value}`, `${value.slice(1)}A`, "%", "", "."]) {
      const answer = await world.call(null, { ...request, headers: { ...ownPage, cookie: `${name}=${forged}` } });
      expect(answer).toMatchObject({ status: 401, json: { code: "SIGNED_OUT" } });
    }
  });

  test("HEAD tells no more than GET", async () => {
    if (request.method !== "GET") return;
    expect((await world.call(null, { ...request, method: "HEAD" })).status).toBe(401);
  });
});

describe.each(entries.filter(({ needed }) => needed === "public"))("$name (public)", ({ request }) => {
  test("needs no key, and a wrong one does no harm", async () => {
    const bare = await world.call(null, request);
    expect(bare.json?.code).not.toBe("API_KEY_MISSING");
    expect((await world.call("revoked", request)).status).toBe(bare.status);
  });
});

test("a slash at the end changes nothing", async () => {
  for (const { name, request } of entries) {
    if (name.includes("/docs") || request.method === "DELETE") continue;
    const [bare, slashed] = [
      await world.call("viewer", request),
      await world.call("viewer", { ...request, url: `${request.url}/` }),
    ];
    expect([name, slashed.status]).toEqual([name, bare.status]);
  }
});

test("what is not there is said as a problem, to anybody, and does not depend on a key", async () => {
  for (const role of [null, "admin"] as const) {
    const answer = await world.call(role, { method: "GET", url: "/api/nothing?secret=1" });
    expect(answer).toMatchObject({
      status: 404,
      json: { code: "NOT_FOUND", detail: "There is nothing at GET /api/nothing." },
    });
  }
});
