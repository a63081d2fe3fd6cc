// The view of a table whose rows are loaded all at once, such as devices, users and keys: searched and sorted in the browser.
import { useMemo } from "react";
import { useAddress } from "../search.ts";
import { type Column, type Sort, useTableView, type View } from "./view.ts";
import { arrange, type Valued } from "./whole.ts";

/** Columns and sort order are stored under `name`; the search text is in the address as `q`. */
export function useWholeTable<T>(
  name: string,
  columns: readonly (Column<T> & Valued<T>)[],
  sort: Sort,
  all: readonly T[],
): { view: View<T>; rows: readonly T[] } {
  const view = useTableView<T>(name, columns, sort);
  const [address] = useAddress();
  const words = address.q ?? "";
  const rows = useMemo(() => arrange(all, columns, words, view.sort), [all, columns, words, view.sort]);
  return { view, rows };
}
