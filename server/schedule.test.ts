// The schedule on a real database: due jobs run by themselves, a missed run is made up for, and the ledger check finds faults.
import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { at, noon } from "../test/support/build.ts";
import { useFiles } from "../test/support/files.ts";
import { usePark } from "../test/support/parking.ts";
import { until } from "../test/support/until.ts";
import type { LeaderLease } from "./base/lease.ts";
import { createLog } from "./base/log.ts";
import { connection } from "./base/session.ts";
import { WakeSignal } from "./base/wake-signal.ts";
import type { SkillJobs } from "./contract/skill.ts";
import { DEFAULT_WELCOME_CREDIT_CENTS } from "./core/accounts/welcome.ts";
import { parking } from "./core/parking/plugin.ts";
import * as staffActions from "./core/parking/staff-actions.ts";
import { startSchedule } from "./schedule.ts";

const park = usePark();
const files = useFiles();

let running: LeaderLease[] = [];
let dues = new WakeSignal();
let proofs: number[] = [];
let logged: { level: number; msg: string }[] = [];
beforeEach(async () => {
  dues = new WakeSignal();
  proofs = [];
  logged = [];
  await park.db.deleteFrom("job_runs").execute();
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

/** Starts a schedule; `onLook` is called before each look around. */
const start = (onLook: () => void = () => {}): LeaderLease => {
  const candidate = startSchedule({
    url: park.url,
    db: park.db,
    files,
    plugins: [{ ...parking, jobs: (parts) => watched(parking.jobs!(parts), onLook) }],
    config: {
      skills: ["parking"],
      botBudget: { perHour: 0, perDay: 0 },
      welcomeCreditCents: DEFAULT_WELCOME_CREDIT_CENTS,
    },
    dueJobs: dues,
    clock: () => park.clock(),
    log: createLog("info", { write: (line) => void logged.push(JSON.parse(line)) }),
    checks: [],
    prices: [],
    webhookLogDays: 30,
    archiveAfterMonths: 12,
    senders: { mailer: null, webhook: null, keys: [] },
    alarmEmail: null,
    templates: new Map(),
    own: [],
    onProof: async (faults) => void proofs.push(faults),
  });
  running.push(candidate);
  return candidate;
};

const watched = (jobs: SkillJobs, onLook: () => void): SkillJobs => ({
  ...jobs,
  async lookAround(signal) {
    onLook();
    await jobs.lookAround!(signal);
  },
});

const runs = async () => {
  const rows = await park.db.selectFrom("job_runs").selectAll().orderBy("name").execute();
  return Object.fromEntries(rows.map(({ name, last_run_at, result }) => [name, { at: last_run_at, result }]));
};
const ranBoth = () =>
  until("both jobs", async () => {
    const all = await runs();
    return all["ledger.verify"] && all["sessions.sweep"] && all;
  });
const ran = (name: string, when: Date) =>
  park.db.insertInto("job_runs").values({ name, last_run_at: when, result: "earlier" }).execute();

test("what never ran is run at once, and says how it went", async () => {
  start();
  expect(await ranBoth()).toMatchObject({
    "ledger.verify": { at: noon, result: "The ledger adds up." },
    "sessions.sweep": { at: noon, result: "0 chat sessions were over." },
  });
  expect(proofs).toEqual([0]);
});

test("a run that was missed is made up for once, and what ran today waits for tomorrow", async () => {
  // At 12:00 the run of 03:15 is nine hours late; the one of 03:45 has been done.
  await ran("ledger.verify", at(-86_400));
  await ran("sessions.sweep", at(-3_600));
  start();
  await until("the proof", () => proofs.length > 0);
  await until("its record", async () => (await runs())["ledger.verify"]!.at.getTime() === noon.getTime());
  for (let look = 0; look < 3; look += 1) {
    dues.wake();
    await until("another look", () => park.db.selectFrom("job_runs").select("name").execute());
  }
  expect(proofs).toEqual([0]);
  expect((await runs())["sessions.sweep"]).toEqual({ at: at(-3_600), result: "earlier" });
  // One second before 03:45 of the next day.
  park.pass(15 * 3_600 + 2_699);
  dues.wake();
  await until("the proof of the next day", () => proofs.length === 2);
  expect((await runs())["sessions.sweep"]!.result).toBe("earlier");
  park.pass(1);
  dues.wake();
  await until("the sweep", async () => (await runs())["sessions.sweep"]!.result !== "earlier");
});

test("after an outage of weeks each job runs once, not once a day", async () => {
  await ran("ledger.verify", at(-30 * 86_400));
  await ran("sessions.sweep", at(-30 * 86_400));
  start();
  await until("the sweep", async () => (await runs())["sessions.sweep"]!.at.getTime() === noon.getTime());
  dues.wake();
  park.pass(60);
  dues.wake();
  await until("another look", () => proofs.length > 0);
  expect(proofs).toEqual([0]);
});

/** Runs statements with triggers and constraints off, which would refuse them. */
async function tamper(...statements: string[]): Promise<void> {
  const client = new pg.Client(connection(park.superuserUrl, "tamper"));
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

test("the proof finds a line, a balance and a price that somebody changed behind the ledger's back", async () => {
  const { ids } = await park.lot(["A"]);
  const driver = await park.guest();
  const { id } = await park.reserve(driver, ids[0]!);
  await park.command((ctx) => staffActions.start(ctx, id, { note: null }));
  park.pass(3_600);
  await park.command((ctx) => staffActions.complete(ctx, id, { note: null, endedAt: null }));
  const charge = await park.db
    .selectFrom("ledger_entries")
    .select("id")
    .where("key", "=", `charge:${id}`)
    .executeTakeFirstOrThrow();
  const line = (sign: string) =>
    `update ledger_lines set amount_cents = amount_cents ${sign} 100 where entry_id = ${charge.id} and amount_cents > 0`;
  const price = (sign: string) => `update bookings set amount_cents = amount_cents ${sign} 1 where id = ${id}`;
  await tamper(line("+"), price("+"));
  start();
  await until("the proof", () => proofs.length > 0);
  // The entry does not sum to zero, the house's balance differs from the sum of its lines, and the booking's amount differs from its charge.
  expect(proofs).toEqual([3]);
  const told = logged.filter(({ level }) => level === 50).map(({ msg }) => msg);
  expect(told).toHaveLength(3);
  expect(told[0]).toBe(`The ledger does not add up. Entry ${charge.id} has 2 lines that sum to $1.00.`);
  expect(told[2]).toBe(
    `The ledger does not add up. Booking ${id} (completed) costs $3.01, and its entries sum to $4.00.`,
  );
  const { "ledger.verify": record } = await ranBoth();
  for (const sentence of told) expect(record!.result).toContain(sentence.replace("The ledger does not add up. ", ""));
  await tamper(line("-"), price("-"));
  park.pass(86_400);
  dues.wake();
  await until("another proof", () => proofs.length > 1);
  expect(proofs).toEqual([3, 0]);
});

test("a job that fails says so and keeps no other from running", async () => {
  await sql`alter table ledger_lines rename to ledger_lines_away`.execute(park.db);
  try {
    start();
    const all = await ranBoth();
    expect(all["ledger.verify"]!.result).toMatch(/^It failed: .*ledger_lines/);
    expect(all["sessions.sweep"]!.result).toBe("0 chat sessions were over.");
    expect(logged.map(({ msg }) => msg)).toContain("a scheduled job failed");
    expect(proofs).toEqual([]);
  } finally {
    await sql`alter table ledger_lines_away rename to ledger_lines`.execute(park.db);
  }
});

test("what is due is done when it is due, and when it is sooner than was known", async () => {
  const { ids } = await park.lot(["A", "B"]);
  const first = await park.reserve(await park.guest(), ids[0]!);
  park.pass(720 * 60);
  start();
  await until("the first end", async () => (await park.booking(first.id)).status === "expired");
  const second = await park.reserve(await park.guest(), ids[1]!);
  park.pass(720 * 60);
  dues.wake();
  await until("the second end", async () => (await park.booking(second.id)).status === "expired");
});

test("a job that ran while the clock was an hour ahead does not wait the hour out", async () => {
  const ahead = new Date(park.clock().getTime() + 3_600_000);
  await sql`delete from job_runs`.execute(park.db);
  await sql`insert into job_runs (name, last_run_at, result) values ('rollups.run', ${ahead}, 'ahead')`.execute(
    park.db,
  );
  start();
  await until("another run", async () => {
    const { rows } = await sql<{
      at: Date;
    }>`select last_run_at as at from job_runs where name = 'rollups.run'`.execute(park.db);
    return rows[0]!.at < ahead;
  });
});

test("a schedule that stumbles gets up", async () => {
  const { ids } = await park.lot(["A"]);
  const { id } = await park.reserve(await park.guest(), ids[0]!);
  park.pass(720 * 60);
  let stumbles = 0;
  start(() => {
    if (stumbles++ === 0) throw new Error("no room on disk");
  });
  await until("the end", async () => (await park.booking(id)).status === "expired");
  const warnings = logged.filter(({ level }) => level >= 40);
  expect(warnings.map(({ msg }) => msg)).toEqual(["the schedule stumbled, trying again"]);
});

test("of two one does what is due; when it stops the other follows", async () => {
  const doers: string[] = [];
  const first = start(() => doers.push("first"));
  await until("a look", () => doers.length > 0);
  start(() => doers.push("second"));
  const looks = doers.length;
  park.pass(10);
  dues.wake();
  await until("another look", () => doers.length > looks);
  expect(new Set(doers)).toEqual(new Set(["first"]));
  await first.stop();
  await until("the other", () => doers.includes("second"));
});
