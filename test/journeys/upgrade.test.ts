// An upgrade loses nothing: a database that an older version filled is migrated to the newest schema, and every row and value is still there.
import { beforeAll, expect, test } from "vitest";
import { migrate } from "../../server/base/migrate.ts";
import { core, namesIn } from "../../server/base/migrations.ts";
import { planUpgrade, type UpgradePlan } from "../../server/base/upgrade-plan.ts";
import { version } from "../../server/base/version.ts";
import * as keys from "../../server/core/access/keys.ts";
import * as passwords from "../../server/core/access/passwords.ts";
import * as ledger from "../../server/core/accounts/ledger.ts";
import { rollUp } from "../../server/core/reports/rollups.ts";
import { plugins } from "../../server/skills.ts";
import { useDatabase } from "../support/database.ts";
import { makeOld, oldRows as old, type Row } from "../support/upgrade/old-database.ts";

/** Tables that are computed again from messages and bookings (0025), or whose content is temporary. */
const countedAnew =
  /^(tally_\w+|answer_(hours|quarters|times)|message_(states|stretches)|parking_(changes|hours|quarters)|write_probe)$/;

/** Tables that were renamed. */
const tables: Record<string, string> = {
  people: "users",
  people_attempts: "rate_limits",
  people_devices: "user_browsers",
  people_links: "user_links",
  people_passwords: "user_credentials",
  people_recovery_codes: "user_recovery_codes",
  people_second_factors: "user_second_factors",
  people_sessions: "user_sessions",
  figures: "metrics",
  live_era: "event_stream_epoch",
  live_horizon: "event_stream_horizon",
  notices: "provider_notices",
  corrections: "charge_corrections",
  parking_sessions: "parking_chat_states",
  real_service: "production_start",
  webhook_doors: "webhook_endpoint_stats",
};

/** Columns that were renamed, in the tables above and others. */
const columns: Record<string, string> = {
  "conversation_reads.person_id": "user_id",
  "sign_in_failures.person_id": "user_id",
  "audit_log.actor_person_id": "actor_user_id",
  "bot_states.hushed_until": "out_of_answers_until",
  "people_passwords.person_id": "user_id",
};

const database = useDatabase();
/** What was to be done. */
let before: UpgradePlan;

beforeAll(async () => {
  await makeOld(database);
  before = await planUpgrade(database.url, plugins);
  await migrate(database.url, plugins);
});

test("what an upgrade would run is told before, and nothing is left afterwards", async () => {
  expect(before).toMatchObject({ version: "older than 0.1.0", newer: null, rolling: false, backupAt: null });
  expect(before.pending.map(({ name }) => name)).toEqual(namesIn(core).slice(24));
  const tables = Object.fromEntries(before.pending.map(({ name, tables }) => [name, tables.map((one) => one.name)]));
  expect(tables).toMatchObject({
    "0029_incoming-files": ["attachments"],
    "0032_shown": ["messages"],
    "0041_archive": [],
    "0042_files-to-send": ["messages", "keyword_rules", "canned_replies"],
  });
  expect(await planUpgrade(database.url, plugins)).toMatchObject({ version, pending: [], rolling: true });
});

/** The rule about calls as it came with Bellhop follows the number's policy now (0044). */
const isRuleAboutCalls = (table: string, { keyword }: Row): boolean =>
  table === "keyword_rules" && keyword === "call, calls, calling, phone, telephone";

test.each(Object.keys(old).filter((table) => !countedAnew.test(table)))(
  "%s: every row and value is there",
  async (table) => {
    const now = tables[table] ?? table;
    const { rows } = await database.pool.query<{ row: Row }>(`select to_jsonb(t) as row from ${now} t`);
    const same = old[table]!.filter((row) => !isRuleAboutCalls(table, row));
    const renamed = same.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [columns[`${table}.${name}`] ?? name, value])),
    );
    const known = new Set(Object.keys(renamed[0] ?? {}));
    const all = rows.filter(({ row }) => !isRuleAboutCalls(table, row));
    const kept = all.map(({ row }) => Object.fromEntries(Object.entries(row).filter(([name]) => known.has(name))));
    const sorted = (all: readonly Row[]) => all.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
    expect(sorted(kept)).toEqual(sorted(renamed));
  },
);

test("the rule about calls follows the number's policy", async () => {
  const { rows } = await database.pool.query<{ row: Row }>("select to_jsonb(r) as row from keyword_rules r");
  const [rule, ...others] = rows.filter(({ row }) => isRuleAboutCalls("keyword_rules", row));
  expect(others).toEqual([]);
  expect(rule!.row).toMatchObject({ answer: "{{calls}}", draft: { type: "buttons" } });
});

test("the books add up, the password and the API key still let their owners in", async () => {
  expect(await ledger.verify(database.db)).toEqual([]);
  expect(await passwords.verify(database.db, 1, "an ordinary long pass phrase")).toBe(true);
  expect(await passwords.verify(database.db, 1, "another long pass phrase")).toBe(false);
  const key = "bh_HaY5j1yKBZ38iMm7PfhFTxh9xjYBdhNyP2xL8uB6To4";
  expect(await keys.verify(database.db, key, [], new Date("2026-11-21T12:00:00Z"))).toMatchObject({ name: "reports" });
});

test("what is counted is what there is", async () => {
  await rollUp(database.db);
  const { rows } = await database.pool.query(
    `select (select count(*)::int from messages) as messages, (select sum(messages)::int from message_hours) as counted,
       (select count(*)::int from bookings) as bookings, (select sum(bookings)::int from parking_quarters) as booked`,
  );
  expect(rows[0]).toMatchObject({ messages: old.messages!.length, counted: old.messages!.length });
  expect(rows[0]).toMatchObject({ bookings: old.bookings!.length, booked: old.bookings!.length });
});
