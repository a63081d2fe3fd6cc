// The status that a message shows: ours have one of their own, of incoming ones it says whether they were read or answered.
import { type RawBuilder, sql } from "kysely";

/** The status of a row of messages, by its alias: received, read or replied of what customers wrote. SQL's message_status derives it. */
export function statusOf(alias: string): RawBuilder<string> {
  const row = sql.raw(alias);
  return sql`message_status(${row}.status, ${row}.read_at, ${row}.replied_at)`;
}
