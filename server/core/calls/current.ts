// The calls of this moment: those that ring at the Desk, and those that a user has.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { RINGS_SECONDS } from "../../contract/calls.ts";
import { type CallRow, readCalls } from "../inbox/calls.ts";

/** A call whose end the provider never told is forgotten after this time, in hours. */
const LONGEST_HOURS = 12;

/** The calls that ring at the Desk now, and those that this user has (null: that programs have), oldest first. */
export async function currentCalls(db: Kysely<DB>, personId: number | null, now: Date): Promise<CallRow[]> {
  return readCalls(
    db,
    sql`k.ended_at is null and k.rejected_at is null and k.began_at > ${now}::timestamptz - interval '${sql.lit(LONGEST_HOURS)} hours' and (
      (k.direction = 'in' and k.taken_at is null and k.answered_at is null and h.call_policy = 'ring_desk' and k.remote_sdp is not null
        and k.began_at > ${now}::timestamptz - interval '${sql.lit(RINGS_SECONDS)} seconds')
      or (k.taken_at is not null and k.taken_by is not distinct from ${personId}::bigint)
    ) order by k.began_at, k.id`,
  );
}
