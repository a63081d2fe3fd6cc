// API keys as admins make and end them.
import { expect, test } from "vitest";
import { useApp } from "../../test/support/app.ts";

const world = useApp();
const url = "/api/keys";

test("a key is shown once, works at once, and is ended at once", async () => {
  const made = await world.asPerson("admin", { method: "POST", url, payload: { name: " till ", role: "agent" } });
  expect(made.status, made.body).toBe(201);
  const { key, ...info } = made.json;
  expect(key).toMatch(/^bh_[\w-]{43}$/);
  expect(info).toEqual({
    id: expect.any(Number),
    name: "till",
    role: "agent",
    prefix: key.slice(0, 8),
    created_at: "2026-01-01T12:00:00.000Z",
    last_used_at: null,
    revoked_at: null,
  });
  const me = () => world.call(null, { method: "GET", url: "/api/me", headers: { authorization: `Bearer ${key}` } });
  expect((await me()).json).toMatchObject({ key: "till", role: "agent" });
  const listed = await world.asPerson("admin", { method: "GET", url });
  expect(listed.json.keys[0]).toEqual({ ...info, last_used_at: "2026-01-01T12:00:00.000Z" });
  expect(listed.body).not.toContain(key);
  expect((await world.asPerson("admin", { method: "DELETE", url: `${url}/${info.id}` })).status).toBe(204);
  expect(await me()).toMatchObject({ status: 401, json: { code: "API_KEY_WRONG" } });
  const again = await world.asPerson("admin", { method: "DELETE", url: `${url}/${info.id}` });
  expect(again).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  const trail = await world.asPerson("admin", { method: "GET", url: `/api/audit?subject=key&id=${info.id}` });
  expect(trail.json.entries).toMatchObject([
    { actor: "desk:admin person", action: "key.revoked", before: { name: "till", role: "agent" }, after: null },
    { actor: "desk:admin person", action: "key.created", before: null, after: { name: "till", role: "agent" } },
  ]);
  expect(trail.body).not.toContain(key);
});

test("two keys in use have two names", async () => {
  const make = () => world.call("admin", { method: "POST", url, payload: { name: "twin", role: "viewer" } });
  const first = await make();
  expect(await make()).toMatchObject({ status: 409, json: { code: "NAME_TAKEN" } });
  await world.call("admin", { method: "DELETE", url: `${url}/${first.json.id}` });
  expect((await make()).status).toBe(201);
});

test.each([{ name: "", role: "agent" }, { name: "x" }, { name: "x", role: "root" }, { name: "x\ny", role: "agent" }])(
  "%j makes no key",
  async (payload) => {
    const answer = await world.call("admin", { method: "POST", url, payload });
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  },
);
