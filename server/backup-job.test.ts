// Scheduled backups: made when they are due, told when they fail or are late, and never two at once.
import { beforeEach, expect, test } from "vitest";
import { makeClock } from "../test/support/clock.ts";
import { useDatabase } from "../test/support/database.ts";
import { until } from "../test/support/until.ts";
import { backupJob, type Outcome } from "./backup-job.ts";
import { createLog } from "./base/log.ts";
import { noteMade } from "./core/backup/watch.ts";

const database = useDatabase();
const backup = { to: "/mnt/backups", at: "30 2 * * *", keep: { count: 14 }, passphrase: "x".repeat(12), s3: null };
const hour = 60 * 60 * 1_000;

let clock = makeClock();
let answers: ((outcome: Outcome) => void)[] = [];
const good = { fault: null, made: true };
const open = () =>
  database.db
    .selectFrom("incidents")
    .select("detail")
    .where("kind", "=", "backup_missing")
    .where("closed_at", "is", null)
    .execute();

beforeEach(async () => {
  clock = makeClock(new Date("2026-03-01T12:00:00Z"));
  answers = [];
  await database.db.deleteFrom("metrics").execute();
  await database.db.deleteFrom("incidents").execute();
});

const makeBackup = () => new Promise<Outcome>((resolve) => answers.push(resolve));
const start = () => {
  const parts = { db: database.db, backup, clock, log: createLog("silent"), makeBackup };
  return backupJob(parts, new AbortController().signal)[0]!;
};

test("nothing is scheduled where no place is named", () => {
  const parts = { db: database.db, backup: { ...backup, to: null }, clock, log: createLog("silent") };
  expect(backupJob(parts, new AbortController().signal)).toEqual([]);
});

test("the first is made at once, the next one when it is due, one at a time", async () => {
  const job = start();
  expect(await job.run()).toBe("A backup is being made.");
  expect(await job.run()).toBe("A backup is being made.");
  expect(answers).toHaveLength(1);
  await noteMade(database.db, clock());
  answers[0]!(good);
  await until("idle", async () => (await job.run()) === "The next backup is due at 2026-03-02T02:30:00.000Z.");
  clock.advance(15 * hour);
  expect(await job.run()).toBe("A backup is being made.");
  expect(answers).toHaveLength(2);
});

test("one that was interrupted is made anew at once", async () => {
  await start().run();
  expect(await start().run()).toBe("A backup is being made.");
  expect(answers).toHaveLength(2);
});

test("a failure is an incident with its reason, which the next backup closes", async () => {
  const job = start();
  await job.run();
  answers[0]!({ fault: "The disk is full.", made: false });
  await until("told", async () => (await open()).length === 1);
  expect(await open()).toEqual([{ detail: { reason: "The disk is full.", last: null } }]);
  expect(await job.run()).toBe("The last backup failed.");
  expect(answers).toHaveLength(1);
  await noteMade(database.db, clock());
  expect(await open()).toEqual([]);
});

test("one without files that the store has lost is an incident with their names, and is not made again before its time", async () => {
  const job = start();
  await job.run();
  await noteMade(database.db, clock());
  answers[0]!({ fault: "The store has lost a file: ab/abc", made: true });
  await until("told", async () => (await open()).length === 1);
  expect(await open()).toMatchObject([{ detail: { reason: "The store has lost a file: ab/abc" } }]);
  expect(await job.run()).toBe("The next backup is due at 2026-03-02T02:30:00.000Z.");
  expect(answers).toHaveLength(1);
});

test("one that is late is told even when none has failed", async () => {
  await noteMade(database.db, clock());
  const job = start();
  clock.advance(16 * hour);
  await job.run();
  expect(await open()).toEqual([]);
  clock.advance(3 * hour);
  await job.run();
  expect(await open()).toEqual([{ detail: { reason: "It is late.", last: "2026-03-01T12:00:00.000Z" } }]);
});
