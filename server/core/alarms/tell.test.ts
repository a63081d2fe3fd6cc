// Alarms on a real database: each is told once when it begins and once when it is over, whatever comes and goes, and nothing of customers.
import { randomBytes } from "node:crypto";
import type { Insertable } from "kysely";
import { beforeEach, expect, test } from "vitest";
import type { ProviderNews } from "../../../db/rows.ts";
import { at, metaChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import { createLog } from "../../base/log.ts";
import type { AlarmRequest, Mail, StaffMessageResult } from "../../contract/mail.ts";
import { deliverDue } from "../mail/queue.ts";
import { changeKinds, listKinds } from "./kinds.ts";
import { type Outlets, tellAlarms } from "./tell.ts";

const database = useDatabase();
const key = randomBytes(32);
const skillKinds = ["car_without_booking"];
const outlets: Outlets = { mail: true, webhook: true, key, email: "ops@example.com", skillKinds };
let channelId = 0;

beforeEach(async () => {
  const { db } = database;
  for (const table of ["alarms", "provider_news", "settings"] as const) await db.deleteFrom(table).execute();
  await db.deleteFrom("staff_messages").execute();
  await wipe(db);
  await db.insertInto("settings").values({ name: "public_url", value: '"https://desk.test"' }).execute();
  const { provider, externalId: external_id, displayNumber: display_number } = metaChannel;
  const channel = { provider, external_id, display_number };
  channelId = (await db.insertInto("channels").values(channel).returning("id").executeTakeFirstOrThrow()).id;
});

const open = (kind: string, seconds = 0, detail: object = {}) =>
  openIncident(database.db, kind, { channelId }, detail, at(seconds));
const close = (kind: string, seconds: number) => closeIncident(database.db, kind, { channelId }, "watch", at(seconds));
const tell = (seconds: number, given: Partial<Outlets> = {}) =>
  tellAlarms(database.db, { ...outlets, ...given }, at(seconds));
const news = (given: Partial<Insertable<ProviderNews>>, seconds = 0) =>
  database.db
    .insertInto("provider_news")
    .values({
      ...{ provider: "meta", channel_id: channelId, source: "webhook", at: at(seconds), seen_at: at(seconds) },
      ...{ kind: "template_stopped", severity: "warning", about: "receipt (en)" },
      ...{ summary: "The template receipt was paused.", remedy: "Write it anew.", ...given },
    })
    .execute();

/** What leaves: mails, and the bodies for the webhook. */
async function leaving() {
  const sent: { mails: Mail[]; bodies: { type: string; data: Record<string, unknown> }[] } = { mails: [], bodies: [] };
  const taken: StaffMessageResult = { outcome: "taken", answer: "" };
  const senders = {
    mailer: { server: "", from: "", send: async (mail: Mail) => (sent.mails.push(mail) ? taken : taken) },
    webhook: {
      host: "",
      send: async ({ body }: AlarmRequest) => (sent.bodies.push(JSON.parse(body)) ? taken : taken),
    },
    keys: [key],
  };
  await deliverDue({ db: database.db, senders, clock: () => at(1_000_000), log: createLog("silent") });
  return sent;
}
const types = async () => (await leaving()).bodies.map(({ type, data }) => `${type} ${data.kind}`);

test("what a check found is told without the word that tells its findings apart", async () => {
  await news({
    source: "check",
    kind: "subscription",
    about: "fields",
    summary: "The app is not subscribed to calls.",
  });
  await news({ about: "receipt (en)" });
  await tell(1);
  const { mails, bodies } = await leaving();
  expect(mails[0]!.text).toContain("The app is not subscribed to calls.");
  expect(mails[0]!.text).not.toMatch(/^\s*fields$/m);
  expect(mails[0]!.text).toContain("receipt (en)");
  expect(bodies.map(({ data }) => data.about).sort()).toEqual([null, "receipt (en)"].sort());
});

test("an incident is told once by mail and webhook, with what to do, and once when it is over", async () => {
  await open("sending_held", 0, { reason: "190 The token ended", remedy: "Enter a new token." });
  expect(await tell(1)).toBe(1);
  expect(await tell(2)).toBe(0);
  const { mails, bodies } = await leaving();
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ to: "ops@example.com", subject: "Bellhop: A number cannot send" });
  expect(mails[0]!.text).toContain("What to do: Enter a new token.");
  expect(mails[0]!.text).toContain("https://desk.test/desk/incidents");
  expect(mails[0]!.text).toContain("Number +15550100000");
  expect(mails[0]!.text).toContain("190 The token ended");
  expect(bodies).toEqual([
    {
      type: "alarm.opened",
      timestamp: at(1).toISOString(),
      data: expect.objectContaining({
        kind: "sending_held",
        source: "incident",
        number: "15550100000",
        closed_at: null,
      }),
    },
  ]);
  await close("sending_held", 60);
  expect(await tell(61)).toBe(1);
  expect(await tell(62)).toBe(0);
  const over = await leaving();
  expect(over.mails.map(({ subject }) => subject)).toEqual(["Bellhop: over: A number cannot send"]);
  expect(over.bodies).toMatchObject([{ type: "alarm.closed", data: { closed_at: at(60).toISOString() } }]);
});

