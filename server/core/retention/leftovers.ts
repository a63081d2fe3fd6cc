// Deletes small things that nobody needs after a while and that no other part deletes. How long they are kept is not set by anybody.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** In days. A jump of the clock matters as long as something is open that began before it. */
const kept = { clockJumps: 400, deadLetters: 30 };

/** Deletes ids of files that a provider has forgotten, old jumps of clocks, and resolved dead letters that have no webhook. Returns how many. */
export async function sweepLeftovers(db: Kysely<DB>, now: Date): Promise<number> {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const done = [
    await sql`delete from provider_files where expires_at < ${now}`.execute(db),
    await sql`delete from clock_jumps where at < ${ago(kept.clockJumps)}`.execute(db),
    await sql`delete from dead_letters where webhook_id is null and resolved_at < ${ago(kept.deadLetters)}`.execute(db),
  ];
  return done.reduce((sum, { numAffectedRows }) => sum + Number(numAffectedRows ?? 0), 0);
}
