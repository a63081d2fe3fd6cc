// The settings of mail and alarms over HTTP; invitations and links for new passwords by mail.
import { randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { createLog } from "../../base/log.ts";
import type { AlarmRequest, Mail, Mailer, StaffMessageResult } from "../../contract/mail.ts";
import { deliverDue } from "../../core/mail/queue.ts";

const key = randomBytes(32);
const from = "Bellhop <desk@example.com>";
const accepted: StaffMessageResult = { outcome: "taken", answer: "250 2.0.0 queued as 1A2B" };
let answer = accepted;
let received: Mail[] = [];
const mailer: Mailer = {
  server: "mail.test:25",
  from,
  async send(mail) {
    received.push(mail);
    return answer;
  },
};
const hooked: AlarmRequest[] = [];
const webhook = {
  host: "hooks.test",
  send: async (request: AlarmRequest) => {
    hooked.push(request);
    return { outcome: "later" as const, answer: "HTTP 500" };
  },
};
const world = useApp({ mail: { mailer, webhook, key, alarmEmail: null } });
const bare = useApp();
const url = "/api/settings/alarms";
const deliver = () =>
  deliverDue({
    db: world.db,
    senders: { mailer, webhook: null, keys: [key] },
    clock: world.clock,
    log: createLog("silent"),
  });

beforeEach(async () => {
  [answer, received] = [accepted, []];
  await world.db.deleteFrom("staff_messages").execute();
});

test("the settings say what is configured, who gets alarms, and which kinds there are", async () => {
  const ana = await world.person("admin");
  const { status, json } = await world.call("admin", { url });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    mail: { server: "mail.test:25", from },
    webhook: { host: "hooks.test" },
    recipients: [ana.email],
    waiting: 0,
    trouble: null,
  });
  expect(json.kinds).toContainEqual({
    kind: "disk_low",
    source: "incident",
    title: "The disk is nearly full",
    on: true,
  });
  expect(json.kinds).toContainEqual(expect.objectContaining({ kind: "car_without_booking", on: false }));
  expect((await bare.call("admin", { url })).json).toMatchObject({ mail: null, webhook: null });
  expect((await world.call("agent", { url })).status).toBe(403);
});

test("kinds are switched by name; one that there is not is refused with a sentence", async () => {
  const patch = (kinds: object) => world.call("admin", { method: "PATCH", url, payload: { kinds } });
  const { json } = await patch({ disk_low: false });
  expect(json.kinds.find(({ kind }: { kind: string }) => kind === "disk_low").on).toBe(false);
  expect(await patch({ nonsense: true })).toMatchObject({
    status: 400,
    json: { detail: "There is no kind of alarm nonsense. List the alarms to see which there are." },
  });
});

test("a test mail is sent at once, with the server's answer, whatever it is", async () => {
  const send = () =>
    world.asPerson("admin", { method: "POST", url: `${url}/test-mail`, payload: { to: "ops@example.com" } });
  expect((await send()).json).toEqual({ ok: true, answer: "250 2.0.0 queued as 1A2B" });
  expect(received).toMatchObject([{ to: "ops@example.com", subject: "Bellhop: mail works" }]);
  answer = { outcome: "later", answer: "553 5.7.1 you may not send as this" };
  expect((await send()).json).toEqual({ ok: false, answer: "553 5.7.1 you may not send as this" });
  const refused = await bare.call("admin", {
    method: "POST",
    url: `${url}/test-mail`,
    payload: { to: "a@example.com" },
  });
  expect(refused).toMatchObject({
    status: 400,
    json: { detail: expect.stringContaining("set SMTP_URL and MAIL_FROM") },
  });
});

test("a test alarm goes to the webhook, with its answer", async () => {
  const { json } = await world.call("admin", { method: "POST", url: `${url}/test-webhook` });
  expect(json).toEqual({ ok: false, answer: "HTTP 500" });
  expect(JSON.parse(hooked[0]!.body)).toMatchObject({ type: "alarm.test", data: { by: "admin key" } });
  const refused = await bare.call("admin", { method: "POST", url: `${url}/test-webhook` });
  expect(refused.json.detail).toContain("ALARM_WEBHOOK_URL");
});

test("an invitation and a link for a new password are mailed, and can be copied all the same", async () => {
  const payload = { name: "Bo Lund", email: "bo@example.com", role: "agent" };
  const invited = await world.asPerson("admin", { method: "POST", url: "/api/people", payload });
  expect(invited.json.link).toMatchObject({ mailed_to: "bo@example.com", purpose: "invite" });
  expect(await deliver()).toBe(1);
  const [mail] = received as [Mail];
  expect(mail).toMatchObject({ to: "bo@example.com", subject: "Your invitation to Bellhop" });
  expect(mail.text).toContain("admin person invites you");
  expect(mail.text).toContain(invited.json.link.url);

  const token = invited.json.link.url.split("#")[1];
  const chosen = { token, password: "four unrelated words here" };
  const headers = { host: "desk.test", origin: "http://desk.test" };
  const used = await world.call(null, { method: "POST", url: "/api/auth/links/accept", payload: chosen, headers });
  expect(used.status).toBe(200);
  const { id } = invited.json.person;
  const reset = await world.asPerson("admin", { method: "POST", url: `/api/people/${id}/link` });
  expect(reset.json.link).toMatchObject({ mailed_to: "bo@example.com", purpose: "reset" });
  await deliver();
  expect(received[1]).toMatchObject({ subject: "A new password for Bellhop" });
  expect(received[1]!.text).toContain(reset.json.link.url);
});

test("without a mail server a link is only to be copied, and nothing waits", async () => {
  const payload = { name: "Bo Lund", email: "bo@example.com", role: "agent" };
  const { json } = await bare.call("admin", { method: "POST", url: "/api/people", payload });
  expect(json.link.mailed_to).toBeNull();
  expect(await bare.db.selectFrom("staff_messages").select("id").execute()).toEqual([]);
});
