// What follows after a person's rows are gone: noting it beside the backups, the archive, files, the log of webhooks, the proof. Each step commits what
// comes next with its work, or can be repeated; so an erasure that was cut off goes on where it was.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { PersonData } from "../../contract/person.ts";
import type { BlobStore, Clock } from "../../contract/ports.ts";
import { verifyArchives } from "../archive/read.ts";
import { idsByMonth, takeOut } from "../archive/take-out.ts";
import type { Files } from "../media/keep.ts";
import { removeUnused } from "../media/sweep.ts";
import { noteErasures } from "./backups.ts";
import { eraseRows } from "./begin.ts";
import { gatherAgain } from "./person.ts";
import { type Done, prove } from "./proof.ts";

/** The steps, in order. */
export const steps = ["backups", "archive", "files", "traces", "proof"] as const;
export type Step = (typeof steps)[number];

/** What the steps work with. `place`: opens the place of the backups; null: there is none. */
export type StepParts = {
  db: Kysely<DB>;
  files: Files;
  data: readonly PersonData[];
  place(): Promise<BlobStore | null>;
  clock: Clock;
};

type Row = { id: number; begun_at: Date; begun_by: string; digests: string[]; key_id: string; work: Done };

/** Finishes all erasures that were begun. Throws what the first step that failed threw, after the others are finished; the next call goes on with it. */
export async function finishAll(parts: StepParts, signal?: AbortSignal): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from erasures where step <> 'done' order by id`.execute(
    parts.db,
  );
  const failures: unknown[] = [];
  for (const { id } of rows) await finish(parts, id, signal).catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return rows.length;
}

/** Finishes an erasure. Throws what a step throws. */
export async function finish(parts: StepParts, id: number, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await nextStep(parts, id)) !== null);
}

/** Does the next step of an erasure; returns which one it was, null when there is none. */
export function nextStep(parts: StepParts, id: number): Promise<Step | null> {
  return parts.db.transaction().execute(async (tx) => {
    // A slow store is waited for.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    const { rows } = await sql<
      Row & { step: Step | "done" }
    >`select * from erasures where id = ${id} for update`.execute(tx);
    const row = rows[0];
    if (!row || row.step === "done") return null;
    const { step } = row;
    if (step === "proof") {
      await gatherAgain(tx, row.work);
      const now = parts.clock();
      const proof = await prove(tx, parts.files, parts.data, row, now);
      await sql`
        update erasures set step = 'done', work = null, done_at = ${now}, proof = ${JSON.stringify(proof)}::jsonb where id = ${id}`.execute(
        tx,
      );
    } else {
      const work = await run[step](tx, parts, row.work);
      const next = steps[steps.indexOf(step) + 1]!;
      await sql`update erasures set step = ${next}, work = ${JSON.stringify(work)}::jsonb where id = ${id}`.execute(tx);
    }
    return step;
  });
}

const run: Record<Exclude<Step, "proof">, (tx: Transaction<DB>, parts: StepParts, work: Done) => Promise<Done>> = {
  async backups(tx, { place, files }, work) {
    const to = await place();
    if (to !== null) await noteErasures(tx, to, files.temporary);
    // Rewritten months have new checksums, which say nothing of what was there before.
    const damaged = await verifyArchives(tx, files.blobs);
    // Kept before the first line goes: the lines tell whose they are.
    return { ...work, noted: to !== null, damaged, months: await idsByMonth(tx, files.blobs, work) };
  },
  archive: async (tx, { files }, work) => ({ ...work, archived: await takeOut(tx, files, work.months) }),
  files: async (tx, { files }, work) => ({ ...work, removed: await removeUnused(tx, files, work.blobs) }),
  async traces(tx, { data }, work) {
    await gatherAgain(tx, work);
    await eraseRows(tx, data, true, work);
    return work;
  },
};
