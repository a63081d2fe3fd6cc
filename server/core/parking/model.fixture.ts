// The car park of the property test: lots, drivers and boards for one run, and how a step is taken and checked.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { next, noon } from "../../../test/support/build.ts";
import { makeRunCommand } from "../../../test/support/parking.ts";
import * as accounts from "../accounts/accounts.ts";
import * as devices from "../devices/devices.ts";
import type { RunCommand } from "./command-context.ts";
import * as lots from "./lots.ts";
import { brokenRules, creditKey, type Memory, noMemory } from "./model.rules.fixture.ts";
import { readTruth, type Truth } from "./model.truth.fixture.ts";
import type { Notice } from "./notices.ts";
import { createReadings, type Readings } from "./readings.ts";
import * as spots from "./spots.ts";
import { usual } from "./terms.ts";

/** The terms that differ from run to run. */
export type Terms = {
  rate: number;
  cap: number | null;
  freeMinutes: number;
  debounceSeconds: number;
  holdMinutes: number;
  offerMinutes: number;
};

export type Driver = { account: number; contact: number };

/** A connection to the database, and the commands that use it. */
type Way = { runCommand: RunCommand; readings: Readings };

export type World = {
  /** For steps that run one after the other. */
  db: Kysely<DB>;
  /** For steps that run at the same time. */
  pool: Kysely<DB>;
  now: number;
  lots: lots.Lot[];
  /** At first, spots 1, 2 and 4 have a board. */
  spots: number[];
  boards: number[];
  drivers: Driver[];
  /** Every account that a driver of this park has ever had. */
  accountIds: number[];
  /** Merged contacts whose accounts have not followed, as far as the test knows. */
  merging: Map<number, number>;
  /** Each driver's last request with a key. */
  asked: Map<number, { key: string; spotId: number; bookingId: number | null }>;
  truth: Truth;
  memory: Memory;
  owed: Set<number>;
  settled: boolean;
  /** Several steps are running at the same time, so the result of each is unpredictable. */
  together: boolean;
  /** Several steps ran at the same time since due jobs last ran. */
  raced: boolean;
  one: Way;
  many: Way;
};

/** What commands use at the moment: one connection for sequential steps, or several for simultaneous ones. */
export const way = (world: World): Way => (world.together ? world.many : world.one);

/** Builds a park. `db` is for sequential steps, `pool` for simultaneous ones. */
export async function buildWorld(db: Kysely<DB>, pool: Kysely<DB>, terms: Terms): Promise<World> {
  const world = {
    db,
    pool,
    now: noon.getTime(),
    lots: [],
    spots: [],
    boards: [],
    drivers: [],
    accountIds: [],
    merging: new Map(),
    asked: new Map(),
    memory: noMemory(),
    owed: new Set(),
    settled: false,
    together: false,
    raced: false,
  } as unknown as World;
  const clock = () => new Date(world.now);
  const hear = (notices: readonly Notice[]) => {
    for (const notice of notices) {
      if (notice.kind !== "stay.ended") continue;
      const { id } = notice.booking;
      world.memory.receipts.set(id, (world.memory.receipts.get(id) ?? 0) + 1);
    }
  };
  const wayOf = (db: Kysely<DB>): Way => {
    const runCommand = makeRunCommand(db, clock, hear);
    return { runCommand, readings: createReadings(runCommand) };
  };
  world.one = wayOf(world.db);
  world.many = wayOf(pool);
  const { rate, cap, freeMinutes, debounceSeconds, holdMinutes, offerMinutes } = terms;
  const first = { ...usual, rate_cents_per_hour: 300, debounce_seconds: debounceSeconds, currency: "USD" };
  const second = { ...first, rate_cents_per_hour: rate, daily_cap_cents: cap, free_minutes: freeMinutes };
  const parks = [
    { ...first, codes: ["A", "B"] },
    { ...second, hold_minutes: holdMinutes, offer_minutes: offerMinutes, codes: ["C"] },
    { ...first, currency: "EUR", debounce_seconds: 0, codes: ["D"] },
  ];
  for (const { codes, ...input } of parks) {
    const lot = await world.one.runCommand("test", (ctx) =>
      lots.create(ctx, { ...input, name: `Lot ${next()}` }, codes),
    );
    world.lots.push(lot);
    world.spots.push(...(await spots.list(world.db, lot.id)).map(({ id }) => id));
  }
  for (const place of [0, 1, 3]) {
    const spotId = world.spots[place]!;
    const { id } = await world.one.runCommand("test", (ctx) => devices.create(ctx, { name: "Post", spotId }));
    world.boards.push(id);
    const message = { kind: "presence", online: true, deviceId: id, retained: false, transport: "mqtt" } as const;
    await world.one.readings.hear({ ...message, at: clock(), receivedAt: clock() });
    const reading = { ...message, kind: "reading", occupied: false } as const;
    await world.one.readings.hear({ ...reading, at: clock(), receivedAt: clock() });
  }
  for (let count = 0; count < 4; count += 1) world.drivers.push(await newDriver(world));
  await look(world);
  return world;
}

