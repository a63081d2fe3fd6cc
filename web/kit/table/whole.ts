// Searching and sorting a list in the browser. Pure.
import type { Column, Sort } from "./view.ts";

/** How a column's value is searched and sorted. */
export type Valued<T> = {
  /** By default the field with the column's name. null comes last in both directions. */
  value?: (row: T) => string | number | null;
};

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const flat = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();

const cellOf = <T>(row: T, column: Column<T> & Valued<T>): string | number | null =>
  column.value
    ? column.value(row)
    : (((row as Record<string, unknown>)[column.accessor] as string | number | null | undefined) ?? null);

/** The rows that contain all search words, sorted by a column; the sort is stable. */
export function arrange<T>(
  rows: readonly T[],
  columns: readonly (Column<T> & Valued<T>)[],
  words: string,
  sort: Sort,
): T[] {
  const wanted = flat(words).split(/\s+/).filter(Boolean);
  const found =
    wanted.length === 0
      ? rows
      : rows.filter((row) => {
          const text = flat(columns.map((column) => cellOf(row, column) ?? "").join(" "));
          return wanted.every((word) => text.includes(word));
        });
  const column = columns.find(({ accessor }) => accessor === sort.by);
  if (!column) return [...found];
  const way = sort.order === "asc" ? 1 : -1;
  return found.toSorted((one, other) => {
    const [a, b] = [cellOf(one, column), cellOf(other, column)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return way * (typeof a === "number" && typeof b === "number" ? a - b : order.compare(String(a), String(b)));
  });
}
