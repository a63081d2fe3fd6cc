// A forgotten password: a link by mail to whoever asks for their own, and nothing to learn for others.
import { randomBytes } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { type Answer, cookieOf, ownPage, useApp } from "../../../test/support/app.ts";
import { createLog } from "../../base/log.ts";
import type { Mail, Mailer } from "../../contract/mail.ts";
import { deliverDue } from "../../core/mail/queue.ts";

const mailed: Mail[] = [];
const mailer: Mailer = {
  server: "mail.test:25",
  from: "desk@desk.test",
  send: async (mail) => {
    mailed.push(mail);
    return { outcome: "taken", answer: "250 ok" };
  },
};
const key = randomBytes(32);
const world = useApp({ mail: { mailer, webhook: null, key, alarmEmail: null } });
const silent = useApp();
const log = createLog("silent");

const post = (app: typeof world, what: string, payload: object, remoteAddress = "10.0.0.1"): Promise<Answer> =>
  app.call(null, { method: "POST", url: `/api/auth/links/${what}`, payload, headers: ownPage, remoteAddress });
const request = (email: string, address?: string) => post(world, "request", { email }, address);

beforeEach(async () => {
  mailed.length = 0;
  await world.db.deleteFrom("rate_limits").execute();
  await world.db.deleteFrom("staff_messages").execute();
});

/** Waits for the mail, which is queued after the answer, and returns the token of its link. */
async function tokenFor(email: string): Promise<string> {
  await vi.waitFor(async () => {
    await deliverDue({ db: world.db, senders: { mailer, webhook: null, keys: [key] }, clock: world.clock, log });
    expect(mailed.map(({ to }) => to)).toContain(email);
  });
  return /\/desk\/welcome#([\w-]{32})/.exec(mailed.findLast(({ to }) => to === email)!.text)![1]!;
}

const forgottenOnes = async (): Promise<unknown[]> =>
  world.db
    .selectFrom("audit_log")
    .select(["actor", "subject_id"])
    .where("action", "=", "person.link_requested")
    .orderBy("id")
    .execute();

test("a link is mailed, works once, and ends the person's sessions", async () => {
  const { id, email, cookie } = await world.newPerson("agent", "forgetful");
  expect(await request(` ${email.toUpperCase()} `)).toMatchObject({ status: 204, body: "" });
  const token = await tokenFor(email);
  expect((await post(world, "look", { token })).json).toMatchObject({ purpose: "reset", email });
  const accepted = await post(world, "accept", { token, password: "battery staple" });
  expect(accepted).toMatchObject({ status: 200, json: { person: { id } } });
  const me = (by: string) => world.call(null, { method: "GET", url: "/api/me", headers: { cookie: by } });
  expect(await me(cookie)).toMatchObject({ status: 401 });
  expect(await me(cookieOf(accepted))).toMatchObject({ status: 200 });
  expect(await post(world, "accept", { token, password: "staple battery" })).toMatchObject({ status: 400 });
  expect(await forgottenOnes()).toContainEqual({ actor: "somebody", subject_id: id });
});

test("a link is good for an hour", async () => {
  const { email } = await world.newPerson("agent", "late");
  await request(email);
  const token = await tokenFor(email);
  world.clock.advance(3_600_000 - 1);
  expect((await post(world, "look", { token })).status).toBe(200);
  world.clock.advance(1);
  expect(await post(world, "look", { token })).toMatchObject({ status: 400, json: { code: "LINK_INVALID" } });
});

test("an invited person who lost the invitation gets another link to come in", async () => {
  const email = "invited@desk.test";
  const payload = { name: "Ina", email, role: "agent" };
  expect((await world.asPerson("admin", { method: "POST", url: "/api/people", payload })).status).toBe(201);
  await tokenFor(email);
  mailed.length = 0;
  await request(email);
  expect((await post(world, "look", { token: await tokenFor(email) })).json).toMatchObject({
    purpose: "invite",
    email,
  });
});

test("a stranger who asks ends neither the link of an admin nor a session", async () => {
  const { id, email, cookie } = await world.newPerson("agent", "asked");
  const made = await world.asPerson("admin", { method: "POST", url: `/api/people/${id}/link` });
  const token = made.json.link.url.split("#")[1];
  await tokenFor(email);
  mailed.length = 0;
  await request(email, "10.9.9.9");
  expect(await tokenFor(email)).not.toBe(token);
  expect((await post(world, "look", { token })).status).toBe(200);
  expect((await world.call(null, { method: "GET", url: "/api/me", headers: { cookie } })).status).toBe(200);
});

test("nobody hears whether anybody has an address", async () => {
  const { id, email } = await world.newPerson("viewer", "disabled");
  await world.asPerson("admin", { method: "PATCH", url: `/api/people/${id}`, payload: { disabled: true } });
  const { email: known } = await world.person("viewer");
  const answers = await Promise.all([known, email, "nobody@desk.test"].map((one) => request(one)));
  for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 204, body: "" });
  await tokenFor(known);
  expect(mailed.map(({ to }) => to)).toEqual([known]);
});

test.each(["viewer@desk.test", "nobody@desk.test"])("%s gets no more than a few mails an hour", async (email) => {
  await world.person("viewer");
  const statuses: number[] = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await request(email, `10.7.${n}.1`)).status);
  expect(statuses).toEqual([204, 204, 204, 429, 429]);
});

test("one address cannot ask for everybody", async () => {
  const answers: Answer[] = [];
  for (let n = 0; n < 11; n += 1) answers.push(await request(`somebody.${n}@desk.test`, "10.8.0.1"));
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(204), 429]);
  expect(answers.at(-1)!.json.code).toBe("TOO_MANY_ATTEMPTS");
});

test("what is no e-mail address, and a Bellhop without mail, are told", async () => {
  expect(await request("nobody")).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  expect(await post(silent, "request", { email: "nobody@desk.test" })).toMatchObject({
    status: 400,
    json: { detail: "This Bellhop sends no mail. Ask an admin to make you a link for a new password." },
  });
});
