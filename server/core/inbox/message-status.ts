// The status that a message shows: outbound messages have their own; for inbound ones it is derived from whether they were read or answered.
import { type RawBuilder, sql } from "kysely";

/** The status of a row of messages, by its alias; for inbound ones received, read or replied. SQL's message_status derives it. */
export function statusOf(alias: string): RawBuilder<string> {
  const row = sql.raw(alias);
  return sql`message_status(${row}.status, ${row}.read_at, ${row}.replied_at)`;
}
