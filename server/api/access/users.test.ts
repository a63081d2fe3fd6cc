// How admins manage users: invitations, roles, links, and that an active admin always remains.
import type { InjectOptions } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { type Answer, cookieOf, ownPage, password, useApp } from "../../../test/support/app.ts";

const world = useApp();
let words = 0;
/** A new random word, for unused addresses. */
const word = () => {
  words += 1;
  return `p${words}`;
};

beforeEach(() => world.db.deleteFrom("rate_limits").execute());

const admin = (method: InjectOptions["method"] & string, path: string, payload?: object): Promise<Answer> =>
  world.asPerson("admin", { method: method as "GET", url: `/api/people${path}`, ...(payload && { payload }) });
const open = (path: string, payload: object): Promise<Answer> =>
  world.call(null, { method: "POST", url: `/api/auth/links/${path}`, payload, headers: ownPage });
const me = (cookie: string): Promise<Answer> =>
  world.call(null, { method: "GET", url: "/api/me", headers: { cookie } });
const tokenOf = (answer: Answer): string => answer.json.link.url.split("#")[1];

async function invite(role = "agent"): Promise<{ id: number; email: string; token: string; answer: Answer }> {
  const email = `${word()}@desk.test`;
  const answer = await admin("POST", "", { name: "Ada", email, role });
  expect(answer.status, answer.body).toBe(201);
  return { id: answer.json.person.id, email, token: tokenOf(answer), answer };
}

describe("an invitation", () => {
  test("is a link that is shown once and lets its person choose a password and come in", async () => {
    const name = word();
    const answer = await admin("POST", "", {
      name: " Ada ",
      email: ` ${name.toUpperCase()}@Desk.Test `,
      role: "agent",
    });
    const { person, link } = answer.json;
    expect(person).toMatchObject({ name: "Ada", email: `${name}@desk.test`, role: "agent", state: "invited" });
    expect(person.link_expires_at).toBe("2026-01-08T12:00:00.000Z");
    expect(link).toMatchObject({ purpose: "invite", expires_at: "2026-01-08T12:00:00.000Z" });
    expect(link.url).toMatch(/^http:\/\/desk\.test\/desk\/welcome#[\w-]{32}$/);
    const token = tokenOf(answer);
    expect((await open("look", { token })).json).toEqual({
      purpose: "invite",
      name: "Ada",
      email: person.email,
      expires_at: link.expires_at,
    });
    const accepted = await open("accept", { token, password: "battery staple", name: "Ada L." });
    expect(accepted).toMatchObject({ status: 200, json: { person: { id: person.id, name: "Ada L.", role: "agent" } } });
    expect((await me(cookieOf(accepted))).json.person).toMatchObject({ id: person.id, name: "Ada L." });
    await world.signIn(person.email, "battery staple");
    const [row] = (await admin("GET", "")).json.people.filter(({ id }: { id: number }) => id === person.id);
    expect(row).toMatchObject({ state: "active", link_expires_at: null, last_seen_at: "2026-01-01T12:00:00.000Z" });
  });

  test("is kept as a hash", async () => {
    const { token } = await invite();
    const { rows } = await world.pool.query("select user_links::text as link from user_links");
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString("hex"));
    const trail = await world.db.selectFrom("audit_log").selectAll().execute();
    expect(JSON.stringify(trail)).not.toContain(token);
  });

  test.each<[string, object]>([
    ["an e-mail address that is none", { email: "ada" }],
    ["no name", { name: " " }],
    ["a name of two lines", { name: "Ada\nAdmin" }],
    ["a name with U+0000", { name: "A\u0000" }],
    ["a role that there is not", { role: "owner" }],
    ["more than is asked", { password: "battery staple" }],
  ])("is not made with %s", async (_, given) => {
    const answer = await admin("POST", "", { name: "Ada", email: `${word()}@desk.test`, role: "agent", ...given });
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });

  test("is not made for an e-mail address that somebody has, in whatever case", async () => {
    const { email } = await invite();
    const answer = await admin("POST", "", { name: "B", email: email.toUpperCase(), role: "admin" });
    expect(answer).toMatchObject({ status: 409, json: { code: "EMAIL_TAKEN" } });
  });
});

