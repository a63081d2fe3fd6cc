// Counts rows by spans of time: SQL for the span in which a time falls, and the counts as one number per span.
import { type RawBuilder, sql } from "kysely";

/** The number of the span in which a time falls, counted from 1: from the first bound up to the second. */
export const spanOf = (at: RawBuilder<unknown>, bounds: readonly Date[]): RawBuilder<number> =>
  sql`width_bucket(${at}, ${bounds}::timestamptz[])`;

/** Rows that were counted by {@link spanOf}, as one number per span, in order. */
export function bySpan(bounds: readonly Date[], counted: readonly { span: number; n: number }[]): number[] {
  const counts = new Map(counted.map(({ span, n }) => [span, n]));
  return bounds.slice(1).map((_, place) => counts.get(place + 1) ?? 0);
}
