// Two-step sign-in over HTTP: set up, used, lost, reset, and required of admins.
import type { InjectOptions } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, cookieOf, ownPage, password, useApp } from "../../../test/support/app.ts";
import * as secondFactor from "../../core/access/second-factor.ts";
import { codeOf, stepOf } from "../../core/access/totp.ts";

const world = useApp();
let n = 0;

beforeEach(async () => {
  await world.db.deleteFrom("rate_limits").execute();
  await world.db.deleteFrom("settings").execute();
});

const call = (cookie: string, method: string, url: string, payload?: object): Promise<Answer> =>
  world.call(null, {
    method: method as InjectOptions["method"] & string as "GET",
    url,
    headers: { ...ownPage, cookie },
    ...(payload && { payload }),
  });
const signIn = (email: string, code?: string, cookie = ""): Promise<Answer> =>
  call(cookie, "POST", "/api/auth/sign-in/email", { email, password, ...(code && { code }) });

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** The bytes of a secret, as an authenticator app decodes it. */
function bytesOf(base32: string): Buffer {
  const bits = [...base32].map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
}

type Enrolled = { id: number; email: string; cookie: string; secret: Buffer; recovery: string[] };

/** The code that the app shows now. */
const codeNow = ({ secret }: Pick<Enrolled, "secret">): string => codeOf(secret, stepOf(world.clock()));
/** The code a minute later, because each code is accepted once. */
function nextCode(who: Pick<Enrolled, "secret">): string {
  world.clock.advance(60_000);
  return codeNow(who);
}

async function enrolled(role: "agent" | "admin" = "agent"): Promise<Enrolled> {
  n += 1;
  const { id, email, cookie } = await world.newPerson(role, `two${n}`);
  const begun = await call(cookie, "POST", "/api/me/second-factor");
  expect(begun.status, begun.body).toBe(201);
  const secret = bytesOf(begun.json.secret);
  const on = await call(cookie, "POST", "/api/me/second-factor/confirm", { code: codeNow({ secret }) });
  expect(on.status, on.body).toBe(200);
  return { id, email, cookie, secret, recovery: on.json.recovery_codes };
}

