// Bellhop behind a pooler in transaction mode: what needs a session has its own address, and all else goes through the pool.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../server/base/db.ts";
import { giveDefaults, refuseOtherDatabase, refuseSharedSessions } from "../../server/base/pooler.ts";
import { useBellhop } from "../support/bellhop.ts";
import { useDatabase } from "../support/database.ts";
import { textOf } from "../support/drivers.ts";
import { listenTo } from "../support/live.ts";
import { openTransactionPooler } from "../support/transaction-pooler.ts";

const another = useDatabase({ empty: true });
const database = useDatabase();
let pooler: Awaited<ReturnType<typeof openTransactionPooler>>;
let folder: string;
beforeAll(async () => {
  pooler = await openTransactionPooler(database.url);
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-pooler-"));
});
afterAll(async () => {
  await pooler.close();
  await rm(folder, { recursive: true, force: true });
});
const ways = () => ({ DATABASE_URL: pooler.url, DATABASE_SESSION_URL: database.url });
const journey = useBellhop(ways);

test("a session is lost between two transactions", async () => {
  const client = createClient(pooler.url, "test", "shared");
  await client.connect();
  const once = { name: "once", text: "select $1::int", values: [1] };
  await client.query(once);
  await expect(client.query(once)).rejects.toThrow(/"once" does not exist/);
  await client.end();
});

test("messages are answered, and the Desk hears of it", async () => {
  const desk = await listenTo(journey.bellhop.address!, { key: "journey-key-0123456789-0123456789" });
  for (const line of ["meta", "twilio"] as const) {
    const phone = `1555077000${line.length}`;
    await journey.sim.write(phone, "menu", { line });
    const reply = await journey.sim.waitForReply(phone, /menu/, { line });
    await journey.sim.waitForTick(reply.id, "delivered");
  }
  await desk.hears(4);
  await desk.close();
}, 60_000);

test("a stay from the booking to the receipt, with the light of its board", async () => {
  const lot = { name: "Pool Yard", currency: "USD", rate_cents_per_hour: 300, debounce_seconds: 0 };
  await journey.api("POST", "/api/parking/lots", { ...lot, spots: [{ code: "P1" }] });
  const park = journey.sim.park!;
  await park.open();
  await park.waitForLight("P1", "green");
  const phone = "15550770100";
  await journey.sim.write(phone, "book P1");
  await journey.sim.waitForReply(phone, /is booked for you until/);
  await park.waitForLight("P1", "blue");
  park.driveIn("P1");
  await journey.sim.waitForReply(phone, /^You are parked on/);
  park.driveOut("P1");
  expect(textOf(await journey.sim.waitForReply(phone, /^\*Receipt\*/))).toContain("Your balance is $99.95.");
}, 60_000);

test("lists, exports and the command line work as without it", async () => {
  for (const of of ["/readyz", "/api/health/delivery", "/api/inbox/conversations", "/api/parking/bookings"])
    expect((await journey.api("GET", of)).status, of).toBe(200);
  const cli = path.join(import.meta.dirname, "../../server/cli.ts");
  const env = { PATH: process.env.PATH, DATA_DIR: folder, BACKUP_PASSPHRASE: "correct horse battery", ...ways() };
  const run = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [cli, ...args], { cwd: folder, env })).stdout;
  expect(await run("upgrade", "--check")).toMatch(/has the newest schema/);
  expect(await run("backup", "--to", path.join(folder, "backups"))).toMatch(/^Backup \S+ is in/);
}, 60_000);

test("what the code relies on is the default of the pool's user", async () => {
  const client = createClient(pooler.url, "test", "shared");
  await client.connect();
  for (const [name, value] of [
    ["statement_timeout", "2min"],
    ["lock_timeout", "15s"],
    ["idle_in_transaction_session_timeout", "2s"],
    ["TimeZone", "UTC"],
  ] as const)
    expect((await client.query(`show ${name}`)).rows, name).toEqual([{ [name]: value }]);
  await client.end();
});

test("a start says what is wrong with the two addresses", async () => {
  await expect(refuseSharedSessions(pooler.url, "DATABASE_SESSION_URL")).rejects.toThrow(
    /^DATABASE_SESSION_URL leads to a pooler in transaction/,
  );
  await refuseOtherDatabase(pooler.url, database.url);
  await expect(refuseOtherDatabase(pooler.url, another.url)).rejects.toThrow(/lead to different databases/);
});

test("a pooler whose connections have other settings is refused, with the setting", async () => {
  const strict = await openTransactionPooler(`${database.url}?options=-c%20lock_timeout%3D1000`);
  try {
    await expect(giveDefaults(strict.url.replace(/\?.*/, ""))).rejects.toThrow(/lock_timeout is 1000 and not 15000/);
  } finally {
    await strict.close();
  }
}, 30_000);
