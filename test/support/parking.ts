// A car park for tests: lots, guests and boards made by the real functions, with the clock and the notices in the test's hand.
import { type Kysely, sql } from "kysely";
import { beforeEach } from "vitest";
import type { DB } from "../../db/rows.ts";
import type { Light } from "../../server/contract/devices.ts";
import type { Clock } from "../../server/contract/ports.ts";
import * as accounts from "../../server/core/accounts/accounts.ts";
import * as ledger from "../../server/core/accounts/ledger.ts";
import * as devices from "../../server/core/devices/devices.ts";
import { verifyCharges } from "../../server/core/parking/billing.ts";
import * as bookings from "../../server/core/parking/bookings.ts";
import { draftOf } from "../../server/core/parking/chat/notices.ts";
import { createRunCommand } from "../../server/core/parking/chat/run-command.ts";
import type { CommandContext, RunCommand } from "../../server/core/parking/command-context.ts";
import { type Failed, lookAround, runDue } from "../../server/core/parking/due-jobs.ts";
import * as lots from "../../server/core/parking/lots.ts";
import type { Notice } from "../../server/core/parking/notices.ts";
import { createReadings } from "../../server/core/parking/readings.ts";
import { reconcile } from "../../server/core/parking/reconcile.ts";
import * as spots from "../../server/core/parking/spots.ts";
import { usual } from "../../server/core/parking/terms.ts";
import { en } from "../../server/core/texts/messages.en.ts";
import { next } from "./build.ts";
import { type HeldClock, makeClock } from "./clock.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { until } from "./until.ts";

/** One thing that a board says. */
export type Saying =
  | { kind: "reading"; occupied: boolean }
  | { kind: "presence"; online: boolean }
  | { kind: "light"; light: Light | null };

/** How it is said: how many seconds ago it was, whether the broker had kept it, and by which way it came. */
export type Manner = { late?: number; retained?: boolean; transport?: "mqtt" | "http" };

export type TestPark = TestDatabase & {
  clock: HeldClock;
  /** What drivers were told since the test began, in order; only what was committed. */
  told: { accountId: number; words: string }[];
  /** Performs acts as the house does: a transaction each, again when one lost a race. */
  runCommand: RunCommand;
  /** One act of `test`. */
  command<T>(run: (ctx: CommandContext) => Promise<T>): Promise<T>;
  /** Lets so many seconds go by. Nothing is done about what falls due. */
  pass(seconds: number): void;
  /** A lot at 3.00 USD an hour, with one spot a code. */
  lot(codes: readonly string[], terms?: Partial<lots.LotInput>): Promise<{ lot: lots.Lot; ids: number[] }>;
  /** A new driver, with the welcome credit. */
  guest(): Promise<number>;
  /** A board that is online at a spot, and sees it empty. */
  board(spotId: number): Promise<number>;
  /** Takes a board away from its spot for good. */
  removeBoard(deviceId: number): Promise<void>;
  /** Has a board's words heard; returns what became of a reading. */
  say(deviceId: number, what: Saying, manner?: Manner): Promise<string | null>;
  reserve(accountId: number, spotId: number): Promise<Awaited<ReturnType<typeof bookings.reserve>>>;
  booking(id: number): Promise<Awaited<ReturnType<typeof bookings.peek>>>;
  spot(id: number): Promise<spots.Spot>;
  /** Does what is due now; fails with what failed. Returns when the next look is. */
  due(): Promise<Date>;
  balance(accountId: number, currency?: string): Promise<number>;
  /** Sets a driver's balance in USD by an adjustment. */
  setBalance(accountId: number, cents: number): Promise<void>;
  /** What a driver was told, in words. */
  words(accountId: number): string[];
  /** Kinds of the incidents that are open at a spot, in alphabetical order. */
  matters(spotId: number): Promise<string[]>;
  /** Resolves as soon as somebody waits for what somebody else holds. */
  blocked(): Promise<unknown>;
  /** Faults of the books: none. */
  books(): Promise<string[]>;
};

/** What a notice says. */
export function noticeWords(notice: Notice, now: Date): string {
  const draft = draftOf(en, notice, now);
  return "text" in draft ? draft.text : draft.type;
}

/** Performs acts as the house does, and shows the notices of those that were committed. */
export function makeRunCommand(db: Kysely<DB>, clock: Clock, told: (notices: readonly Notice[]) => void): RunCommand {
  const runCommand = createRunCommand(db, clock);
  return async (by, run) => {
    let notices: Notice[] = [];
    const result = await runCommand(by, (ctx) => {
      notices = ctx.notices;
      return run(ctx);
    });
    told(notices);
    return result;
  };
}