describe("setting it up", () => {
  test("gives a secret to scan and to type, and is on when the app's code came back", async () => {
    n += 1;
    const { email, cookie } = await world.newPerson("agent", `two${n}`);
    const other = await world.signIn(email);
    const begun = (await call(cookie, "POST", "/api/me/second-factor")).json;
    expect(begun.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(begun.uri).toContain(`secret=${begun.secret}`);
    // It is not active yet, so the password is enough.
    expect((await signIn(email)).status).toBe(200);
    const secret = bytesOf(begun.secret);
    const wrong = await call(cookie, "POST", "/api/me/second-factor/confirm", { code: "000000" });
    expect(wrong).toMatchObject({ status: 403, json: { code: "SECOND_FACTOR_WRONG" } });
    const on = await call(cookie, "POST", "/api/me/second-factor/confirm", { code: codeNow({ secret }) });
    expect(on.json.recovery_codes).toHaveLength(10);
    expect(new Set(on.json.recovery_codes).size).toBe(10);
    expect((await call(cookie, "GET", "/api/me")).json.second_factor).toEqual({
      on: true,
      recovery_codes: 10,
      required: false,
    });
    // All other sessions have ended, because they began before it.
    expect((await call(other, "GET", "/api/me")).status).toBe(401);
    for (const url of ["", "/confirm"])
      expect(
        await call(cookie, "POST", `/api/me/second-factor${url}`, url ? { code: "123456" } : undefined),
      ).toMatchObject({
        status: 409,
      });
  });

  test("keeps the secret encrypted and the recovery codes as hashes", async () => {
    const { id, secret, recovery } = await enrolled();
    const { rows } = await world.pool.query(
      "select f::text || coalesce(string_agg(c::text, ''), '') as all from user_second_factors f left join user_recovery_codes c using (user_id) where user_id = $1 group by f",
      [id],
    );
    const trail = JSON.stringify(await world.db.selectFrom("audit_log").selectAll().execute());
    for (const text of [rows[0].all, trail]) {
      expect(text).not.toContain(secret.toString("hex"));
      for (const code of recovery) {
        expect(text).not.toContain(code);
        expect(text).not.toContain(Buffer.from(code).toString("hex"));
      }
    }
  });

  test.each([
    ["POST", ""],
    ["POST", "/confirm"],
    ["POST", "/recovery-codes"],
    ["DELETE", ""],
  ])("asks for the password first: %s %s", async (method, path) => {
    const who = await enrolled();
    const cookie = cookieOf(await signIn(who.email, nextCode(who)));
    const payload = path === "/confirm" ? { code: "123456" } : undefined;
    expect((await call(cookie, method, `/api/me/second-factor${path}`, payload)).json.code).toBe("CONFIRM_PASSWORD");
    // Now this also needs a code.
    expect((await call(cookie, "POST", "/api/me/confirm", { password })).json.code).toBe("SECOND_FACTOR_NEEDED");
    const code = nextCode(who);
    expect((await call(cookie, "POST", "/api/me/confirm", { password, code })).status).toBe(204);
    expect((await call(cookie, method, `/api/me/second-factor${path}`, payload)).json?.code).not.toBe(
      "CONFIRM_PASSWORD",
    );
  });
});

describe("signing in", () => {
  test("asks for a code after the right password, and only then", async () => {
    const who = await enrolled();
    expect(await signIn(who.email)).toMatchObject({ status: 403, json: { code: "SECOND_FACTOR_NEEDED" } });
    expect((await signIn(who.email)).headers["set-cookie"]).toBeUndefined();
    const wrong = { email: who.email, password: "wrong password", code: codeNow(who) };
    expect((await call("", "POST", "/api/auth/sign-in/email", wrong)).json.code).toBe("INVALID_CREDENTIALS");
    expect((await signIn(who.email, nextCode(who))).status).toBe(200);
  });

  test("takes a code once, also of two who send it at the same time", async () => {
    const who = await enrolled();
    const code = nextCode(who);
    const both = await Promise.all([signIn(who.email, code), signIn(who.email, code)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    const again = await signIn(who.email, code);
    expect(again.json).toMatchObject({ code: "SECOND_FACTOR_WRONG", detail: expect.stringMatching(/used already/) });
    // An older code is refused too, though still within its time.
    world.clock.advance(60_000);
    const older = codeOf(who.secret, stepOf(world.clock()) - 1);
    expect((await signIn(who.email, codeNow(who))).status).toBe(200);
    expect((await signIn(who.email, older)).status).toBe(403);
  });

  test("takes each recovery code once, however it is written, and new ones in their place", async () => {
    const who = await enrolled();
    const [first, second] = who.recovery as [string, string];
    const both = await Promise.all([signIn(who.email, first), signIn(who.email, first)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await signIn(who.email, second.toUpperCase().replaceAll("-", " "))).status).toBe(200);
    expect((await call(who.cookie, "GET", "/api/me")).json.second_factor.recovery_codes).toBe(8);
    const fresh = (await call(who.cookie, "POST", "/api/me/second-factor/recovery-codes")).json.recovery_codes;
    expect((await signIn(who.email, who.recovery[2])).status).toBe(403);
    expect((await signIn(who.email, fresh[0])).status).toBe(200);
  });

  test("slows who guesses codes, and not the person in a browser that is known", async () => {
    const who = await enrolled();
    const known = cookieOf(await signIn(who.email, nextCode(who)));
    const said: number[] = [];
    for (let i = 0; i < 12; i += 1) said.push((await signIn(who.email, "000000")).status);
    expect(said.filter((status) => status === 403)).toHaveLength(5);
    expect((await signIn(who.email, nextCode(who), known)).status).toBe(200);
    expect((await signIn(who.email, who.recovery[0])).status).toBe(200);
  });

  test("waits longer and longer for the next code: a night of guessing gets nowhere", async () => {
    const who = await enrolled();
    let tried = 0;
    for (let second = 0; second < 3_600; second += 60) {
      world.clock.advance(60_000);
      if ((await signIn(who.email, "000000")).status === 403) tried += 1;
    }
    expect(tried).toBeLessThan(20);
  }, 240_000);

  test("by a one-time link asks for it as well, and a refused code does not use the link up", async () => {
    const who = await enrolled();
    const made = await world.call("admin", { method: "POST", url: `/api/people/${who.id}/link` });
    const token = made.json.link.url.split("#")[1];
    const accept = (code?: string) =>
      call("", "POST", "/api/auth/links/accept", { token, password: "battery staple lamp", ...(code && { code }) });
    expect((await accept()).json.code).toBe("SECOND_FACTOR_NEEDED");
    expect((await accept("000000")).json.code).toBe("SECOND_FACTOR_WRONG");
    expect((await accept(nextCode(who))).status).toBe(200);
  });

  test("of a disabled person says no more than of anybody, and the second factor is still there when they are let in again", async () => {
    const who = await enrolled();
    const url = `/api/people/${who.id}`;
    await world.call("admin", { method: "PATCH", url, payload: { disabled: true } });
    for (const code of [undefined, nextCode(who), who.recovery[0]])
      expect(await signIn(who.email, code)).toMatchObject({ status: 401, json: { code: "INVALID_CREDENTIALS" } });
    await world.call("admin", { method: "PATCH", url, payload: { disabled: false } });
    expect((await signIn(who.email)).json.code).toBe("SECOND_FACTOR_NEEDED");
    expect((await signIn(who.email, nextCode(who))).status).toBe(200);
  });
});

describe("turning it off", () => {
  test("is the person's own, and then the password is enough", async () => {
    const who = await enrolled();
    expect((await call(who.cookie, "DELETE", "/api/me/second-factor")).status).toBe(204);
    expect((await signIn(who.email)).status).toBe(200);
    expect((await call(who.cookie, "DELETE", "/api/me/second-factor")).status).toBe(409);
    const trail = world.db.selectFrom("audit_log").select("action").where("subject_id", "=", who.id);
    const actions = (await trail.where("action", "like", "%second_factor%").orderBy("id").execute()).map(
      ({ action }) => action,
    );
    expect(actions).toEqual(["person.second_factor_on", "person.second_factor_off"]);
  });

  test("is an admin's for who lost their phone", async () => {
    const who = await enrolled();
    const listed = (await world.asPerson("admin", { method: "GET", url: "/api/people" })).json.people;
    expect(listed.find(({ id }: { id: number }) => id === who.id)).toMatchObject({ second_factor: true });
    const url = `/api/people/${who.id}/second-factor`;
    expect((await world.asPerson("agent", { method: "DELETE", url })).status).toBe(403);
    expect((await world.asPerson("admin", { method: "DELETE", url })).status).toBe(204);
    expect((await signIn(who.email)).status).toBe(200);
    expect((await world.asPerson("admin", { method: "DELETE", url })).status).toBe(409);
    const entry = await world.db
      .selectFrom("audit_log")
      .select(["actor", "subject_id"])
      .where("action", "=", "person.second_factor_reset")
      .orderBy("id", "desc")
      .executeTakeFirst();
    expect(entry).toEqual({ actor: "desk:admin person", subject_id: who.id });
  });
});

describe("when admins need it", () => {
  const require = (needed: boolean) =>
    world.call("admin", { method: "PUT", url: "/api/settings/sign-in", payload: { second_factor_for_admins: needed } });

  test("one who has none is let do nothing but set it up, in sessions that are open too", async () => {
    n += 1;
    const { cookie } = await world.newPerson("admin", `two${n}`);
    const other = await enrolled("admin");
    const agent = await world.person("agent");
    expect((await require(true)).json).toEqual({ second_factor_for_admins: true });
    for (const [method, url] of [
      ["GET", "/api/inbox/conversations"],
      ["GET", "/api/people"],
      ["POST", "/api/keys"],
      ["GET", "/api/me/sessions"],
      ["PUT", "/api/settings/sign-in"],
    ] as const)
      expect(await call(cookie, method, url)).toMatchObject({ status: 403, json: { code: "SECOND_FACTOR_REQUIRED" } });
    expect((await call(cookie, "GET", "/api/me")).json.second_factor).toMatchObject({ on: false, required: true });
    // Not affected: admins who have it, users who are not admins, API keys.
    expect((await call(other.cookie, "GET", "/api/people")).status).toBe(200);
    expect((await call(agent.cookie, "GET", "/api/inbox/conversations")).status).toBe(200);
    expect((await world.call("admin", { method: "GET", url: "/api/people" })).status).toBe(200);
    const secret = bytesOf((await call(cookie, "POST", "/api/me/second-factor")).json.secret);
    await call(cookie, "POST", "/api/me/second-factor/confirm", { code: codeNow({ secret }) });
    expect((await call(cookie, "GET", "/api/people")).status).toBe(200);
    // Turning it off brings back the requirement.
    expect((await call(cookie, "DELETE", "/api/me/second-factor")).status).toBe(204);
    expect((await call(cookie, "GET", "/api/people")).json.code).toBe("SECOND_FACTOR_REQUIRED");
    await require(false);
    expect((await call(cookie, "GET", "/api/people")).status).toBe(200);
  });

  test("who becomes an admin needs it from then on", async () => {
    n += 1;
    const { id, cookie } = await world.newPerson("agent", `two${n}`);
    await require(true);
    expect((await call(cookie, "GET", "/api/inbox/counts")).status).toBe(200);
    await world.call("admin", { method: "PATCH", url: `/api/people/${id}`, payload: { role: "admin" } });
    expect((await call(cookie, "GET", "/api/inbox/counts")).json.code).toBe("SECOND_FACTOR_REQUIRED");
  });

  test("is decided by admins who confirm their password, and told in the audit log", async () => {
    const { email } = await world.person("admin");
    const cookie = await world.signIn(email);
    const payload = { second_factor_for_admins: true };
    expect((await call(cookie, "PUT", "/api/settings/sign-in", payload)).json.code).toBe("CONFIRM_PASSWORD");
    expect((await world.asPerson("agent", { method: "PUT", url: "/api/settings/sign-in", payload })).status).toBe(403);
    await require(true);
    const entry = await world.db
      .selectFrom("audit_log")
      .select(["before", "after"])
      .where("action", "=", "setting.changed")
      .orderBy("id", "desc")
      .executeTakeFirst();
    expect(entry).toEqual({ before: { second_factor_for_admins: false }, after: payload });
  });
});

test("the terminal resets what an admin could", async () => {
  const who = await enrolled();
  await secondFactor.remove({ ...world.ctx, by: "cli" }, who.id, "reset");
  expect((await signIn(who.email)).status).toBe(200);
  await expect(secondFactor.remove({ ...world.ctx, by: "cli" }, who.id, "reset")).rejects.toMatchObject({
    code: "SECOND_FACTOR_STATE",
  });
});
