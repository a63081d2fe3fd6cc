// Errors as callers see them: all have the same shape, all codes are in one table and are used, and every route documents its errors.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { plugins, useApp } from "../../../test/support/app.ts";
import { routesOf } from "../../../test/support/routes.ts";
import { coreFaults } from "../../base/errors.ts";

import { codesOf, problemOf } from "./errors.ts";

const world = useApp();

const bad: [string, Parameters<typeof world.call>[1], number, string][] = [
  ["an unknown address", { method: "GET", url: "/nothing" }, 404, "NOT_FOUND"],
  ["an unknown method", { method: "DELETE", url: "/api/whatsapp/messages" }, 404, "NOT_FOUND"],
  ["a query that is none", { method: "GET", url: "/api/whatsapp/messages?limit=many" }, 400, "BAD_REQUEST"],
  ["a limit of nothing", { method: "GET", url: "/api/whatsapp/messages?limit=0" }, 400, "BAD_REQUEST"],
  ["a limit that is no number", { method: "GET", url: "/api/whatsapp/messages?limit=ten" }, 400, "BAD_REQUEST"],
  ["a filter given twice", { method: "GET", url: "/api/whatsapp/messages?type=a&type=b" }, 400, "BAD_REQUEST"],
  ["U+0000 in a filter", { method: "GET", url: "/api/whatsapp/messages?type=%00" }, 400, "BAD_REQUEST"],
  ["a phone that is none", { method: "GET", url: "/api/whatsapp/messages?phone=abc" }, 400, "BAD_REQUEST"],
  ["a cursor that is none", { method: "GET", url: "/api/whatsapp/messages?cursor=x" }, 400, "BAD_CURSOR"],
  [
    "another list's cursor",
    { method: "GET", url: `/api/whatsapp/messages?cursor=${Buffer.from("[null,5]").toString("base64url")}` },
    400,
    "BAD_CURSOR",
  ],
  ["an id that is none", { method: "GET", url: "/api/whatsapp/messages/x" }, 400, "BAD_REQUEST"],
  [
    "an id beyond every number",
    { method: "GET", url: "/api/whatsapp/messages/99999999999999999999" },
    400,
    "BAD_REQUEST",
  ],
  ["an id that nothing has", { method: "GET", url: "/api/whatsapp/messages/9007199254740991" }, 404, "NOT_FOUND"],
  ["a rule's id beyond its column", { method: "GET", url: "/api/bot/rules/3000000000" }, 400, "BAD_REQUEST"],
  ["no body", { method: "POST", url: "/api/whatsapp/mark-read" }, 400, "BAD_REQUEST"],
  [
    "a body that is no JSON",
    { method: "POST", url: "/api/whatsapp/mark-read", headers: { "content-type": "application/json" }, payload: "{" },
    400,
    "BAD_REQUEST",
  ],
  [
    "a body that poisons a prototype",
    {
      method: "POST",
      url: "/api/whatsapp/mark-read",
      headers: { "content-type": "application/json" },
      payload: '{"__proto__":{"x":1}}',
    },
    400,
    "BAD_REQUEST",
  ],
  [
    "a body of another kind",
    { method: "POST", url: "/api/whatsapp/mark-read", headers: { "content-type": "text/csv" }, payload: "a,b" },
    415,
    "UNSUPPORTED_MEDIA_TYPE",
  ],
  [
    "a body beyond the limit",
    { method: "POST", url: "/api/whatsapp/mark-read", payload: { phone_number: "1".repeat(2_000_000) } },
    413,
    "TOO_LARGE",
  ],
  [
    "someone who never wrote",
    { method: "POST", url: "/api/whatsapp/mark-read", payload: { phone_number: "+15550109998" } },
    404,
    "NOT_FOUND",
  ],
];

describe("a problem", () => {
  test.each(bad)("for %s", async (_, request, status, code) => {
    const answer = await world.call("admin", request);
    expect([answer.status, answer.json?.code]).toEqual([status, code]);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(problemOf([]).strict().parse(answer.json)).toMatchObject({
      status,
      type: `urn:bellhop:error:${code}`,
      title: coreFaults[code as "NOT_FOUND"].title,
    });
    expect(answer.json.detail).toMatch(/.{10}/);
  });
});

test("every code in the table is thrown somewhere, and none is thrown that is not in it", async () => {
  const root = path.join(import.meta.dirname, "../..");
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file),
  );
  const source = (await Promise.all(files.map((file) => readFile(path.join(root, file), "utf8")))).join("\n");
  const unused = codesOf(plugins).filter((code) => !new RegExp(`"${code}"|\\bfaults\\.${code}\\b`).test(source));
  expect(unused).toEqual([]);
});

test("every route says what it does, under which heading, and what its success looks like", async () => {
  const { paths } = world.app.swagger() as {
    paths: Record<string, Record<string, { summary?: string; tags?: string[]; responses?: object }>>;
  };
  const undocumented = new Set([
    "/",
    "/desk",
    "/desk/*",
    "/desk*",
    "/desk/assets/:file",
    "/admin",
    "/admin/*",
    "/admin*",
    "/api/openapi.json",
    "/api/docs",
    "/api/docs/js/scalar.js",
  ]);
  for (const { method, path: route } of routesOf(world.app)) {
    if (undocumented.has(route)) continue;
    const told = paths[route.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
    expect(told?.summary, `${method} ${route}`).toMatch(/.{8}/);
    expect(told?.tags, `${method} ${route}`).toHaveLength(1);
  }
});

test("an unforeseen fault is a problem too, and tells nothing of its cause", async () => {
  const broken = world.db.withSchema("nowhere");
  const real = world.db.selectFrom;
  Object.assign(world.db, { selectFrom: broken.selectFrom.bind(broken) });
  try {
    const answer = await world.call("admin", { method: "GET", url: "/api/bot/rules" });
    expect(answer).toMatchObject({ status: 500, json: { code: "INTERNAL" } });
    expect(answer.body).not.toMatch(/nowhere|select|keyword_rules/);
  } finally {
    Object.assign(world.db, { selectFrom: real });
  }
});
