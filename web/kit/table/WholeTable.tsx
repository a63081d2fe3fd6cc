// A table of a list that comes whole from the server, such as devices, people and keys: searched and sorted in the browser.
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { WordsFilter } from "../Filter.tsx";
import { Icon } from "../Icon.tsx";
import { useAddress } from "../search.ts";
import { ColumnChooser } from "./ColumnChooser.tsx";
import { DataTable } from "./DataTable.tsx";
import styles from "./table.module.css";
import { type Column, useTableView } from "./view.ts";
import { arrange, type Valued } from "./whole.ts";

type Given<T extends { id: number | string }> = {
  /** Under which name the browser remembers columns and order. */
  name: string;
  columns: readonly (Column<T> & Valued<T>)[];
  sort: { by: string; order: "asc" | "desc" };
  list: UseQueryResult;
  rows: readonly T[];
  /** What the search field is called. */
  search: string;
  /** Shown when there are no rows at all. */
  empty: ReactNode;
  /** Shown when the search finds none. */
  notFound: ReactNode;
  /** Further filters beside the search field. */
  filters?: ReactNode;
  onRow?(row: T): void;
  openRow?: T["id"] | null;
  brief(row: T): ReactNode;
};

/** Fills the height that it is given. The words of the search stand in the address as `q`. */
export function WholeTable<T extends { id: number | string }>(given: Given<T>) {
  const { name, columns, list, rows, search, filters, empty, notFound, ...rest } = given;
  const view = useTableView<T>(name, columns, given.sort);
  const [address] = useAddress();
  const words = address.q ?? "";
  const shown = useMemo(() => arrange(rows, columns, words, view.sort), [rows, columns, words, view.sort]);
  const more = {
    data: list.data,
    error: list.error,
    isPending: list.isPending,
    isFetching: list.isFetching,
    isFetchingNextPage: false,
    hasNextPage: false,
    fetchNextPage: () => undefined,
    refetch: list.refetch,
  };
  return (
    <div className={styles.whole}>
      <search className={styles.filters} aria-label={search}>
        <WordsFilter
          name="q"
          aria-label={search}
          placeholder={search}
          leftSection={<Icon name="search" size={16} />}
          className={styles.words ?? ""}
        />
        {filters}
        <span className={styles.chooser}>
          <ColumnChooser view={view} />
        </span>
      </search>
      <DataTable<T> view={view} rows={shown} more={more} empty={rows.length === 0 ? empty : notFound} {...rest} />
    </div>
  );
}
