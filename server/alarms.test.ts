// From an incident to the mail: the schedule tells it and sends it, through a mail server that is down at first.
import { randomBytes } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { noon } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { useFiles } from "../test/support/files.ts";
import { useSmtp } from "../test/support/smtp.ts";
import { until } from "../test/support/until.ts";
import { openIncident } from "./base/incidents.ts";
import type { LeaderLease } from "./base/lease.ts";
import { createLog } from "./base/log.ts";
import { WakeSignal } from "./base/wake-signal.ts";
import { createMailer } from "./edge/mail/smtp.ts";
import { startSchedule } from "./schedule.ts";

const database = useDatabase();
const files = useFiles();
const smtp = useSmtp();
let running: LeaderLease[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

test("an incident becomes one mail, though two workers run and the mail server is down at first", async () => {
  const { url, db } = database;
  let now = noon;
  const dueJobs = [new WakeSignal(), new WakeSignal()];
  const mailer = createMailer({ url: smtp.url, from: "desk@example.com" });
  await openIncident(db, "disk_low", {}, { summary: "1.0 GB of 100.0 GB are free on box." }, noon);
  smtp.replies.MAIL = "421 4.3.2 going down";
  running = dueJobs.map((signal) =>
    startSchedule({
      ...{
        url,
        db,
        files,
        plugins: [],
        config: { skills: [], botBudget: { perHour: 0, perDay: 0 }, welcomeCreditCents: 0 },
        dueJobs: signal,
      },
      ...{
        clock: () => now,
        log: createLog("silent"),
        checks: [],
        prices: [],
        templates: new Map(),
        own: [],
      },
      ...{ webhookLogDays: 30, archiveAfterMonths: 12 },
      senders: { mailer, webhook: null, keys: [randomBytes(32)] },
      alarmEmail: "ops@example.com",
      onProof: async () => {},
    }),
  );
  const queued = () => db.selectFrom("staff_messages").selectAll().executeTakeFirst();
  await until("the first attempt", async () => (await queued())?.answer);
  expect(smtp.received).toEqual([]);
  delete smtp.replies.MAIL;
  now = new Date(noon.getTime() + 61_000);
  await until("the mail", () => {
    for (const signal of dueJobs) signal.wake();
    return smtp.received.length > 0;
  });
  await until("its fate", async () => (await queued())?.sent_at);
  expect(smtp.received).toHaveLength(1);
  expect(smtp.received[0]).toMatchObject({
    to: "ops@example.com",
    headers: { subject: "Bellhop: The disk is nearly full" },
    body: expect.stringContaining("1.0 GB of 100.0 GB are free on box."),
  });
});
