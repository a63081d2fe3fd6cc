// What a newcomer and an auditor type: made-up data beside one's own trials, keys with an end, sums of any currency, the audit log proved.
import { execFile } from "node:child_process";
import path from "node:path";
import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import { makeInboundMessage } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { record } from "../test/support/record.ts";
import * as seals from "./core/access/seals.ts";

const database = useDatabase();

// Each command is a process of its own, and starts slowly where the machine is busy.
vi.setConfig({ testTimeout: 180_000 });

/** Runs a command as `npm run bellhop -- …` would. */
function bellhop(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: database.url, MQTT_PORT: "1884" };
  const { promise, resolve } = Promise.withResolvers<{ code: number; out: string; err: string }>();
  execFile(process.execPath, [path.join(import.meta.dirname, "cli.ts"), ...args], { env }, (error, out, err) =>
    resolve({ code: error ? Number(error.code) : 0, out, err }),
  );
  return promise;
}

const some = ["--messages", "400", "--conversations", "20", "--days", "3"];

test("seed uses the numbers of the simulator, ends with sentences, and goes on beside what was tried there", async () => {
  const { code, out, err } = await bellhop("seed", ...some);
  expect([code, err]).toEqual([0, expect.stringContaining("400 of 400 messages")]);
  expect(out).toMatch(
    /^Made 400 messages in 20 conversations, and 3 lots with \d+ spots, \d+ drivers and \d+ bookings\.\n/,
  );
  expect(out).toContain("http://localhost:3000/desk/");
  expect(out).not.toMatch(/[{}"]/);
  const numbers = async () => {
    const { rows } = await sql<{ external_id: string }>`
      select distinct h.external_id from messages m join channels h on h.id = m.channel_id order by 1`.execute(
      database.db,
    );
    return rows.map((row) => row.external_id);
  };
  expect(await numbers()).toEqual(["+14155238886", "800000000000001"]);
  // The simulator's number at Meta is that of the tests. Once more is no stumble either.
  await record(database.db, [makeInboundMessage({ text: "menu" })]);
  const again = await bellhop("seed", ...some);
  expect([again.code, again.err]).toEqual([0, expect.stringContaining("400 of 400 messages")]);
  expect(await numbers()).toEqual(["+14155238886", "800000000000001"]);
});

test("seed keeps away from real people, and says how to go on", async () => {
  const real = { provider: "meta", externalId: "123450000000001", displayNumber: null, accountId: null } as const;
  await record(database.db, [makeInboundMessage({ channel: real, providerId: "wamid.REAL" })]);
  const refused = await bellhop("seed", ...some);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("DATA_DIR=./data-seeded npm run bellhop -- seed");
  expect(refused.err).toContain("--into-used");
  expect((await bellhop("seed", ...some, "--into-used")).code).toBe(0);
});

test.each([
  ["KWD", "750", "KWD 0.750 (KWD) an hour"],
  ["JPY", "300", "¥300 (JPY) an hour"],
  ["USD", "250", "$2.50 (USD) an hour"],
])("a price in %s is told with its digits", async (currency, rate, told) => {
  const made = await bellhop(
    "lots",
    "create",
    `in ${currency}`,
    "--currency",
    currency,
    "--rate",
    rate,
    "--spots",
    `${currency}1`,
  );
  expect(made.code, made.err).toBe(0);
  expect((await bellhop("lots", "list")).out.replaceAll("\u00a0", " ")).toContain(told);
});

test("a key may have an end: in days, at a day, at a time", async () => {
  for (const [name, when] of [
    ["days", "90d"],
    ["day", "2199-01-31"],
    ["time", "2199-01-31T12:00:00Z"],
  ] as const) {
    const made = await bellhop("keys", "create", name, "--expires", when);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^bh_/)]);
  }
  const listed = await bellhop("keys", "list");
  expect(listed.out).toContain("2199-01-31T12:00:00.000Z");
  for (const when of ["soon", "2020-01-01", "0d", "-1d", "2026-13-01", "10000-01-01", "1"])
    expect((await bellhop("keys", "create", "wrong", "--expires", when)).err).toMatch(/It (must be|has passed)/);
});

test("the audit log is proved, its end noted, and a change found", async () => {
  await seals.seal(database.db, new Date());
  const proved = await bellhop("audit", "verify");
  expect([proved.code, proved.out]).toEqual([0, expect.stringMatching(/^The audit log is unchanged: \d+ entr/)]);
  const noted = /^\d+:[0-9a-f]{64}$/m.exec(proved.out)![0];
  expect((await bellhop("audit", "verify", "--noted", noted)).code).toBe(0);
  await sql`alter table audit_log disable trigger user`.execute(database.db);
  await sql`update audit_log set actor = 'desk:Eve' where id = (select min(id) from audit_log)`.execute(database.db);
  await sql`alter table audit_log enable trigger user`.execute(database.db);
  const altered = await bellhop("audit", "verify");
  expect([altered.code, altered.out]).toEqual([1, expect.stringMatching(/^Entry \d+ is not what it was/)]);
});
