// A crash test: Bellhop is killed at random moments while drivers book and park, and started again each time. Then it is judged whether
// anybody was charged twice or not at all, whether each stay has its one receipt, and for how long a light was wrong.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { openLot, staff } from "../../bench/lot.ts";
import { apiKey, type Stage, stage } from "../../bench/stage.ts";
import type { DB } from "../../db/rows.ts";
import { createPool, overPool } from "../../server/base/db.ts";
import * as ledger from "../../server/core/accounts/ledger.ts";
import { verifyCharges } from "../../server/core/parking/billing.ts";
import type { Simulator } from "../../sim/simulator.ts";
import { type Driver, live, says, textOf } from "./drivers.ts";
import { watchLamps } from "./lamp-watch.ts";
import { openSimulatedProviders } from "./simulated-providers.ts";

export type CrashTest = {
  /** An empty database that is not killed. */
  databaseUrl: string;
  kills: number;
  drivers: number;
  /** After how long a board without a connection tries again, in milliseconds. */
  reconnectMs: number;
  /** Between which times Bellhop runs before it is killed, in milliseconds. */
  upMs: [least: number, most: number];
  /** Told of each kill. */
  tell(line: string): void;
};

/** What was found: what holds, and what does not. */
export type Verdict = { holds: string[]; broken: string[] };

/** The longest that a light may be wrong after a restart, in milliseconds. */
const longestWrongMs = 10_000;