test("several processes that look at the same time tell it once", async () => {
  await open("sending_held");
  await open("drain_lag");
  const told = await Promise.all([tell(1), tell(1), tell(1)]);
  expect(told.reduce((sum, n) => sum + n)).toBe(2);
  expect((await types()).sort()).toEqual(["alarm.opened drain_lag", "alarm.opened sending_held"]);
});

test("what comes and goes is told once an hour", async () => {
  const told: string[] = [];
  for (let minute = 0; minute < 150; minute += 10) {
    await open("sending_held", minute * 60);
    await tell(minute * 60 + 1);
    await close("sending_held", minute * 60 + 300);
    await tell(minute * 60 + 301);
    told.push(...(await types()).map((type) => `${minute} ${type}`));
  }
  expect(told).toEqual(
    [0, 60, 120].flatMap((minute) => [`${minute} alarm.opened sending_held`, `${minute} alarm.closed sending_held`]),
  );
});

test("what is open again after an hour is told then, and what closed before anybody was told is not", async () => {
  await open("sending_held", 0);
  await tell(1);
  await close("sending_held", 60);
  await open("sending_held", 120);
  await open("drain_lag", 120);
  await close("drain_lag", 121);
  await tell(130);
  expect(await types()).toEqual(["alarm.opened sending_held", "alarm.closed sending_held"]);
  await tell(3_602);
  expect(await types()).toEqual(["alarm.opened sending_held"]);
});

test("news of a provider is told with what the provider says; its incident is not told beside it", async () => {
  await news({});
  await news({ kind: "payment_missing", severity: "critical", about: "account", summary: "There is no card." });
  await news({ kind: "limit", severity: "info" });
  await open("provider_alarm");
  expect(await tell(1)).toBe(2);
  const { mails, bodies } = await leaving();
  expect(mails.map(({ subject }) => subject)).toEqual(["Bellhop: 2 alarms"]);
  expect(mails[0]!.text).toContain("The template receipt was paused.");
  expect(bodies.map(({ data }) => data.kind)).toEqual(["template_stopped", "payment_missing"]);
  const over = { resolved_at: at(60), resolved_by: "provider" };
  await database.db.updateTable("provider_news").set(over).where("kind", "=", "payment_missing").execute();
  await tell(61);
  expect(await types()).toEqual(["alarm.closed payment_missing"]);
});

test("a customer is never named: what the team deals with is not told unless an admin chooses it, and then without the detail", async () => {
  const detail = { phone: "15550100001", other_contact_id: 7 };
  await open("identity_doubt", 0, detail);
  await open("car_without_booking", 0, { summary: "15550100001 stands there" });
  expect(await tell(1)).toBe(0);
  await database.db
    .transaction()
    .execute((tx) =>
      changeKinds({ tx, by: "desk:Ana", now: at(2) }, skillKinds, { identity_doubt: true, car_without_booking: true }),
    );
  expect(await tell(3)).toBe(2);
  expect(JSON.stringify(await leaving())).not.toContain("15550100001");
});

test("which kinds are told is a setting, kept in the audit log", async () => {
  const change = (given: Record<string, boolean>) =>
    database.db.transaction().execute((tx) => changeKinds({ tx, by: "desk:Ana", now: at(0) }, skillKinds, given));
  await change({ sending_held: false });
  await open("sending_held");
  expect(await tell(1)).toBe(0);
  expect((await listKinds(database.db, skillKinds)).find(({ kind }) => kind === "sending_held")!.on).toBe(false);
  await change({ drain_lag: false });
  await change({ sending_held: true });
  expect(await tell(2)).toBe(1);
  const { after } = await database.db
    .selectFrom("audit_log")
    .select("after")
    .where("action", "=", "setting.changed")
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();
  expect(after).toEqual({ alarm_kinds: { sending_held: true, drain_lag: false } });
  await expect(change({ nonsense: true })).rejects.toThrow("There is no kind of alarm nonsense.");
});

test("what is open when mail is configured is told then, to all admins when nobody is named", async () => {
  await open("sending_held");
  expect(await tell(1, { mail: false, webhook: false })).toBe(0);
  expect(await tell(2, { webhook: false, email: null })).toBe(1);
  expect((await leaving()).mails).toEqual([]);
});
