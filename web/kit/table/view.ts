// A user's view of a table: visible columns and sort order. Stored in the browser; the sort order also in the address.
import type { ReactNode } from "react";
import { useCallback, useState } from "react";
import { useAddress } from "../search.ts";
import { useMe } from "../session.ts";

export type Column<T> = {
  /** The server's name of the column; also the sort key. */
  accessor: string;
  title: string;
  /** The content of a cell; by default the field of that name. */
  render?: (row: T) => ReactNode;
  sortable?: boolean;
  /** Not visible by default. */
  hidden?: boolean;
  /** Cannot be hidden. */
  fixed?: boolean;
  width?: number | string;
  align?: "left" | "center" | "right";
  /** Text that is too long is cut with an ellipsis. */
  ellipsis?: boolean;
};

/** Media query for windows that are too narrow for columns. */
export const narrow = "(max-width: 720px)";

export type Sort = { by: string; order: "asc" | "desc" };
type Saved = { shown?: Record<string, boolean>; sort?: Sort };

export type View<T> = {
  columns: readonly Column<T>[];
  isShown(column: Column<T>): boolean;
  show(accessor: string, shown: boolean): void;
  reset(): void;
  sort: Sort;
  setSort(sort: Sort): void;
};

function load(key: string): Saved {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Saved;
  } catch {
    return {};
  }
}

/** The view of a table by name. The address (`sort`, `order`) takes precedence over the stored view, and that over `first`. */
export function useTableView<T>(name: string, columns: readonly Column<T>[], first: Sort): View<T> {
  const me = useMe();
  const key = `bellhop.table.${me.person?.id ?? "key"}.${name}`;
  const [saved, setSaved] = useState(() => load(key));
  const [address, change] = useAddress();
  const keep = useCallback(
    (next: Saved) => {
      setSaved(next);
      localStorage.setItem(key, JSON.stringify(next));
    },
    [key],
  );
  const known = (by: string | undefined) => columns.some((column) => column.accessor === by && column.sortable);
  const asked: Sort | null = known(address.sort)
    ? { by: address.sort!, order: address.order === "asc" ? "asc" : "desc" }
    : null;
  return {
    columns,
    isShown: (column) => column.fixed || (saved.shown?.[column.accessor] ?? !column.hidden),
    show: (accessor, shown) => keep({ ...saved, shown: { ...saved.shown, [accessor]: shown } }),
    reset: () => {
      keep({});
      change({ sort: undefined, order: undefined });
    },
    sort: asked ?? (known(saved.sort?.by) ? saved.sort! : first),
    setSort: (sort) => {
      keep({ ...saved, sort });
      change({ sort: sort.by, order: sort.order });
    },
  };
}
