// Sort orders of lists as SQL: the columns to sort by, the position of a row, and the condition for the rows after it. Pure.
import { type RawBuilder, sql } from "kysely";

/**
 * A column to sort by. The last column of an order is always the id, so that no two rows have the same position. With `upwards`, which only the
 * first column may have, it is sorted in ascending order whatever the direction of the others.
 */
export type Column = { value: RawBuilder<unknown>; type: "text" | "timestamptz" | "int" | "bigint"; upwards?: boolean };

/** Lists count at most this many rows, and sort at most this many by anything but time. */
export const MAX_COUNTED = 10_000;

/** The position of a row in an order: the values of its columns as text. */
export type Mark = readonly string[];

/** A position after which to continue: a mark, or values in the order of the columns. */
export type Position = readonly (string | number | Date)[];

/** The direction of an order. */
export type Direction = "asc" | "desc";

const shapes: Record<Column["type"], RegExp> = {
  text: /^[^\0]*$/,
  timestamptz: /^(infinity|\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}(:\d{2}){0,2})$/,
  int: /^-?\d{1,9}$/,
  bigint: /^-?\d{1,18}$/,
};

/** Whether a mark has the form that an order needs: marks come from callers. */
export function fits(mark: Mark, columns: readonly Column[]): boolean {
  return (
    mark.length === columns.length &&
    columns.every(({ type }, place) => {
      const value = mark[place]!;
      if (!shapes[type].test(value) || !value.isWellFormed()) return false;
      return type !== "timestamptz" || value === "infinity" || isMoment(value);
    })
  );
}

/** Whether a timestamp in PostgreSQL's format is a time that exists. */
function isMoment(value: string): boolean {
  const [day, clock] = [value.slice(0, 10), value.slice(11, 19)];
  const at = new Date(`${day}T${clock}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${day}T${clock}`);
}

/** The columns for `order by`. */
export const orderBy = (columns: readonly Column[], direction: Direction): RawBuilder<unknown> =>
  sql.join(columns.map(({ value, upwards }) => sql`${value} ${sql.raw(upwards ? "asc" : direction)}`));

/** The condition for the rows after a position; true without one. */
export function comesAfter(
  columns: readonly Column[],
  direction: Direction,
  after: Position | null,
): RawBuilder<boolean> {
  if (after === null) return sql`true`;
  const [first, ...others] = columns;
  const given = ({ type }: Column, place: number) => sql`${after[place]!}::${sql.raw(type)}`;
  if (first!.upwards) {
    const value = given(first!, 0);
    return sql`(${first!.value} > ${value} or (${first!.value} = ${value} and ${comesAfter(others, direction, after.slice(1))}))`;
  }
  const sign = sql.raw(direction === "asc" ? ">" : "<");
  return sql`(${sql.join(columns.map(({ value }) => value))}) ${sign} (${sql.join(columns.map(given))})`;
}

/** The mark of a row, to be selected with it. */
export const markOf = (columns: readonly Column[]): RawBuilder<string[]> =>
  sql`array[${sql.join(columns.map(({ value }) => sql`(${value})::text`))}]`;

/** The columns with aliases, for `select`, and the same columns by these aliases. */
export function keyed(columns: readonly Column[]): { keys: RawBuilder<unknown>; columns: Column[] } {
  const name = (place: number) => sql.raw(`key_${place}`);
  return {
    keys: sql.join(columns.map(({ value }, place) => sql`${value} as ${name(place)}`)),
    columns: columns.map((column, place) => ({ ...column, value: name(place) })),
  };
}

/** Of rows that were read with one more than the limit: the page, and the mark after which the next page begins. */
export function cut<T extends { mark: string[] }>(rows: readonly T[], limit: number): { page: T[]; next: Mark | null } {
  const page = rows.slice(0, limit);
  return { page, next: rows.length > limit ? page.at(-1)!.mark : null };
}
