// LED sync: sends a colour whenever a spot's light changes, and repeats it until the board reports it.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import type { WakeSignalForIds } from "../../base/wake-signal.ts";
import type { DeviceLink, Light } from "../../contract/devices.ts";
import type { Clock } from "../../contract/ports.ts";

/** The NOTIFY channel that tells the process with the broker which lights or devices changed: ids of spots, separated by commas. */
export const newLights = "bellhop_lights";

/** The spot ids of such a notification. */
export const spotsIn = (announced: string): number[] => announced.split(",").map(Number);

/** Wakes the LED sync for some spots. */
export async function announceLights(tx: Transaction<DB>, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length > 0) await sql`select pg_notify(${newLights}, ${spotIds.join()})`.execute(tx);
}

/**
 * Wakes the LED sync for those spots whose device does not show the wanted colour: it is new, lost power, or reports an outdated colour. The
 * spots must be locked by the caller, so that the wanted colour cannot change unnoticed meanwhile.
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
  /** Wakes the loop for some spots. */
  wakeSignal: WakeSignalForIds;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** A number that changes whenever all boards must be commanded again, because the connection to them was restored. */
  round(): number;
  /** Called for each new colour, with the seconds from the change of the wanted colour to the command. */
  onCommand(seconds: number): void;
};

/** The last command to a device. */
type Announcement = { light: Light; at: number; times: number };

type Row = { id: number; light: Light; since: Date; reported: string | null; presence: string; sure: boolean };

/** Pauses between repeats to a device that is online but does not report the colour, in milliseconds; the last one is used from then on. */
const repeats = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

const nothing = { none: true };

/**
 * Commands LEDs until the signal fires. Begins with all devices, because the broker may have lost its retained messages; then commands changes at
 * once, and repeats commands to devices that are online but do not report the colour. Looks at the spots that the wake signal names, and at all
 * devices when a repeat is due.
 */
export async function syncLeds(ledSync: LedSync): Promise<void> {
  const { db, wakeSignal, signal, log } = ledSync;
  const told = new Map<number, Announcement>();
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
      const rows = await desiredLights(db, some);
      const [settled, open] = [rows.filter(isSettled), rows.filter((row) => !complete || !isSettled(row))];
      // Reported as commanded: the next change is a new command.
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

/** A device that may be offline is commanded until it answers: its own report shows that it is online. */
const isSettled = ({ reported, light, sure }: Row): boolean => sure && reported === light;

/**
 * Devices and the colours that their LEDs should have, for all spots or some. The LED of a device without a spot is off. A device that may be
 * offline is commanded the colour that it already shows, so that nobody sees that it is asked for a report.
 */
async function desiredLights(db: Kysely<DB>, spotIds: readonly number[] | null): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select d.id, coalesce(s.light_desired_at, d.created_at) as since, d.light_reported as reported, d.presence, d.unsure_since is null as sure,
      case when d.unsure_since is not null and d.light_reported <> 'other' then d.light_reported else coalesce(s.light_desired, 'off') end as light
    from devices d left join spots s on s.id = d.spot_id
    where d.removed_at is null ${spotIds ? sql`and d.spot_id = any(${spotIds}::int[])` : sql``}`.execute(db);
  return rows;
}

/** Sends the commands that are due, and returns the milliseconds until the next one. */
async function commandAll(ledSync: LedSync, rows: readonly Row[], told: Map<number, Announcement>): Promise<number> {
  const { clock, link, onCommand } = ledSync;
  const now = clock().getTime();
  let wait = 10_000;
  const sent: Promise<void>[] = [];
  for (const row of rows) {
    const last = told.get(row.id) ?? nothing;
    const fresh = !("light" in last) || last.light !== row.light;
    // A command in the future was recorded before the clock was set back.
    const due = fresh || last.at > now ? now : last.at + repeats[Math.min(last.times - 1, repeats.length - 1)]!;
    // A device that is offline gets the retained command when it reconnects.
    if (!fresh && row.presence !== "online") continue;
    if (due > now) {
      wait = Math.min(wait, due - now);
      continue;
    }
    wait = Math.min(wait, repeats[0]!);
    const command = link.command(row.id, row.light).then(() => {
      told.set(row.id, { light: row.light, at: now, times: fresh ? 1 : (last as Announcement).times + 1 });
      if (fresh) onCommand(Math.max(0, clock().getTime() - row.since.getTime()) / 1000);
    });
    sent.push(command);
  }
  const faults = (await Promise.allSettled(sent)).filter((one) => one.status === "rejected");
  if (faults.length > 0) throw faults[0]!.reason;
  return wait;
}
