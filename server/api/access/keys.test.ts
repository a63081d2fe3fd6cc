// API keys: how admins create and revoke them.
import { expect, test } from "vitest";
import { ownPage, useApp } from "../../../test/support/app.ts";

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
    maker: "admin person",
    maker_id: (await world.person("admin")).id,
    created_at: "2026-01-01T12:00:00.000Z",
    expires_at: null,
    last_used_at: null,
    last_used_address: null,
    revoked_at: null,
    state: "active",
  });
  const me = () => world.call(null, { method: "GET", url: "/api/me", headers: { authorization: `Bearer ${key}` } });
  expect((await me()).json).toMatchObject({ key: "till", role: "agent" });
  const listed = await world.asPerson("admin", { method: "GET", url });
  expect(listed.json.keys[0]).toEqual({
    ...info,
    last_used_at: "2026-01-01T12:00:00.000Z",
    last_used_address: "127.0.0.1",
  });
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

/** The role of an accepted key, or the error code of a refused one. */
const asks = async (key: string, remoteAddress = "127.0.0.1") => {
  const headers = { authorization: `Bearer ${key}` };
  const { json } = await world.call(null, { method: "GET", url: "/api/me", headers, remoteAddress });
  return json.code ?? json.role;
};
const makeAs = async (cookie: string, payload: object) => {
  const answer = await world.call(null, { method: "POST", url, payload, headers: { ...ownPage, cookie } });
  expect(answer.status, answer.body).toBe(201);
  return answer.json;
};

test("a key is refused while its maker is disabled, and never does more than its maker may", async () => {
  const maker = await world.newPerson("admin", "maker");
  const { key, id } = await makeAs(maker.cookie, { name: "of maker", role: "admin" });
  const change = (payload: object) =>
    world.asPerson("admin", { method: "PATCH", url: `/api/people/${maker.id}`, payload });
  expect(await asks(key)).toBe("admin");
  await change({ role: "viewer" });
  expect(await asks(key)).toBe("viewer");
  await change({ role: "admin", disabled: true });
  expect(await asks(key)).toBe("API_KEY_WRONG");
  const listed = await world.asPerson("admin", { method: "GET", url });
  expect(listed.json.keys.find((one: { id: number }) => one.id === id)).toMatchObject({ state: "maker_disabled" });
  await change({ disabled: false });
  expect(await asks(key)).toBe("admin");
});

test("a key is over at its end, to the second, and one that is over already is not made", async () => {
  const { cookie } = await world.person("admin");
  const made = await makeAs(cookie, { name: "for an hour", role: "viewer", expires_at: "2026-01-01T13:00:00Z" });
  expect(made).toMatchObject({ expires_at: "2026-01-01T13:00:00.000Z", state: "active" });
  world.clock.advance(3_599_000);
  expect(await asks(made.key)).toBe("viewer");
  world.clock.advance(1_000);
  expect(await asks(made.key)).toBe("API_KEY_WRONG");
  const { json } = await world.asPerson("admin", { method: "GET", url });
  expect(json.keys.find((one: { id: number }) => one.id === made.id)).toMatchObject({ state: "expired" });
  for (const expires_at of [
    "2026-01-01T13:00:00Z",
    "2026-01-01",
    "soon",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
  ]) {
    const payload = { name: "too late", role: "viewer", expires_at };
    expect(await world.call("admin", { method: "POST", url, payload })).toMatchObject({
      status: 400,
      json: { code: "BAD_REQUEST" },
    });
  }
});

test("a key that was made with a key has its maker, ends no later, and ends with it", async () => {
  const { cookie, id } = await world.newPerson("admin", "root");
  const parent = await makeAs(cookie, { name: "parent", role: "admin", expires_at: "2026-02-01T00:00:00Z" });
  const make = async (key: string, payload: object) => {
    const headers = { authorization: `Bearer ${key}` };
    return (await world.call(null, { method: "POST", url, payload, headers })).json;
  };
  const child = await make(parent.key, { name: "child", role: "admin" });
  const grandchild = await make(child.key, { name: "grandchild", role: "viewer", expires_at: "2026-03-01T00:00:00Z" });
  for (const one of [child, grandchild])
    expect(one).toMatchObject({ maker_id: id, expires_at: "2026-02-01T00:00:00.000Z" });
  expect(await asks(grandchild.key)).toBe("viewer");
  await world.call("admin", { method: "DELETE", url: `${url}/${parent.id}` });
  for (const one of [parent, child, grandchild]) expect(await asks(one.key)).toBe("API_KEY_WRONG");
});

test("when and from where a key was used is noted once a minute", async () => {
  const { cookie } = await world.person("admin");
  const { key, id } = await makeAs(cookie, { name: "travels", role: "viewer" });
  const used = async () => {
    const { json } = await world.asPerson("admin", { method: "GET", url });
    const { last_used_at, last_used_address } = json.keys.find((one: { id: number }) => one.id === id);
    return [last_used_at, last_used_address];
  };
  await asks(key, "::ffff:203.0.113.7");
  world.clock.advance(59_000);
  await asks(key, "203.0.113.8");
  expect(await used()).toEqual(["2026-01-01T12:00:00.000Z", "203.0.113.7"]);
  world.clock.advance(2_000);
  await asks(key, "203.0.113.8");
  expect(await used()).toEqual(["2026-01-01T12:01:01.000Z", "203.0.113.8"]);
});

test("a repeated request is known by the key's number: who takes a key's name gets nothing of it", async () => {
  const { cookie } = await world.person("admin");
  const lot = { name: "Repeats", currency: "USD", rate_cents_per_hour: 100, spots: [{ code: "RP1" }, { code: "RP2" }] };
  const { spots } = (await world.call("admin", { method: "POST", url: "/api/parking/lots", payload: lot })).json;
  const book = (key: string, spot_id: number, phone: string) => {
    const headers = { authorization: `Bearer ${key}`, "idempotency-key": "the same" };
    return world.call(null, { method: "POST", url: "/api/parking/bookings", payload: { spot_id, phone }, headers });
  };
  const first = await makeAs(cookie, { name: "till", role: "agent" });
  expect((await book(first.key, spots[0].id, "+15550107001")).status).toBe(201);
  await world.call("admin", { method: "DELETE", url: `${url}/${first.id}` });
  const second = await makeAs(cookie, { name: "till", role: "agent" });
  const other = await book(second.key, spots[1].id, "+15550107002");
  expect(other.status, other.body).toBe(201);
});
