// Stores what boards report, in batches of one transaction each, and reconciles their spots in the same transaction.
import { setTimeout as sleep } from "node:timers/promises";
import { announceWrong } from "../devices/led-sync.ts";
import { type DeviceReport, note } from "../devices/state.ts";
import type { CommandContext, RunCommand } from "./command-context.ts";
import { reconcile, reconcileFree } from "./reconcile.ts";

/** Maximum number of messages in one transaction. */
const BATCH_SIZE = 500;

/** Pause between two transactions, in which messages are collected, in milliseconds. */
const GATHER_MS = 10;

type Waiting = { message: DeviceReport; resolve: (outcome: string | null) => void; reject: (error: unknown) => void };

/** Receives what boards report. */
export type Readings = {
  /** Resolves once the message and its consequences are committed, with the outcome for a reading. Rejects when that failed. */
  hear(message: DeviceReport): Promise<string | null>;
};

/**
 * Creates a receiver of readings. Messages that arrive while a batch is being written go into the next one. Messages of one device are
 * stored in order, each after the one before has been reconciled. A spot that is locked by somebody else is reconciled separately and
 * delays no other.
 */
export function createReadings(runCommand: RunCommand): Readings {
  let waiting: Waiting[] = [];
  let writing = false;
  /** Devices that have a message stored but not reconciled yet. */
  const held = new Set<number>();
  let apart: Promise<void> = Promise.resolve();

  const write = async () => {
    if (writing) return;
    writing = true;
    for (;;) {
      const [batch, later] = oneEach(waiting, held);
      if (batch.length === 0) break;
      waiting = later;
      await hearAll(batch);
      // A batch costs about the same whatever its size, so it pays to let some messages collect.
      if (waiting.length > 0) await sleep(GATHER_MS);
    }
    writing = false;
  };

  const hearAll = async (batch: readonly Waiting[]) => {
    try {
      const said = batch.map(({ message }) => message);
      const { outcomes, busy } = await runCommand("sensor", (ctx) => noteAll(ctx, said));
      for (const one of batch) {
        const outcome = outcomes.get(one.message) ?? null;
        const spotId = busy.get(one.message.deviceId);
        if (spotId === undefined) one.resolve(outcome);
        else seeTo(one, outcome, spotId);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  /**
   * Waits for the lock on one spot. This happens in a transaction without other locks, because otherwise two transactions could wait for
   * each other.
   */
  const seeTo = ({ message, resolve, reject }: Waiting, outcome: string | null, spotId: number) => {
    held.add(message.deviceId);
    apart = apart
      .then(() => runCommand("sensor", (ctx) => reconcileWaiting(ctx, spotId)))
      .then(() => resolve(outcome), reject)
      .then(() => {
        held.delete(message.deviceId);
        void write();
      });
  };

  return {
    hear: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        void write();
      }),
  };
}

/** Stores what boards report and reconciles their spots. `busy`: spots that are locked by somebody else, by device. */
async function noteAll(ctx: CommandContext, said: readonly DeviceReport[]) {
  const { spots, outcomes } = await note(ctx.tx, said);
  await seeOff(ctx, said);
  const ids = [...spots.keys()].sort((a, b) => a - b);
  const left = await reconcileFree(ctx, ids);
  await announceWrong(
    ctx.tx,
    ids.filter((id) => !left.includes(id)),
  );
  return { outcomes, busy: new Map(left.map((id) => [spots.get(id)!, id])) };
}

/** Reconciles a spot, waiting for its lock. */
async function reconcileWaiting(ctx: CommandContext, spotId: number): Promise<void> {
  await reconcile(ctx, [spotId]);
  await announceWrong(ctx.tx, [spotId]);
}

/** A board that went offline was connected until then, however long it had been silent. A retained message does not tell when that was. */
async function seeOff(ctx: CommandContext, said: readonly DeviceReport[]): Promise<void> {
  const gone = said.filter((message) => message.kind === "presence" && !message.online && !message.retained);
  if (gone.length === 0) return;
  const ids = gone.map(({ deviceId }) => deviceId);
  await ctx.tx
    .updateTable("devices")
    .set((eb) => ({ last_seen_at: eb.ref("presence_at") }))
    .where("id", "in", ids)
    .where("presence", "=", "offline")
    .where("removed_at", "is", null)
    .execute();
}

/**
 * Takes the oldest message of each device that is not held, up to a batch, and returns the others separately: a message must be reconciled
 * before the device's next one is read.
 */
function oneEach(waiting: readonly Waiting[], held: ReadonlySet<number>): [Waiting[], Waiting[]] {
  const taken = new Set(held);
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  for (const one of waiting) {
    if (batch.length < BATCH_SIZE && !taken.has(one.message.deviceId)) batch.push(one);
    else later.push(one);
    taken.add(one.message.deviceId);
  }
  return [batch, later];
}
