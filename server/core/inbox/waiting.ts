// Waiting for people: which conversations somebody of the team has to look at, since when and why.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { tellChanged } from "./conversations.ts";

/** Why a conversation waits for people. */
export type WaitingReason =
  /** The bot had no answer. */
  | "unanswered"
  /** A rule, or the person, asked for people. */
  | "handed_over"
  /** An incident concerns the person. */
  | "incident"
  /** A message could not be sent. */
  | "send_failed"
  /** The bot used up its answers for this conversation. */
  | "budget";

/** Makes conversations wait for people; one that waits already keeps its time and its reason. */
export async function waitForPeople(
  tx: Transaction<DB>,
  ids: readonly number[],
  reason: WaitingReason,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql<{ id: number }>`
    update conversations set waiting_since = ${now}, waiting_reason = ${reason}, state = 'open'
    where id = any(${[...ids].sort((a, b) => a - b)}::bigint[]) and waiting_since is null
    returning id`.execute(tx);
  if (rows.length > 0)
    await tellChanged(
      tx,
      rows.map((row) => row.id),
      now,
    );
}
