// Signing in and out as a browser does it, and attacks: guessing, forged cookies, requests from other pages.
import type { InjectOptions } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, cookieOf, ownPage, password, useApp } from "../../../test/support/app.ts";

const world = useApp();
const proxied = useApp({ trustProxy: ["127.0.0.1"] });

let next = 0;
/** A new address for each call. */
const fresh = () => {
  next += 1;
  return `10.1.${Math.floor(next / 250)}.${next % 250}`;
};

beforeEach(() => world.db.deleteFrom("rate_limits").execute());

type Given = { email: string; password?: string };
const signIn = (given: Given, headers: object = {}, remoteAddress = fresh(), app = world): Promise<Answer> =>
  app.call(null, {
    method: "POST",
    url: "/api/auth/sign-in/email",
    payload: { password, ...given },
    headers: { ...ownPage, ...headers },
    remoteAddress,
  });
const me = (cookie: string): Promise<Answer> =>
  world.call(null, { method: "GET", url: "/api/me", headers: { cookie } });

describe("a session", () => {
  test("begins with the right password, in a cookie that no script can read", async () => {
    const { id, name, email } = await world.person("agent");
    const answer = await signIn({ email: ` ${email.toUpperCase()} ` });
    expect(answer).toMatchObject({ status: 200, json: { person: { id, name, email, role: "agent" } } });
    expect(answer.body).not.toContain("token");
    const lines = [answer.headers["set-cookie"]].flat();
    expect(lines).toEqual([
      expect.stringMatching(/^bellhop_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^bellhop_device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect((await me(cookieOf(answer))).json).toEqual({
      person: { id, name, email, role: "agent" },
      key: null,
      role: "agent",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      second_factor: { on: false, recovery_codes: 0, required: false },
    });
  });

  test("is a new one each time, whatever cookie was there before", async () => {
    const { email, cookie: mine } = await world.person("viewer");
    const { cookie: planted } = await world.person("admin");
    const first = cookieOf(await signIn({ email }, { cookie: planted }));
    const second = cookieOf(await signIn({ email }, { cookie: first }));
    expect(new Set([planted, mine, first, second]).size).toBe(4);
    expect((await me(first)).json.role).toBe("viewer");
    expect((await me(planted)).json.role).toBe("admin");
  });

  test("ends when signed out: for everybody who has the cookie", async () => {
    const { email, cookie: other } = await world.person("viewer");
    const cookie = cookieOf(await signIn({ email }));
    const out = await world.call(null, { method: "POST", url: "/api/auth/sign-out", headers: { ...ownPage, cookie } });
    expect(out.status).toBe(204);
    expect([out.headers["set-cookie"]].flat()[0]).toMatch(/^bellhop_session=; Max-Age=0;/);
    expect(await me(cookie)).toMatchObject({ status: 401, json: { code: "SIGNED_OUT" } });
    expect((await me(other)).status).toBe(200);
  });

  test("ends by itself when it is not used for a fortnight", async () => {
    const { email } = await world.person("viewer");
    const [cookie, other] = [cookieOf(await signIn({ email })), cookieOf(await signIn({ email }))];
    world.clock.advance(13.9 * 86_400_000);
    expect((await me(other)).status).toBe(200);
    world.clock.advance(0.2 * 86_400_000);
    expect((await me(other)).status).toBe(200);
    expect(await me(cookie)).toMatchObject({ status: 401, json: { code: "SIGNED_OUT" } });
  });

  test("is prolonged while it is used, and its cookie with it", async () => {
    const { email } = await world.person("viewer");
    const cookie = cookieOf(await signIn({ email }));
    expect((await me(cookie)).headers["set-cookie"]).toBeUndefined();
    const soon = new Date(world.clock().getTime() + 5 * 86_400_000);
    await world.db.updateTable("user_sessions").set({ expires_at: soon }).execute();
    const answer = await me(cookie);
    expect([answer.headers["set-cookie"]].flat()[0]).toMatch(/Max-Age=1209600/);
    expect(cookie).toContain(cookieOf(answer));
    world.clock.advance(13 * 86_400_000);
    expect((await me(cookie)).status).toBe(200);
  });
});

test("what lies in the database signs nobody in", async () => {
  const { email, cookie } = await world.person("admin");
  const mine = cookieOf(await signIn({ email }));
  const tables = ["user_sessions", "user_browsers", "user_links", "rate_limits", "secrets", "audit_log", "events"];
  const dumps = await Promise.all(
    tables.map((table) => world.pool.query(`select coalesce(json_agg(t), '[]')::text as all from ${table} t`)),
  );
  const all = dumps.map(({ rows }) => rows[0].all).join("\n");
  for (const value of [cookie, mine].join("; ").match(/[\w-]{43}/g)!) {
    expect(all).not.toContain(value);
    expect(all).not.toContain(Buffer.from(value).toString("hex"));
    expect(all).not.toContain(Buffer.from(value, "base64url").toString("hex"));
  }
  // Tries every word of the dump as a cookie, under both names, and with the signature that older versions had.
  const words = [...new Set(all.match(/[\w-]{20,}/g))];
  expect(words.length).toBeGreaterThan(5);
  for (const word of words.slice(0, 200))
    for (const name of ["bellhop_session", "__Host-bellhop_session", "bellhop.session_token"])
      for (const value of [word, `${word}.${word}`]) expect((await me(`${name}=${value}`)).status).toBe(401);
});

describe("who may not come in hears the same thing", () => {
  test.each<[string, Given]>([
    ["a wrong password", { email: "viewer@desk.test", password: "wrong password" }],
    ["somebody unknown", { email: "nobody@desk.test" }],
    ["no e-mail address", { email: "nobody" }],
    ["somebody disabled", { email: "gone@desk.test" }],
    ["an empty password", { email: "viewer@desk.test", password: "" }],
    ["SQL", { email: "' or 1=1 --@desk.test", password: "' or 1=1 --" }],
  ])("%s", async (_, given) => {
    await world.person("viewer");
    await gone();
    const answer = await signIn(given);
    expect(answer).toMatchObject({ status: 401, json: { code: "INVALID_CREDENTIALS" } });
    expect(answer.json.detail).toBe("The e-mail address or the password is wrong.");
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("and waits as long for it: a password is worked through either way", async () => {
    await world.person("viewer");
    await world.db.insertInto("users").values({ name: "I", email: "invited@desk.test" }).execute();
    // CPU time of this process, because other processes may delay it.
    const took = async (email: string) => {
      const since = process.cpuUsage();
      await signIn({ email, password: "wrong password" });
      const { user, system } = process.cpuUsage(since);
      return user + system;
    };
    const emails = ["viewer@desk.test", "nobody@desk.test", "invited@desk.test"];
    const least = emails.map(() => Number.POSITIVE_INFINITY);
    for (let n = 0; n < 3; n += 1)
      for (const [which, email] of emails.entries()) least[which] = Math.min(least[which]!, await took(email));
    const [known, ...others] = least as [number, number, number];
    for (const other of others) {
      expect(other).toBeGreaterThan(known * 0.6);
      expect(other).toBeLessThan(known * 1.7);
    }
  });
});

/** Creates a user who had a password and was disabled. */
async function gone(): Promise<void> {
  if (await world.db.selectFrom("users").select("id").where("email", "=", "gone@desk.test").executeTakeFirst()) return;
  const { id } = await world.person("viewer");
  const { password: kept } = await world.db
    .selectFrom("user_credentials")
    .select("password")
    .where("user_id", "=", id)
    .executeTakeFirstOrThrow();
  const values = { name: "Gone", email: "gone@desk.test", disabled_at: new Date() };
  const made = await world.db.insertInto("users").values(values).returning("id").executeTakeFirstOrThrow();
  await world.db
    .insertInto("user_credentials")
    .values({ user_id: made.id, account_id: String(made.id), password: kept })
    .execute();
}

describe("guessing", () => {
  test("is slowed, however many try at a time", async () => {
    const { email } = await world.person("viewer");
    const address = fresh();
    const guess = (n: number) => signIn({ email: `n${n}@desk.test`, password: "wrong password" }, {}, address);
    const answers = await Promise.all(Array.from({ length: 13 }, (_, n) => guess(n)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429, 429, 429]);
    const refused = await signIn({ email }, {}, address);
    expect(refused).toMatchObject({
      status: 429,
      json: { code: "TOO_MANY_ATTEMPTS" },
      headers: { "retry-after": "2" },
    });
    expect(refused.json.detail).toBe("Too many attempts. Try again in 2 seconds.");
    expect((await signIn({ email }, {}, fresh())).status).toBe(200);
    world.clock.advance(2_000);
    expect((await signIn({ email }, {}, address)).status).toBe(200);
  });

  /** The address that is stored when the caller claims another one in forwarding headers. */
  const noted = async (app: typeof world, address: string, forwarded: string) => {
    const { email, id } = await app.person("viewer");
    const said = { "x-forwarded-for": forwarded, "x-bellhop-address": "192.0.2.1", "x-real-ip": "192.0.2.2" };
    expect((await signIn({ email }, said, address, app)).status).toBe(200);
    const sessions = app.db.selectFrom("user_sessions").select("ip_address").where("user_id", "=", id);
    return (await sessions.orderBy("id", "desc").executeTakeFirstOrThrow()).ip_address;
  };

  test("is counted by the address that the connection has, whatever the caller says", async () => {
    expect(await noted(world, "198.51.100.7", "192.0.2.3")).toBe("198.51.100.7");
    expect(await noted(proxied, "198.51.100.7", "192.0.2.3")).toBe("198.51.100.7");
  });

  test("is counted by what a trusted proxy says, and not by what it was told", async () => {
    expect(await noted(proxied, "127.0.0.1", "198.51.100.8")).toBe("198.51.100.8");
    expect(await noted(proxied, "127.0.0.1", "192.0.2.3, 198.51.100.9")).toBe("198.51.100.9");
    expect(await noted(proxied, "127.0.0.1", "2001:DB8::9")).toBe("2001:db8::9");
    expect(await noted(proxied, "::ffff:127.0.0.1", "198.51.100.9")).toBe("198.51.100.9");
  });
});

describe("other pages", () => {
  test.each<[string, InjectOptions["headers"] & object]>([
    ["another origin", { origin: "https://evil.test" }],
    ["an origin that is hidden", { origin: "null" }],
    ["a neighbour", { "sec-fetch-site": "same-site" }],
    ["elsewhere", { "sec-fetch-site": "cross-site" }],
    ["our name with a tail", { origin: "http://desk.test.evil.test" }],
  ])("sign nobody in or out: %s", async (_, headers) => {
    const { email, cookie } = await world.person("viewer");
    const { origin: __, ...bare } = ownPage;
    const refused = { status: 403, json: { code: "WRONG_ORIGIN" } };
    const call = (url: string, payload: object, more: object = {}) =>
      world.call(null, { method: "POST", url, payload, headers: { ...bare, ...headers, ...more } });
    expect(await call("/api/auth/sign-in/email", { email, password })).toMatchObject(refused);
    expect(await call("/api/auth/sign-out", {}, { cookie })).toMatchObject(refused);
    expect(await call("/api/auth/links/accept", { token: "x", password })).toMatchObject(refused);
    expect((await me(cookie)).status).toBe(200);
  });

  test("the same Bellhop by another name is no other page", async () => {
    const { email } = await world.person("viewer");
    const here = { host: "192.168.1.5:3000", origin: "http://192.168.1.5:3000" };
    const cookie = cookieOf(await signIn({ email }, here));
    const rename = { method: "PATCH", url: "/api/me", payload: { name: "viewer person" } } as const;
    expect((await world.call(null, { ...rename, headers: { ...here, cookie } })).status).toBe(200);
    // Behind a proxy that reaches us by another host name.
    const behind = { host: "127.0.0.1:3000", origin: "http://desk.test" };
    expect((await world.call(null, { ...rename, headers: { ...behind, cookie } })).status).toBe(200);
  });

  test("a program that signs in says nothing of a page", async () => {
    const { email } = await world.person("viewer");
    const url = "/api/auth/sign-in/email";
    expect((await world.call(null, { method: "POST", url, payload: { email, password } })).status).toBe(200);
  });

  test("nobody is sent anywhere after signing in", async () => {
    const { email } = await world.person("viewer");
    for (const extra of [{ callbackURL: "https://evil.test" }, { redirect: "//evil.test" }]) {
      const answer = await signIn({ email, ...extra });
      expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    }
    const url = "/api/auth/sign-in/email?callbackURL=https://evil.test&redirect_to=//evil.test";
    const answer = await world.call(null, { method: "POST", url, payload: { email, password }, headers: ownPage });
    expect(answer.status).toBe(400);
    expect(answer.headers.location).toBeUndefined();
  });
});

test.each([
  "sign-up/email",
  "request-password-reset",
  "reset-password",
  "update-user",
  "delete-user",
  "sign-in/social",
  "update-session",
  "list-sessions",
  "get-session",
  "change-password",
])("what is not opened is not there: %s", async (path) => {
  const { cookie } = await world.person("admin");
  for (const method of ["GET", "POST"] as const) {
    const payload = method === "POST" ? { email: "m@desk.test", password, name: "M", role: "admin" } : undefined;
    const answer = await world.call(null, {
      method,
      url: `/api/auth/${path}`,
      headers: { ...ownPage, cookie },
      ...(payload && { payload }),
    });
    expect(answer).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  }
});

test("a key speaks for itself: what cookie comes with it does not matter", async () => {
  const { cookie } = await world.person("viewer");
  const answer = await world.call("admin", { method: "GET", url: "/api/me", headers: { cookie } });
  expect(answer.json).toMatchObject({ person: null, key: "admin key", role: "admin" });
  const authorization = "Bearer wrong";
  const wrong = await world.call(null, { method: "GET", url: "/api/me", headers: { cookie, authorization } });
  expect(wrong).toMatchObject({ status: 401, json: { code: "API_KEY_WRONG" } });
});
