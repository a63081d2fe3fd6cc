// Actions for which a session's cookie is not enough: the password must be confirmed first.
import type { InjectOptions } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, ownPage, password, useApp } from "../../../test/support/app.ts";
import { makeClock } from "../../../test/support/clock.ts";

const world = useApp();
let id: number;
let email: string;
let cookie: string;
let n = 0;

beforeEach(async () => {
  await world.db.deleteFrom("rate_limits").execute();
  n += 1;
  ({ id, email } = await world.newPerson("admin", `confirm${n}`));
  // A session without a confirmed password.
  cookie = await world.signIn(email);
});

const call = (method: string, url: string, payload?: object, as = cookie): Promise<Answer> =>
  world.call(null, {
    method: method as InjectOptions["method"] & string as "GET",
    url,
    headers: { ...ownPage, cookie: as },
    ...(payload && { payload }),
  });
const confirm = (given: object = { password }, as = cookie) => call("POST", "/api/me/confirm", given, as);
const makeKey = (as = cookie) => call("POST", "/api/keys", { name: `key ${Math.random()}`, role: "viewer" }, as);

describe("the password is asked again", () => {
  test.each<[string, string, object?]>([
    ["POST", "/api/keys", { name: "k", role: "admin" }],
    ["DELETE", "/api/keys/999"],
    ["POST", "/api/people", { name: "A", email: "a@desk.test", role: "admin" }],
    ["PATCH", "/api/people/999", { role: "admin" }],
    ["POST", "/api/people/999/link"],
  ])("before %s %s", async (method, url, payload) => {
    expect(await call(method, url, payload)).toMatchObject({ status: 403, json: { code: "CONFIRM_PASSWORD" } });
    expect((await confirm()).status).toBe(204);
    expect([201, 204, 404]).toContain((await call(method, url, payload)).status);
  });

  test("for ten minutes, in this session alone", async () => {
    const other = await world.signIn(email);
    expect((await confirm()).status).toBe(204);
    world.clock.advance(10 * 60_000 - 1);
    expect((await makeKey()).status).toBe(201);
    expect((await makeKey(other)).json.code).toBe("CONFIRM_PASSWORD");
    world.clock.advance(1);
    expect((await makeKey()).json.code).toBe("CONFIRM_PASSWORD");
  });

  test("and a wrong one confirms nothing, however often it is tried", async () => {
    for (const wrong of ["wrong password", "", `${password} `])
      expect(await confirm({ password: wrong })).toMatchObject({ status: 403, json: { code: "PASSWORD_WRONG" } });
    expect((await makeKey()).json.code).toBe("CONFIRM_PASSWORD");
    const said: string[] = [];
    for (let i = 0; i < 30; i += 1) said.push((await confirm({ password: "wrong password" })).json.code);
    expect(said.at(-1)).toBe("TOO_MANY_ATTEMPTS");
    // Another session of the same user is not delayed by this.
    expect((await confirm({ password }, await world.signIn(email))).status).toBe(204);
  });

  test("not of API keys, which have none", async () => {
    expect((await world.call("admin", { method: "DELETE", url: "/api/keys/999" })).status).toBe(404);
    expect(await world.call("admin", { method: "POST", url: "/api/me/confirm", payload: { password } })).toMatchObject({
      status: 400,
    });
  });

  test("only of who may do it at all: a role is refused first", async () => {
    await world.db.updateTable("users").set({ role: "agent" }).where("id", "=", id).execute();
    expect((await makeKey()).json.code).toBe("NOT_ALLOWED");
  });

  test("and reading stays as it was", async () => {
    world.clock = makeClock(world.clock());
    for (const url of ["/api/keys", "/api/people", "/api/audit"]) expect((await call("GET", url)).status).toBe(200);
  });
});