/** Somebody who writes for the first time. */
async function newDriver(world: World): Promise<Driver> {
  const contact = { id: 2_000_000 + next(), phone: String(15_551_000_000 + next()) };
  const { id } = await world.one.runCommand("driver", (ctx) => accounts.guest(ctx, contact, "USD"));
  world.accountIds.push(id);
  return { account: id, contact: contact.id };
}

/** Checks the tables after a step. Throws all rules that are broken. */
export async function look(world: World): Promise<void> {
  const lotIds = world.lots.map(({ id }) => id);
  world.truth = await readTruth(world.db, { lotIds, boardIds: world.boards, accountIds: world.accountIds });
  const { now, settled, raced, owed, truth, memory } = world;
  followAccounts(world);
  const broken = brokenRules(truth, memory, { now, settled, raced, owed });
  if (broken.length > 0) throw new Error(`At ${new Date(now).toISOString()}: ${broken.join("; ")}.`);
}

/** What staff gave to a merged account counts for the account that it was merged into. */
function followAccounts({ truth, memory }: World): void {
  const into = new Map(truth.accounts.map((one) => [one.id, one.merged_into]));
  for (const [key, cents] of [...memory.credits]) {
    const [account, currency] = key.split(" ");
    const other = into.get(Number(account)) ?? null;
    if (other === null) continue;
    memory.credits.delete(key);
    const there = creditKey(other, currency!);
    memory.credits.set(there, (memory.credits.get(there) ?? 0) + cents);
  }
}

/** A new driver replaces each one who was merged into another. */
export async function replaceMerged(world: World): Promise<void> {
  for (const [place, driver] of world.drivers.entries()) {
    const account = world.truth.accounts.find(({ id }) => id === driver.account);
    if (account?.merged_into == null) continue;
    world.merging.delete(driver.contact);
    world.drivers[place] = await newDriver(world);
    await look(world);
  }
}

/** Closes a park, so that its due jobs do not run in the next one. */
export async function leaveWorld(world: World): Promise<void> {
  const at = new Date(world.now);
  const lotIds = world.lots.map(({ id }) => id);
  const over = { closed_at: at };
  const open = world.db.updateTable("bookings").set({ status: "cancelled", ...over });
  await open.where("lot_id", "in", lotIds).where("closed_at", "is", null).execute();
  const waiting = world.db.updateTable("waitlist").set({ state: "left", ...over });
  await waiting.where("lot_id", "in", lotIds).where("closed_at", "is", null).execute();
  const boards = world.db.updateTable("devices").set({ removed_at: at, spot_id: null });
  await boards.where("id", "in", world.boards).execute();
  const lights = world.db.updateTable("spots").set({ light_desired: "off", maintenance_at: null });
  await lights.where("id", "in", world.spots).execute();
  const matters = world.db.updateTable("incidents").set({ closed_by: "test", ...over });
  await matters.where("lot_id", "in", lotIds).where("closed_at", "is", null).execute();
  await world.db.updateTable("contact_merges").set({ followed_at: at }).where("followed_at", "is", null).execute();
}
