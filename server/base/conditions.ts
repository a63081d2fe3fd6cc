// Builders of SQL conditions.
import { type RawBuilder, sql } from "kysely";

/** True when all of the conditions are. */
export const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;

/** The column has one of the values. */
export const among = (
  column: RawBuilder<unknown>,
  values: readonly (string | number)[],
  type: "text" | "int",
): RawBuilder<boolean> => sql`${column} = any(${values}::${sql.raw(type)}[])`;

/** The time is between two others; null means no bound on that side. */
export function between(time: RawBuilder<unknown>, from: Date | null, to: Date | null): RawBuilder<boolean>[] {
  return [
    ...(from === null ? [] : [sql<boolean>`${time} >= ${from}::timestamptz`]),
    ...(to === null ? [] : [sql<boolean>`${time} < ${to}::timestamptz`]),
  ];
}
