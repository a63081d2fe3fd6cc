// Counting rows by spans of time: in which span of some bounds a moment lies, and what was counted as one number for each span.
import { type RawBuilder, sql } from "kysely";

/** The number of the span in which a moment lies, from 1: from the first bound up to the second. */
export const spanOf = (at: RawBuilder<unknown>, bounds: readonly Date[]): RawBuilder<number> =>
  sql`width_bucket(${at}, ${bounds}::timestamptz[])`;

/** What was counted by {@link spanOf}, for each span in order. */
export function bySpan(bounds: readonly Date[], counted: readonly { span: number; n: number }[]): number[] {
  const counts = new Map(counted.map(({ span, n }) => [span, n]));
  return bounds.slice(1).map((_, place) => counts.get(place + 1) ?? 0);
}