/** Gives the calling test file a car park on a database of its own. Call it at the top level. */
export function usePark(): TestPark {
  const park = useDatabase() as TestPark;
  park.runCommand = (by, run) =>
    makeRunCommand(
      park.db,
      () => park.clock(),
      (notices) =>
        park.told.push(...notices.map((one) => ({ accountId: one.accountId, words: noticeWords(one, park.clock()) }))),
    )(by, run);
  park.command = (run) => park.runCommand("test", run);
  park.pass = (seconds) => park.clock.advance(seconds * 1_000);
  park.lot = async (codes, terms = {}) => {
    const input = { name: `Lot ${next()}`, currency: "USD", rate_cents_per_hour: 300, ...usual, ...terms };
    const lot = await park.command((ctx) => lots.create(ctx, input, codes));
    const own = await spots.list(park.db, lot.id);
    return { lot, ids: codes.map((code) => own.find((spot) => spot.code === code)!.id) };
  };
  park.guest = async () => {
    const contact = { id: 1_000_000 + next(), phone: String(15_550_500_000 + next()) };
    return (await park.command((ctx) => accounts.guest(ctx, contact, "USD"))).id;
  };
  park.board = async (spotId) => {
    const { id } = await park.command((ctx) => devices.create(ctx, { name: `Post ${spotId}`, spotId }));
    await park.say(id, { kind: "presence", online: true });
    await park.say(id, { kind: "reading", occupied: false });
    return id;
  };
  park.removeBoard = (deviceId) =>
    park.command(async (ctx) => {
      const { spot_id } = await devices.remove(ctx, deviceId);
      if (spot_id !== null) await reconcile(ctx, [spot_id]);
    });
  let hear: ReturnType<typeof createReadings>["hear"];
  park.say = (deviceId, what, { late = 0, retained = false, transport = "mqtt" } = {}) => {
    const receivedAt = park.clock();
    const at = new Date(receivedAt.getTime() - late * 1_000);
    return hear({ ...what, deviceId, retained, at, receivedAt, transport });
  };
  park.reserve = (accountId, spotId) => park.command((ctx) => bookings.reserve(ctx, { accountId, spotId, key: null }));
  park.booking = (id) => bookings.peek(park.db, id);
  park.spot = (id) => spots.get(park.db, id);
  addLooks(park);
  beforeEach(async () => {
    park.clock = makeClock();
    park.told = [];
    hear = createReadings(park.runCommand).hear;
    await leaveBehind(park);
  });
  return park;
}

/** What a test does when time has passed, and how it looks at what came of it. */
function addLooks(park: TestPark): void {
  park.due = async () => {
    const failed: Failed = (error) => {
      throw error;
    };
    await lookAround(park.db, park.runCommand, failed);
    return runDue(park.db, park.runCommand, park.clock(), failed);
  };
  park.balance = (accountId, currency = "USD") => ledger.balanceOf(park.db, accountId, currency);
  park.setBalance = async (accountId, cents) => {
    const change = cents - (await park.balance(accountId));
    const given = { kind: "adjustment", cents: change, currency: "USD", reason: "test", key: `set${next()}` } as const;
    if (change !== 0) await park.command((ctx) => accounts.adjust(ctx, accountId, given));
  };
  park.words = (accountId) => park.told.flatMap((one) => (one.accountId === accountId ? [one.words] : []));
  park.matters = async (spotId) => {
    const open = park.db.selectFrom("incidents").select("kind").where("spot_id", "=", spotId);
    const rows = await open.where("closed_at", "is", null).orderBy("kind").execute();
    return rows.map(({ kind }) => kind);
  };
  park.blocked = () =>
    until("a wait for a lock", async () => {
      const { rows } = await sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        park.db,
      );
      return rows.length > 0;
    });
  park.books = async () => [...(await ledger.verify(park.db)), ...(await verifyCharges(park.db))];
}

/** What earlier tests left open is none of the next one's business. */
async function leaveBehind({ db, clock }: TestPark): Promise<void> {
  const at = clock();
  const closed = { closed_at: at };
  await db
    .updateTable("bookings")
    .set({ status: "cancelled", ...closed })
    .where("closed_at", "is", null)
    .execute();
  await db
    .updateTable("waitlist")
    .set({ state: "left", ...closed })
    .where("closed_at", "is", null)
    .execute();
  await db.updateTable("devices").set({ removed_at: at, spot_id: null }).where("removed_at", "is", null).execute();
  await db.updateTable("spots").set({ light_desired: "off", maintenance_at: null }).execute();
  await db
    .updateTable("incidents")
    .set({ closed_by: "test", ...closed })
    .where("closed_at", "is", null)
    .execute();
  await db.updateTable("contact_merges").set({ followed_at: at }).where("followed_at", "is", null).execute();
}
