// Whatever drivers, boards, staff, clocks and crashes do, in any order, the rules of parking hold. SEED and PROPERTY_STEPS choose another
// run; a failure prints its seed.
import fc from "fast-check";
import type { Kysely } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { createPool, overClient, overPool } from "../../base/db.ts";
import { connection } from "../../base/session.ts";
import type { Light } from "../../contract/devices.ts";
import * as ledger from "../accounts/ledger.ts";
import { verifyCharges } from "./billing.ts";
import { type Step, take } from "./model.actions.fixture.ts";
import { buildWorld, leaveWorld, type Terms, type World } from "./model.fixture.ts";
import type { Action } from "./model.trial.fixture.ts";

const database = useDatabase();
let client: pg.Client;
let pool: pg.Pool;
let one: Kysely<DB>;
let many: Kysely<DB>;
beforeAll(async () => {
  client = new pg.Client(connection(database.url, "test"));
  await client.connect();
  one = overClient<DB>(client);
  const url = new URL(database.url);
  // Deadlocks are detected at once instead of after a second.
  url.searchParams.set("options", "-c deadlock_timeout=20ms");
  pool = createPool(url.href, "test", 4);
  many = overPool<DB>(pool);
});
afterAll(async () => {
  await client.end();
  await pool.end();
});

const terms: fc.Arbitrary<Terms> = fc.record({
  rate: fc.constantFrom(0, 1, 299, 450, 6_001),
  cap: fc.constantFrom(null, 1, 2_000),
  freeMinutes: fc.constantFrom(0, 1, 15, 1_440),
  debounceSeconds: fc.constantFrom(0, 30, 600),
  holdMinutes: fc.constantFrom(1, 60, 720),
  offerMinutes: fc.constantFrom(1, 10),
});

const driver = fc.nat({ max: 3 });
// The first spots come up more often, because conflicts need several drivers who want the same spot.
const spot = fc.constantFrom(0, 0, 1, 1, 2, 3);
const lot = fc.constantFrom(0, 0, 1, 2);
const board = fc.nat({ max: 2 });
const ago = fc.constantFrom(null, null, 0, 60, 4_000, -1);

/** One kind of action, with its relative frequency. */
const kind = <Name extends Action["do"], Rest>(weight: number, names: readonly Name[], rest: fc.Arbitrary<Rest>) => ({
  weight,
  arbitrary: fc.tuple(fc.constantFrom(...names), rest).map(([name, more]) => ({ do: name, ...more })),
});
const late = fc.constantFrom(0, 0, 0, 0, 0, 5, 600, -30, -61);
const seldom = fc.constantFrom(false, false, false, false, true);
const colour = fc.constantFrom<(Light | null)[]>("green", "blue", "red", "off", null);
const sum = fc.constantFrom(-9_950, -500, 0, 1_000, 20_000);

const simple = fc.oneof(
  kind(10, ["book"], fc.record({ driver, spot, keyed: fc.boolean() })),
  kind(
    8,
    ["take offer", "book again", "cancel", "extend", "parked", "left", "not mine", "stop waiting"],
    fc.record({ driver }),
  ),
  kind(6, ["wait"], fc.record({ driver, lot })),
  kind(14, ["reading"], fc.record({ board, occupied: fc.boolean(), late, retained: seldom, http: seldom })),
  kind(2, ["presence"], fc.record({ board, online: fc.boolean() })),
  kind(1, ["light"], fc.record({ board, light: colour })),
  kind(1, ["killed"], fc.record({ board, occupied: fc.boolean() })),
  kind(1, ["broker restart", "restart"], fc.record({})),
  kind(1, ["mount"], fc.record({ board, spot: fc.constantFrom(null, 0, 1, 2, 3) })),
  kind(7, ["settle due"], fc.record({})),
  kind(3, ["staff start", "staff cancel", "staff extend"], fc.record({ driver })),
  kind(2, ["staff complete"], fc.record({ driver, ago })),
  kind(3, ["staff move"], fc.record({ driver, spot })),
  kind(1, ["staff adjust"], fc.record({ driver, cents: fc.constantFrom(0, 1, 500, 30_000) })),
  kind(1, ["staff resolve"], fc.record({ driver, ago, cents: fc.constantFrom(null, 0, 700) })),
  kind(2, ["maintain"], fc.record({ spot, on: fc.boolean() })),
  kind(2, ["credit"], fc.record({ driver, cents: sum, euro: fc.boolean(), twice: fc.boolean() })),
  kind(1, ["merge"], fc.record({ driver, into: driver })),
  kind(1, ["tariff"], fc.record({ lot, rate: fc.constantFrom(0, 100, 900) })),
  kind(1, ["settle incident"], fc.record({})),
) as fc.Arbitrary<Action>;

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 7, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("at once" as const),
      actions: fc.array(simple, { minLength: 2, maxLength: 4 }),
    }),
  },
);

/** Seconds from one step to the next: 0, a debounce time, an offer, a warning, a reservation, days. */
const after = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 0, 0, 1, 7, 30, 31, 61) },
  { weight: 6, arbitrary: fc.constantFrom(600, 1_800, 3_600) },
  { weight: 1, arbitrary: fc.constantFrom(3_600 * 13, 86_400 * 3) },
);
const step: fc.Arbitrary<Step> = fc.record({ after, action });

/** Counts the steps that really ran, including those while a failure is shrunk. */
let taken = 0;
class Command implements fc.AsyncCommand<object, World> {
  readonly #step: Step;
  constructor(one: Step) {
    this.#step = one;
  }
  check(): boolean {
    return true;
  }
  async run(_: object, world: World): Promise<void> {
    taken += this.#step.action.do === "at once" ? this.#step.action.actions.length : 1;
    await take(world, this.#step);
  }
  toString(): string {
    return `\n    ${JSON.stringify(this.#step)}`;
  }
}

const walk = fc.commands([step.map((one) => new Command(one))], { maxCommands: 200, size: "max" });

const usual = 6_000;
const wanted = Number(process.env.PROPERTY_STEPS ?? usual);

/** What must have happened at least once in a run of the usual length; a run in which it never happens proves nothing about it. */
const milestones = [
  ...["confirmed", "reminded", "extended", "cancelled", "expired", "moved", "adjusted"].map((one) => `booking.${one}`),
  ...["started", "ended", "balance_low"].map((one) => `stay.${one}`),
  ...["joined", "offered", "left", "lapsed"].map((one) => `waitlist.${one}`),
  ...["account.merged", "account.adjusted", "incident.opened", "incident.closed", "device.offline", "spot.changed"],
];

// A slow machine needs a tenth of a second per step, and shrinking a failure takes a while.
test("every walk keeps the rules", { timeout: 120_000 + wanted * 100 }, async () => {
  let seed = Number(process.env.SEED ?? 20_260_101);
  for (; taken < wanted; seed += 1) {
    await fc.assert(
      fc.asyncProperty(terms, walk, async (given, commands) => {
        const world = await buildWorld(one, many, given);
        try {
          await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
        } finally {
          await leaveWorld(world);
        }
      }),
      { seed, numRuns: 5, endOnFailure: process.env.SHRINK === "no", interruptAfterTimeLimit: 90_000 },
    );
    expect([...(await ledger.verify(database.db)), ...(await verifyCharges(database.db))]).toEqual([]);
  }
  expect(taken).toBeGreaterThanOrEqual(wanted);
  if (wanted < usual) return;
  const happened = await one.selectFrom("events").select("type").distinct().execute();
  expect(happened.map(({ type }) => type)).toEqual(expect.arrayContaining(milestones));
});