/** Runs the crash test and judges. */
export async function runCrashTest(crashTest: CrashTest): Promise<Verdict> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "bellhop-crash-test-"));
  const providers = await openSimulatedProviders(apiKey, { reconnectMs: crashTest.reconnectMs });
  const { sim } = providers;
  const pool = createPool(crashTest.databaseUrl, "crash-test", 4);
  const begin = (): Promise<Stage> =>
    stage({
      dataDir,
      port: providers.port,
      env: { ...providers.env, DATABASE_URL: crashTest.databaseUrl, LOG_LEVEL: "fatal" },
    });
  let bellhop = await begin();
  try {
    const drivers = people(crashTest.drivers);
    await openLot(
      staff(bellhop),
      drivers.map(({ spot }) => spot),
      { debounce_seconds: 1 },
    );
    await sim.park!.open();
    for (const { spot } of drivers) await sim.park!.waitForLight(spot, "green");
    const lamps = watchLamps(pool, sim.park!);
    lamps.up(true);
    let enough = false;
    const lives = drivers.map((driver) => live(sim, driver, () => enough));
    // A driver who gives up is told of at the end.
    const failures = Promise.allSettled(lives);
    for (let kill = 1; kill <= crashTest.kills; kill += 1) {
      const [least, most] = crashTest.upMs;
      await sleep(least + Math.random() * (most - least));
      lamps.up(false);
      bellhop.process.kill("SIGKILL");
      await once(bellhop.process, "exit");
      const since = performance.now();
      bellhop = await begin();
      lamps.up(true);
      const ms = Math.round(performance.now() - since);
      const stays = drivers.reduce((sum, driver) => sum + driver.stays, 0);
      crashTest.tell(`kill ${kill} of ${crashTest.kills}, ready again after ${ms} ms, ${stays} stays so far`);
    }
    enough = true;
    const gaveUp = (await failures).flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
    await sim.idle(90_000);
    for (const { spot } of drivers) await sim.park!.waitForLight(spot, "green", longestWrongMs).catch(() => {});
    await outboxEmpty(pool);
    await lamps.stop();
    return await judge(pool, sim, drivers, lamps.worst(), gaveUp);
  } finally {
    await providers.close();
    await bellhop.stop();
    await pool.end();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function people(count: number): Driver[] {
  return Array.from({ length: count }, (_, n) => ({
    phone: String(15_550_400_001 + n),
    line: n % 2 === 0 ? "meta" : "twilio",
    spot: `S${n + 1}`,
    stays: 0,
    cancelled: 0,
  }));
}

async function outboxEmpty(pool: pg.Pool): Promise<void> {
  for (let n = 0; n < 900; n += 1) {
    const { rows } = await pool.query("select count(*)::int as waiting from outbox");
    if (rows[0].waiting === 0) return;
    await sleep(100);
  }
}

async function judge(
  pool: pg.Pool,
  sim: Simulator,
  drivers: readonly Driver[],
  wrong: { ms: number; what: string },
  gaveUp: readonly string[],
): Promise<Verdict> {
  const verdict: Verdict = { holds: [], broken: [] };
  const expect = (holds: boolean, text: string) => void verdict[holds ? "holds" : "broken"].push(text);
  const rows = async (text: string) => (await pool.query(text)).rows;
  const one = async (text: string) => Number(Object.values((await rows(text))[0])[0]);

  expect(
    gaveUp.length === 0,
    `every driver's last story came to its end (${gaveUp.length} did not: ${gaveUp[0] ?? ""})`,
  );
  const db = overPool<DB>(pool);
  const faults = [...(await ledger.verify(db)), ...(await verifyCharges(db))];
  expect(faults.length === 0, `the ledger adds up (${faults.length} faults: ${faults.slice(0, 2).join(" ")})`);

  const completed = await rows(
    `select b.id, b.amount_cents, p.username, (select count(*) from ledger_entries e where e.booking_id = b.id and e.kind = 'charge')::int as charges
     from bookings b join accounts p on p.id = b.account_id where b.status = 'completed' order by b.id`,
  );
  const stays = drivers.reduce((sum, driver) => sum + driver.stays, 0);
  const cancelled = drivers.reduce((sum, driver) => sum + driver.cancelled, 0);
  expect(completed.length === stays, `${stays} stays are ${completed.length} completed bookings`);
  const oddly = completed.filter((booking) => booking.charges !== 1 || booking.amount_cents <= 0);
  expect(oddly.length === 0, `each is charged once (${oddly.length} are not)`);
  const givenBack = await one("select count(*) from bookings where status = 'cancelled'");
  expect(givenBack === cancelled, `${cancelled} bookings were given back, ${givenBack} are cancelled`);
  const others = await one("select count(*) from bookings where status not in ('completed', 'cancelled')");
  expect(others === 0, `no booking is left open (${others} are)`);

  judgeChats(expect, sim, drivers, completed, stays + cancelled);

  expect(wrong.ms < longestWrongMs, `no light was wrong for 10 s (at worst ${Math.round(wrong.ms)} ms: ${wrong.what})`);
  const dark = drivers.filter(({ spot }) => sim.park!.light(spot) !== "green");
  expect(dark.length === 0, `in the end every light is green (${dark.length} are not)`);
  const left = await one("select (select count(*) from outbox) + (select count(*) from dead_letters)");
  expect(left === 0, `no message is stuck and there is no dead letter (${left})`);
  return verdict;
}

/** What the drivers were told: one receipt for each completed stay, one confirmation for each booking, and nothing twice. */
function judgeChats(
  expect: (holds: boolean, text: string) => void,
  sim: Simulator,
  drivers: readonly Driver[],
  completed: readonly { id: number; username: string }[],
  booked: number,
): void {
  const told = drivers.map(({ phone, line }) =>
    sim.transcript(phone, line).filter(({ from, tick }) => from === "business" && tick !== "failed"),
  );
  const receipts = told.flatMap((chat, n) =>
    chat.flatMap((message) => {
      const id = says.receipt.exec(textOf(message))?.[1];
      return id ? [`${id} whatsapp_${drivers[n]!.phone}`] : [];
    }),
  );
  const due = completed.map(({ id, username }) => `${id} ${username}`);
  expect(
    receipts.length === due.length && due.every((receipt) => receipts.includes(receipt)),
    `each stay's one receipt is on its driver's phone (${receipts.length} of ${due.length})`,
  );
  const keys = told.flat().map((message) => message.key ?? message.id);
  const twice = keys.length - new Set(keys).size;
  expect(twice === 0, `${keys.length} messages reached the phones, ${twice} of them twice`);
  const confirmed = told.flat().filter((message) => says.confirmed.test(textOf(message))).length;
  expect(confirmed === booked, `${booked} bookings were confirmed ${confirmed} times`);
}
