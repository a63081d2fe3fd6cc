// Hearing boards: what they say is noted in batches, one transaction each, and what follows for their spots is done in the same one.
import { announceWrong } from "../devices/lamps.ts";
import { note, type Said } from "../devices/state.ts";
import type { Perform } from "./act.ts";
import { attend, attendFree } from "./attend.ts";

/** Most messages in one transaction. */
const batchSize = 500;

type Waiting = { message: Said; resolve: (outcome: string | null) => void; reject: (error: unknown) => void };

/** Ears for boards. */
export type Ears = {
  /** Resolves when the message and what follows from it are committed, with what became of a reading. Rejects when that failed. */
  hear(message: Said): Promise<string | null>;
};

/** Makes ears. Messages that come while a batch is being written share the next one; those of one device are noted in order. */
export function createEars(perform: Perform): Ears {
  let waiting: Waiting[] = [];
  let writing = false;
  const write = async () => {
    writing = true;
    while (waiting.length > 0) {
      const [batch, later] = oneEach(waiting);
      waiting = later;
      try {
        const said = batch.map(({ message }) => message);
        const { outcomes, busy } = await perform("sensor", async (act) => {
          const noted = await note(act.tx, said);
          const busy = await attendFree(act, noted.spots);
          const had = noted.spots.filter((spot) => !busy.includes(spot));
          await announceWrong(act.tx, had);
          return { outcomes: noted.outcomes, busy };
        });
        // Waiting for one spot while many are held is how two transactions come to wait for each other.
        for (const spot of busy)
          await perform("sensor", async (act) => {
            await attend(act, [spot]);
            await announceWrong(act.tx, [spot]);
          });
        for (const { message, resolve } of batch) resolve(outcomes.get(message) ?? null);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };
  return {
    hear: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        if (!writing) void write();
      }),
  };
}

/** The oldest message of each device, up to a batch, and the rest: what one means must be done before the next is looked at. */
function oneEach(waiting: readonly Waiting[]): [Waiting[], Waiting[]] {
  const taken = new Set<number>();
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  for (const one of waiting) {
    if (batch.length < batchSize && !taken.has(one.message.deviceId)) batch.push(one);
    else later.push(one);
    taken.add(one.message.deviceId);
  }
  return [batch, later];
}
