// Conditions in SQL.
import { type RawBuilder, sql } from "kysely";

/** All of some conditions. */
export const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;

/** A column is one of some values. */
export const among = (
  column: RawBuilder<unknown>,
  values: readonly (string | number)[],
  type: "text" | "int",
): RawBuilder<boolean> => sql`${column} = any(${values}::${sql.raw(type)}[])`;

/** A time lies between two others; null is without end. */
export function between(time: RawBuilder<unknown>, from: Date | null, to: Date | null): RawBuilder<boolean>[] {
  return [
    ...(from === null ? [] : [sql<boolean>`${time} >= ${from}::timestamptz`]),
    ...(to === null ? [] : [sql<boolean>`${time} < ${to}::timestamptz`]),
  ];
}