describe("a link", () => {
  const refused = { status: 400, json: { code: "LINK_INVALID" } };

  test("works once", async () => {
    const { token } = await invite();
    expect((await open("accept", { token, password })).status).toBe(200);
    expect(await open("accept", { token, password })).toMatchObject(refused);
    expect(await open("look", { token })).toMatchObject(refused);
  });

  test("works once, even when two use it at the same time", async () => {
    const { email, token } = await invite();
    const both = await Promise.all(
      ["battery staple", "staple battery"].map((one) => open("accept", { token, password: one })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    const winner = both.findIndex(({ status }) => status === 200);
    await world.signIn(email, ["battery staple", "staple battery"][winner]);
  });

  test("is too old after a week, and one for another password after a day", async () => {
    const { id, token } = await invite();
    world.clock.advance(7 * 86_400_000 - 1);
    expect((await open("look", { token })).status).toBe(200);
    world.clock.advance(1);
    expect(await open("look", { token })).toMatchObject(refused);
    expect(await open("accept", { token, password })).toMatchObject(refused);
    const again = tokenOf(await admin("POST", `/${id}/link`));
    expect((await open("accept", { token: again, password })).status).toBe(200);
    const reset = await admin("POST", `/${id}/link`);
    expect(reset.json.link.purpose).toBe("reset");
    world.clock.advance(86_400_000);
    expect(await open("accept", { token: tokenOf(reset), password })).toMatchObject(refused);
  });

  test("is no good any more when a newer one was made, or its person is disabled", async () => {
    const { id, token } = await invite();
    const newer = tokenOf(await admin("POST", `/${id}/link`));
    expect(await open("accept", { token, password })).toMatchObject(refused);
    await admin("PATCH", `/${id}`, { disabled: true });
    expect(await open("accept", { token: newer, password })).toMatchObject(refused);
    expect(await admin("POST", `/${id}/link`)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
    await admin("PATCH", `/${id}`, { disabled: false });
    expect(await open("accept", { token: newer, password })).toMatchObject(refused);
  });

  test("is made one at a time, however many ask for one", async () => {
    const { id } = await invite();
    const made = await Promise.all([1, 2, 3].map(() => admin("POST", `/${id}/link`)));
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
    const looked = await Promise.all(made.map((one) => open("look", { token: tokenOf(one) })));
    expect(looked.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("takes no short or weak password and is not used up by one", async () => {
    const { token } = await invite();
    for (const [short, code] of [
      ["", "PASSWORD_TOO_SHORT"],
      ["123456789", "PASSWORD_TOO_SHORT"],
      [" ".repeat(12), "PASSWORD_TOO_SHORT"],
      ["password12", "PASSWORD_TOO_WEAK"],
      ["x".repeat(201), "BAD_REQUEST"],
    ] as const) {
      expect(await open("accept", { token, password: short })).toMatchObject({ status: 400, json: { code } });
    }
    // The user's own email address is refused as a password too.
    const { email } = (await open("look", { token })).json;
    expect((await open("accept", { token, password: email })).json.code).toBe("PASSWORD_TOO_WEAK");
    expect((await open("accept", { token, password })).status).toBe(200);
  }, 60_000);

  test("cannot be guessed, and guessing is slowed", async () => {
    const said: number[] = [];
    for (let n = 0; n < 11; n += 1) said.push((await open("accept", { token: `guess${n}`, password })).status);
    expect(said).toEqual([...Array(10).fill(400), 429]);
  });

  test("for another password ends every session and the old password", async () => {
    const { id, email, cookie } = await world.newPerson("agent", word());
    const token = tokenOf(await admin("POST", `/${id}/link`));
    expect((await me(cookie)).status).toBe(200);
    const fresh = cookieOf(await open("accept", { token, password: "battery staple" }));
    expect(await me(cookie)).toMatchObject({ status: 401, json: { code: "SIGNED_OUT" } });
    expect((await me(fresh)).status).toBe(200);
    await expect(world.signIn(email)).rejects.toThrow("INVALID_CREDENTIALS");
    await world.signIn(email, "battery staple");
  });

  test("makes nobody else than it says, whatever is sent with it", async () => {
    const { id, email, token } = await invite("viewer");
    const accepted = await open("accept", { token, password, email: "other@desk.test" });
    expect(accepted.json.person).toMatchObject({ id, email, role: "viewer" });
    const next = await invite("viewer");
    const more = { token: next.token, password, role: "admin" };
    expect(await open("accept", more)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });
});

describe("a change", () => {
  test("of the role counts at once", async () => {
    const { id, cookie } = await world.newPerson("viewer", word());
    const rules = (): Promise<Answer> => world.call(null, { method: "GET", url: "/api/audit", headers: { cookie } });
    expect((await rules()).status).toBe(403);
    await admin("PATCH", `/${id}`, { role: "admin" });
    expect((await rules()).status).toBe(200);
    await admin("PATCH", `/${id}`, { role: "agent" });
    expect((await rules()).json).toMatchObject({
      code: "NOT_ALLOWED",
      detail: expect.stringMatching(/has the role agent/),
    });
  });

  test("of name and e-mail address changes with what one signs in", async () => {
    const one = await world.newPerson("viewer", word());
    const two = await world.newPerson("viewer", word());
    const email = `${word()}@desk.test`;
    const changed = await admin("PATCH", `/${one.id}`, { name: "Zoe", email: email.toUpperCase() });
    expect(changed.json).toMatchObject({ id: one.id, name: "Zoe", email, role: "viewer", state: "active" });
    await world.signIn(email);
    expect(await admin("PATCH", `/${two.id}`, { email })).toMatchObject({ status: 409, json: { code: "EMAIL_TAKEN" } });
    const both = await Promise.all([one, two].map(({ id }) => admin("PATCH", `/${id}`, { email: "same@desk.test" })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("to disabled signs out at once, and back lets in again with the same password", async () => {
    const { id, email, cookie } = await world.newPerson("agent", word());
    const gone = await admin("PATCH", `/${id}`, { disabled: true });
    expect(gone.json).toMatchObject({ state: "disabled", disabled_at: "2026-01-01T12:00:00.000Z", last_seen_at: null });
    expect(await me(cookie)).toMatchObject({ status: 401, json: { code: "SIGNED_OUT" } });
    await expect(world.signIn(email)).rejects.toThrow("INVALID_CREDENTIALS");
    const back = await admin("PATCH", `/${id}`, { disabled: false });
    expect(back.json).toMatchObject({ state: "active", disabled_at: null });
    expect((await me(cookie)).status).toBe(401);
    expect((await me(await world.signIn(email))).status).toBe(200);
  });

  test("of nobody is said", async () => {
    expect(await admin("PATCH", "/9999", { name: "X" })).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    expect((await admin("POST", "/9999/link")).status).toBe(404);
    expect((await admin("GET", "/9999/sessions")).status).toBe(404);
  });
});

describe("the last admin", () => {
  const stay = { status: 409, json: { code: "LAST_ADMIN" } };
  const alone = async () => {
    const { id, name } = await world.person("admin");
    const others = world.db.updateTable("users").set({ role: "agent" }).where("role", "=", "admin");
    await others.where("id", "!=", id).execute();
    return { id, name };
  };

  test("cannot be disabled or demoted, by themselves or by a key", async () => {
    const { id, name } = await alone();
    // An admin who has not accepted the invitation does not count.
    await invite("admin");
    for (const payload of [{ disabled: true }, { role: "agent" }, { role: "viewer", name: "X" }]) {
      const answer = await admin("PATCH", `/${id}`, payload);
      expect(answer).toMatchObject(stay);
      expect(answer.json.detail).toContain(name);
      expect(await world.call("admin", { method: "PATCH", url: `/api/people/${id}`, payload })).toMatchObject(stay);
    }
    expect((await admin("PATCH", `/${id}`, { role: "admin", name })).status).toBe(200);
  });

  test("stays one, even when two admins take the role from each other at the same time", async () => {
    const one = await alone();
    const two = await world.newPerson("admin", word());
    const demote = (id: number) =>
      world.call("admin", { method: "PATCH", url: `/api/people/${id}`, payload: { role: "agent" } });
    const both = await Promise.all([demote(one.id), demote(two.id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await world.db.updateTable("users").set({ role: "admin" }).where("id", "=", one.id).execute();
  });
});

test("everybody is listed by name, those who are disabled last", async () => {
  await world.db.deleteFrom("users").where("email", "like", "p%").execute();
  const id = async (name: string) =>
    (await admin("POST", "", { name, email: `${word()}@desk.test`, role: "agent" })).json.person.id;
  const [zed, ann, bob] = [await id("zed"), await id("Ann"), await id("bob")];
  await admin("PATCH", `/${ann}`, { disabled: true });
  const ids = (await admin("GET", "")).json.people.map((one: { id: number }) => one.id);
  expect(ids.filter((one: number) => [zed, ann, bob].includes(one))).toEqual([bob, zed, ann]);
});

test("who did what to whom is in the audit log", async () => {
  const { id, token } = await invite();
  await open("accept", { token, password, name: "Ada L." });
  await admin("PATCH", `/${id}`, { role: "viewer" });
  await world.call("admin", { method: "POST", url: `/api/people/${id}/link` });
  await admin("PATCH", `/${id}`, { disabled: true });
  const trail = await world.asPerson("admin", { method: "GET", url: `/api/audit?subject=person&id=${id}` });
  expect(trail.json.entries.map((one: Record<string, unknown>) => [one.actor, one.action])).toEqual([
    ["desk:admin person", "person.changed"],
    ["api:admin key", "person.link_made"],
    ["desk:admin person", "person.changed"],
    ["desk:Ada L.", "person.signed_in"],
    ["desk:Ada L.", "person.password_set"],
    ["desk:Ada L.", "person.changed"],
    ["desk:admin person", "person.link_made"],
    ["desk:admin person", "person.created"],
  ]);
  expect(trail.json.entries[2]).toMatchObject({ before: { role: "agent" }, after: { role: "viewer" } });
  const own = trail.json.entries.filter((one: { actor: string }) => one.actor === "desk:Ada L.");
  expect(own.map((one: Record<string, unknown>) => one.actor_person_id)).toEqual([id, id, id]);
});

test("a person who acts is named as one elsewhere too", async () => {
  const name = word();
  const { cookie } = await world.newPerson("admin", name);
  const payload = { name, currency: "EUR", rate_cents_per_hour: 100, spots: [{ code: "A" }] };
  const headers = { ...ownPage, cookie };
  const made = await world.call(null, { method: "POST", url: "/api/parking/lots", payload, headers });
  expect(made.status, made.body).toBe(201);
  const [step] = await world.db.selectFrom("audit_log").select("actor").where("action", "=", "lot.create").execute();
  expect(step).toEqual({ actor: `desk:${name} person` });
});

describe("a one-time link dies", () => {
  const look = async (token: string) => (await open("look", { token })).json.code ?? "works";
  const linkOf = async (id: number) => tokenOf(await admin("POST", `/${id}/link`));

  test.each<[string, (id: number, email: string) => Promise<unknown>]>([
    [
      "when the person changes their password",
      async (_, email) => {
        const cookie = await world.signIn(email);
        const payload = { current_password: password, new_password: "battery staple lamp" };
        const headers = { ...ownPage, cookie };
        return world.call(null, { method: "POST", url: "/api/me/password", payload, headers });
      },
    ],
    ["when the e-mail address changes", (id, email) => admin("PATCH", `/${id}`, { email: `new.${email}` })],
    [
      "when the person is disabled, for good",
      async (id) => {
        await admin("PATCH", `/${id}`, { disabled: true });
        return admin("PATCH", `/${id}`, { disabled: false });
      },
    ],
    ["when another is made", (id) => linkOf(id)],
  ])("%s", async (_, happen) => {
    const { id, email } = await world.newPerson("agent", word());
    const token = await linkOf(id);
    expect(await look(token)).toBe("works");
    await happen(id, email);
    expect(await look(token)).toBe("LINK_INVALID");
    const accepted = await open("accept", { token, password: "battery staple lamp" });
    expect(accepted).toMatchObject({ status: 400, json: { code: "LINK_INVALID" } });
  });

  test("of an invitation too, when its e-mail address changes; a name or a role changes nothing", async () => {
    const { id, email, token } = await invite();
    await admin("PATCH", `/${id}`, { name: "Ada B.", role: "viewer", email });
    expect(await look(token)).toBe("works");
    await admin("PATCH", `/${id}`, { email: `new.${email}` });
    expect(await look(token)).toBe("LINK_INVALID");
  });

  test("and guessing links is slowed, while one that there is works at once", async () => {
    const { token } = await invite();
    const codes: string[] = [];
    for (let n = 0; n < 14; n += 1) codes.push(await look(`${n}`.padStart(32, "x")));
    expect(codes.slice(0, 10)).toEqual(Array(10).fill("LINK_INVALID"));
    expect(codes.at(-1)).toBe("TOO_MANY_ATTEMPTS");
    expect(await look(token)).toBe("works");
  });
});

test("all of somebody's sessions are ended at once", async () => {
  const { id, email, cookie } = await world.newPerson("agent", word());
  const other = await world.signIn(email);
  const here = { headers: { ...ownPage, cookie } };
  expect((await world.call(null, { method: "DELETE", url: "/api/me/sessions", ...here })).json).toEqual({ ended: 1 });
  expect([(await me(cookie)).status, (await me(other)).status]).toEqual([200, 401]);
  expect((await admin("DELETE", `/${id}/sessions`)).json).toEqual({ ended: 1 });
  expect((await me(cookie)).status).toBe(401);
  // An admin who ends their own sessions keeps the current one.
  const { id: own } = await world.person("admin");
  expect((await admin("DELETE", `/${own}/sessions`)).status).toBe(200);
  expect((await admin("GET", "")).status).toBe(200);
});

test("whether there is an admin is said to whoever asks, and nothing else", async () => {
  await world.person("admin");
  expect((await world.call(null, { method: "GET", url: "/api/auth/state" })).json).toEqual({
    has_admin: true,
    sends_mail: false,
  });
});
