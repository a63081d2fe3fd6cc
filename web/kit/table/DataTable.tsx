// A table with sorting, chosen columns, rows to select, and more rows as one scrolls. A chunk of its own: pages with tables only.
import { Button } from "@mantine/core";
import { DataTable as Table } from "mantine-datatable";
import "mantine-datatable/styles.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failed, Loading } from "../states.tsx";
import styles from "./table.module.css";
import type { View } from "./view.ts";

type More = {
  data: unknown;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage(): unknown;
  refetch(): unknown;
};

type Given<T extends { id: number | string }> = {
  view: View<T>;
  rows: readonly T[];
  /** Where the rows come from: its loading and errors are shown, and the next page is asked for at the end. */
  more: More;
  /** Shown instead of the table when there are no rows. */
  empty: ReactNode;
  onRow?(row: T): void;
  /** The row that is open beside the table. */
  openRow?: T["id"] | null;
  selected?: readonly T[];
  onSelect?(rows: T[]): void;
  /** What a screen reader calls a row's tick box. */
  rowName?(row: T): string;
};

/** Fills the height that it is given and scrolls by itself. */
export function DataTable<T extends { id: number | string }>(given: Given<T>) {
  const { view, rows, more, empty, onRow, openRow, selected, onSelect, rowName } = given;
  const { t } = useTranslation("kit");
  if (more.error && rows.length === 0) return <Failed error={more.error} retry={() => void more.refetch()} />;
  if (more.isPending) return <Loading />;
  if (rows.length === 0) return empty;
  const next = () => {
    if (more.hasNextPage && !more.isFetchingNextPage) void more.fetchNextPage();
  };
  const columns = view.columns
    .filter((column) => view.isShown(column))
    .map(({ accessor, title, render, sortable, width, align, ellipsis }) => ({
      accessor,
      title,
      ...(render ? { render } : {}),
      ...(width === undefined ? {} : { width }),
      sortable: sortable ?? false,
      textAlign: align ?? "left",
      ellipsis: ellipsis ?? false,
    }));
  const selecting = onSelect
    ? {
        selectedRecords: [...(selected ?? [])],
        onSelectedRecordsChange: onSelect,
        selectionTrigger: "cell" as const,
        allRecordsSelectionCheckboxProps: { "aria-label": t("select_all") },
        getRecordSelectionCheckboxProps: (row: T) => ({
          "aria-label": t("select_row", { name: rowName?.(row) ?? row.id }),
        }),
      }
    : {};
  return (
    <div className={styles.frame} aria-busy={more.isFetching}>
      <Table<T>
        className={styles.table}
        height="100%"
        records={[...rows]}
        idAccessor="id"
        columns={columns}
        sortStatus={{ columnAccessor: view.sort.by, direction: view.sort.order }}
        onSortStatusChange={({ columnAccessor, direction }) =>
          view.setSort({ by: String(columnAccessor), order: direction })
        }
        highlightOnHover
        verticalSpacing={7}
        horizontalSpacing="sm"
        fz="sm"
        {...(onRow ? { onRowClick: ({ record }: { record: T }) => onRow(record) } : {})}
        {...selecting}
        rowClassName={(row) => (row.id === openRow ? styles.open : undefined)}
        onScrollToBottom={next}
      />
      <div className={styles.foot}>
        {more.hasNextPage ? (
          <Button variant="subtle" size="compact-sm" loading={more.isFetchingNextPage} onClick={next}>
            {t("load_more")}
          </Button>
        ) : (
          <span className="quiet">{t("loaded_all")}</span>
        )}
      </div>
    </div>
  );
}
