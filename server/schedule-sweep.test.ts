// Deleting old events of the live feed, run by the schedule on a real database.
import { afterEach, expect, test } from "vitest";
import { at, noon } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { useFiles } from "../test/support/files.ts";
import { until } from "../test/support/until.ts";
import type { LeaderLease } from "./base/lease.ts";
import { createLog } from "./base/log.ts";
import { WakeSignal } from "./base/wake-signal.ts";
import { startSchedule } from "./schedule.ts";
import { plugins } from "./skills.ts";

const database = useDatabase();
const files = useFiles();
let running: LeaderLease | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

test("old events are deleted at the start and every ten minutes, and it is noted", async () => {
  const { db, url } = database;
  let now = noon;
  const clock = () => now;
  const dues = new WakeSignal();
  const write = (seconds: number) =>
    db
      .insertInto("events")
      .values({ at: at(seconds), type: "inbox.changed" })
      .execute();
  const left = async () => (await db.selectFrom("events").select("at").orderBy("at").execute()).map((row) => row.at);
  await write(-4_000);
  await write(-3_400);
  running = startSchedule({
    url,
    db,
    files,
    plugins,
    config: { skills: ["parking"], botBudget: { perHour: 0, perDay: 0 }, welcomeCreditCents: 0 },
    dueJobs: dues,
    clock,
    log: createLog("silent"),
    checks: [],
    prices: [],
    webhookLogDays: 30,
    archiveAfterMonths: 12,
    senders: { mailer: null, webhook: null, keys: [] },
    alarmEmail: null,
    templates: new Map(),
    own: [],
    onProof: async () => {},
  });
  await until("the first sweep", async () => (await left()).length === 1);
  expect(await left()).toEqual([at(-3_400)]);
  now = at(599);
  dues.wake();
  // Another job, which runs every minute, shows that the schedule has looked.
  await until("another look", async () => {
    const runs = await db.selectFrom("job_runs").select(["name", "last_run_at"]).execute();
    return runs.some((run) => run.name !== "events.sweep" && run.last_run_at.getTime() === now.getTime());
  });
  expect(await left()).toEqual([at(-3_400)]);
  now = at(600);
  dues.wake();
  const run = await until("the second sweep", () =>
    db
      .selectFrom("job_runs")
      .selectAll()
      .where("name", "=", "events.sweep")
      .where("last_run_at", "=", now)
      .executeTakeFirst(),
  );
  expect(await left()).toEqual([]);
  expect(run).toMatchObject({ last_run_at: at(600), result: "1 old events were deleted." });
});
