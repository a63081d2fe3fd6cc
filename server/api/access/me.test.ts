// What users may change about themselves: name, password, sessions.
import type { InjectOptions } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, cookieOf, ownPage, password, useApp } from "../../../test/support/app.ts";

const world = useApp();
let words = 0;
const word = () => {
  words += 1;
  return `m${words}`;
};

beforeEach(() => world.db.deleteFrom("rate_limits").execute());

const as = (cookie: string, method: InjectOptions["method"] & string, url: string, payload?: object): Promise<Answer> =>
  world.call(null, { method: method as "GET", url, headers: { ...ownPage, cookie }, ...(payload && { payload }) });

describe("one's name", () => {
  test("can be changed by anybody, and nothing else can", async () => {
    const { id, email, cookie } = await world.newPerson("viewer", word());
    const changed = await as(cookie, "PATCH", "/api/me", { name: " Ana " });
    expect(changed.json.person).toEqual({ id, name: "Ana", email, role: "viewer" });
    for (const more of [{ role: "admin" }, { email: "x@desk.test" }, { disabled: false }])
      expect((await as(cookie, "PATCH", "/api/me", { name: "Ana", ...more })).status).toBe(400);
    const trail = await world.db.selectFrom("audit_log").selectAll().where("subject_id", "=", id).orderBy("id", "desc");
    expect(await trail.executeTakeFirst()).toMatchObject({ action: "person.changed", after: { name: "Ana" } });
  });

  test("is none of an API key, and neither are password and sessions", async () => {
    for (const [method, url, payload] of [
      ["PATCH", "/api/me", { name: "X" }],
      ["POST", "/api/me/password", { current_password: password, new_password: password }],
      ["GET", "/api/me/sessions", undefined],
      ["DELETE", "/api/me/sessions/1", undefined],
    ] as const) {
      const answer = await world.call("admin", { method, url, ...(payload && { payload }) });
      expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    }
    expect((await world.call("agent", { method: "GET", url: "/api/me" })).json).toMatchObject({
      person: null,
      key: "agent key",
      role: "agent",
    });
  });
});

describe("another password", () => {
  test("is set with the current one; other sessions end and this one goes on", async () => {
    const { id, email, cookie: other } = await world.newPerson("agent", word());
    const cookie = await world.signIn(email);
    const given = { current_password: password, new_password: "battery staple" };
    const changed = await as(cookie, "POST", "/api/me/password", given);
    expect(changed.status, changed.body).toBe(204);
    const fresh = cookieOf(changed);
    expect((await as(fresh, "GET", "/api/me")).json.person.id).toBe(id);
    expect((await as(cookie, "GET", "/api/me")).status).toBe(401);
    expect((await as(other, "GET", "/api/me")).status).toBe(401);
    await expect(world.signIn(email)).rejects.toThrow("INVALID_CREDENTIALS");
    await world.signIn(email, "battery staple");
    const trail = world.db.selectFrom("audit_log").select("actor").where("action", "=", "person.password_set");
    expect(await trail.where("subject_id", "=", id).execute()).toEqual([{ actor: expect.stringMatching(/^desk:m/) }]);
  });

  test.each([
    ["a wrong current one", { current_password: "wrong password" }, 403, "PASSWORD_WRONG"],
    ["one that is too short", { new_password: "short" }, 400, "PASSWORD_TOO_SHORT"],
    ["one that is too long", { new_password: "x".repeat(201) }, 400, "BAD_REQUEST"],
  ])("is not set with %s", async (_, given, status, code) => {
    const { cookie } = await world.person("viewer");
    const payload = { current_password: password, new_password: "battery staple", ...given };
    expect(await as(cookie, "POST", "/api/me/password", payload)).toMatchObject({ status, json: { code } });
    expect((await as(cookie, "GET", "/api/me")).status).toBe(200);
  });
});

describe("one's sessions", () => {
  test("are shown with where they are, and can be ended one by one", async () => {
    const { id, email, cookie } = await world.newPerson("viewer", word());
    const there = await world.call(null, {
      method: "POST",
      url: "/api/auth/sign-in/email",
      payload: { email, password },
      headers: { ...ownPage, "user-agent": `Phone ${"x".repeat(500)}` },
      remoteAddress: "198.51.100.4",
    });
    const { sessions } = (await as(cookie, "GET", "/api/me/sessions")).json;
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({ current: false, ip_address: "198.51.100.4" });
    expect(sessions[0].user_agent).toMatch(/^Phone x{294}$/);
    expect(sessions[1]).toMatchObject({ current: true, ip_address: "127.0.0.1", seen_at: "2026-01-01T12:00:00.000Z" });
    expect(JSON.stringify(sessions)).not.toMatch(/token/);
    expect((await as(cookie, "DELETE", `/api/me/sessions/${sessions[0].id}`)).status).toBe(204);
    expect(await as(cookieOf(there), "GET", "/api/me")).toMatchObject({ status: 401, json: { code: "SIGNED_OUT" } });
    expect((await as(cookie, "DELETE", `/api/me/sessions/${sessions[0].id}`)).status).toBe(404);
    expect((await as(cookie, "DELETE", `/api/me/sessions/${sessions[1].id}`)).status).toBe(204);
    expect((await as(cookie, "GET", "/api/me")).status).toBe(401);
    const trail = world.db.selectFrom("audit_log").select("before").where("action", "=", "person.session_ended");
    expect(await trail.where("subject_id", "=", id).orderBy("id").execute()).toEqual(
      [sessions[0], sessions[1]].map((one) => ({ before: expect.objectContaining({ session: one.id }) })),
    );
  });

  test("of others are for admins", async () => {
    const { id, cookie } = await world.newPerson("agent", word());
    const own = (await as(cookie, "GET", "/api/me/sessions")).json.sessions[0];
    const stranger = await world.person("viewer");
    expect((await as(stranger.cookie, "DELETE", `/api/me/sessions/${own.id}`)).status).toBe(404);
    const url = `/api/people/${id}/sessions`;
    const seen = await world.asPerson("admin", { method: "GET", url });
    expect(seen.json.sessions).toEqual([{ ...own, current: false }]);
    expect(
      (await world.asPerson("admin", { method: "DELETE", url: `/api/people/${stranger.id}/sessions/${own.id}` }))
        .status,
    ).toBe(404);
    expect((await world.asPerson("admin", { method: "DELETE", url: `${url}/${own.id}` })).status).toBe(204);
    expect((await as(cookie, "GET", "/api/me")).status).toBe(401);
  });

  test("say to the minute when they were used", async () => {
    const { cookie } = await world.newPerson("viewer", word());
    const seen = async () => {
      await as(cookie, "GET", "/api/me");
      return (await as(cookie, "GET", "/api/me/sessions")).json.sessions[0].seen_at;
    };
    expect(await seen()).toBe("2026-01-01T12:00:00.000Z");
    world.clock.advance(59_000);
    expect(await seen()).toBe("2026-01-01T12:00:00.000Z");
    world.clock.advance(2_000);
    expect(await seen()).toBe("2026-01-01T12:01:01.000Z");
  });
});
