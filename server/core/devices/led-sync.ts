// Keeping LEDs as they should be: a command goes out whenever a spot's light changes, and again until the board reports it.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import type { WakeSignalForIds } from "../../base/wake-signal.ts";
import type { DeviceLink, Light } from "../../contract/devices.ts";
import type { Clock } from "../../contract/ports.ts";

/** The channel on which the process with the broker is told that a light or a board's state changed: ids of spots, with commas between. */
export const newLights = "bellhop_lights";

/** The spots that such an announcement names. */
export const spotsIn = (announced: string): number[] => announced.split(",").map(Number);

/** Wakes the LED sync for some spots. */
export async function announceLights(tx: Transaction<DB>, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length > 0) await sql`select pg_notify(${newLights}, ${spotIds.join()})`.execute(tx);
}

/**
 * Wakes the LED sync when a board at one of these spots does not show what it shall: it is new, its power was gone, or it reports a
 * colour that is no longer wanted. The spots are locked, so that what is wanted of them does not change meanwhile unseen.
 */
export async function announceWrong(tx: Transaction<DB>, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  await sql`
    select pg_notify(${newLights}, s.id::text) from devices d join spots s on s.id = d.spot_id
    where s.id = any(${spotIds}::int[]) and d.removed_at is null and d.presence = 'online'
      and d.light_reported is distinct from s.light_desired`.execute(tx);
}

/** What the LED sync needs. */
export type LedSync = {
  db: Kysely<DB>;
  link: Pick<DeviceLink, "command">;
  /** Rung for spots. */
  wakeSignal: WakeSignalForIds;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** Another number each time that every board is to be told anew, because the way to them stands again. */
  round(): number;
  /** Told of each command and of how long after the wish it went out, in seconds. */
  onCommand(seconds: number): void;
};

/** What was last told to a board. */
type Told = { light: Light; at: number; times: number };

type Row = { id: number; light: Light; since: Date; reported: string | null; presence: string; sure: boolean };

/** Pauses between repeats to a board that is online and does not report the colour, in milliseconds. The last one stays. */
const repeats = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

const nothing = { none: true };

/**
 * Commands lights until the signal fires. Starts with every device, because the broker may have forgotten what it kept; then tells
 * changes at once, and repeats to boards that are there and do not report what they were told. Looks at those spots that the wake signal was
 * given for, and at all when it is time to repeat something.
 */
export async function syncLeds(ledSync: LedSync): Promise<void> {
  const { db, wakeSignal, signal, log } = ledSync;
  const told = new Map<number, Told>();
  let complete = false;
  let failed = false;
  let lookAt = 0;
  let round = ledSync.round();
  while (!signal.aborted) {
    try {
      const asked = wakeSignal.take();
      if (round !== ledSync.round()) {
        round = ledSync.round();
        told.clear();
        complete = false;
        lookAt = 0;
      }
      const some = performance.now() < lookAt ? asked : null;
      const rows = await wishes(db, some);
      const [settled, open] = [rows.filter(isSettled), rows.filter((row) => !complete || !isSettled(row))];
      // Reported as told: the next wish is a new one.
      for (const { id } of settled) told.delete(id);
      const wait = await commandAll(ledSync, open, told);
      const next = performance.now() + wait;
      lookAt = some ? Math.min(lookAt, next) : next;
      complete = true;
      failed = false;
      await wakeSignal.wait(Math.max(0, lookAt - performance.now()), signal);
    } catch (error) {
      if (signal.aborted) return;
      lookAt = 0;
      if (!failed) log.warn({ err: error }, "lights cannot be commanded for now, trying again");
      failed = true;
      await pause(500, signal);
    }
  }
}

/** A board in doubt is told until it answers: that is the word of its own by which it is known to be there. */
const isSettled = ({ reported, light, sure }: Row): boolean => sure && reported === light;

/**
 * Devices and the LED that they should have; of all spots, or of some. A device at no spot keeps its LED off; one in doubt is told what it
 * shows already, so that asking it for a word is not seen.
 */
async function wishes(db: Kysely<DB>, spotIds: readonly number[] | null): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select d.id, coalesce(s.light_desired_at, d.created_at) as since, d.light_reported as reported, d.presence, d.unsure_since is null as sure,
      case when d.unsure_since is not null and d.light_reported <> 'other' then d.light_reported else coalesce(s.light_desired, 'off') end as light
    from devices d left join spots s on s.id = d.spot_id
    where d.removed_at is null ${spotIds ? sql`and d.spot_id = any(${spotIds}::int[])` : sql``}`.execute(db);
  return rows;
}

/** Sends what is due and returns for how long nothing more is, in milliseconds. */
async function commandAll(ledSync: LedSync, rows: readonly Row[], told: Map<number, Told>): Promise<number> {
  const { clock, link, onCommand } = ledSync;
  const now = clock().getTime();
  let wait = 10_000;
  const sent: Promise<void>[] = [];
  for (const row of rows) {
    const last = told.get(row.id) ?? nothing;
    const fresh = !("light" in last) || last.light !== row.light;
    // What was told in the future was told by a clock that has gone back since.
    const due = fresh || last.at > now ? now : last.at + repeats[Math.min(last.times - 1, repeats.length - 1)]!;
    // Who is away finds the command when it comes back: the broker keeps it.
    if (!fresh && row.presence !== "online") continue;
    if (due > now) {
      wait = Math.min(wait, due - now);
      continue;
    }
    wait = Math.min(wait, repeats[0]!);
    const command = link.command(row.id, row.light).then(() => {
      told.set(row.id, { light: row.light, at: now, times: fresh ? 1 : (last as Told).times + 1 });
      if (fresh) onCommand(Math.max(0, clock().getTime() - row.since.getTime()) / 1000);
    });
    sent.push(command);
  }
  const faults = (await Promise.allSettled(sent)).filter((one) => one.status === "rejected");
  if (faults.length > 0) throw faults[0]!.reason;
  return wait;
}
