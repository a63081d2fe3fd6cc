// Erasures of people that were begun are finished, whatever interrupted them.

import type { BlobStore } from "./contract/ports.ts";
import { keepIncident } from "./core/health/watch.ts";
import type { Senders } from "./core/mail/queue.ts";
import type { Files } from "./core/media/keep.ts";
import { eraseAgain } from "./core/privacy/backups.ts";
import { dataOf } from "./core/privacy/person.ts";
import { finishAll } from "./core/privacy/steps.ts";
import type { Plugin, SkillParts } from "./skills.ts";

/** What is needed. `backupPlace` opens the place of the backups; null: there is none. */
type ErasureParts = Pick<SkillParts, "db" | "clock"> & {
  files: Files;
  plugins: readonly Plugin[];
  senders: Senders;
  backupPlace?(): Promise<BlobStore | null>;
};

/** Finishes erasures that were begun, or that a restore has to repeat. What stands in the way becomes an incident, which ends with it. */
export async function finishErasures(
  { db, files, plugins, senders, clock, backupPlace = async () => null }: ErasureParts,
  signal: AbortSignal,
): Promise<void> {
  const kind = "erasure_unfinished";
  try {
    const data = dataOf(plugins);
    await eraseAgain(db, { now: clock(), data, secret: senders.keys[0]! });
    const done = await finishAll({ db, files, data, place: backupPlace, clock }, signal);
    if (done > 0) await keepIncident(db, { kind, summary: null }, clock());
  } catch (error) {
    if (!signal.aborted) await keepIncident(db, { kind, summary: (error as Error).message }, clock());
    throw error;
  }
}
