// A table with sorting, chosen columns, rows to select, and more rows as one scrolls. A chunk of its own: pages with tables only.
import { ActionIcon, Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { DataTable as Table } from "mantine-datatable";
import "mantine-datatable/styles.css";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../Icon.tsx";
import { Failed, Loading } from "../states.tsx";
import styles from "./table.module.css";
import { narrow, type View } from "./view.ts";

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
  /** The search took too long and has looked only so far, as words to be read: it goes on when it is asked to. */
  searchedTo?: string | undefined;
  /** What stands below the last row when there are no more. */
  end?: string | undefined;
  /** Shown instead of the table when there are no rows. */
  empty: ReactNode;
  onRow?(row: T): void;
  /** The row that is open beside the table. */
  openRow?: T["id"] | null;
  selected?: readonly T[];
  onSelect?(rows: T[]): void;
  /** A row on phones, where there is no room for columns: it stands for all of them. */
  brief?(row: T): ReactNode;
  /** What a screen reader calls a row's tick box. */
  rowName?(row: T): string;
};

/** Fills the height that it is given and scrolls by itself. */
export function DataTable<T extends { id: number | string }>(given: Given<T>) {
  const { view, rows, more, empty, onRow, openRow, selected, onSelect, rowName, brief } = given;
  const { t } = useTranslation("kit");
  const slim = useMediaQuery(narrow, undefined, { getInitialValueInEffect: false }) && brief;
  if (more.error && rows.length === 0) return <Failed error={more.error} retry={() => void more.refetch()} />;
  if (more.isPending) return <Loading />;
  if (rows.length === 0) return empty;
  const next = () => {
    if (more.hasNextPage && !more.isFetchingNextPage) void more.fetchNextPage();
  };
  const isSortable = view.columns.some((column) => column.sortable);
  const single = {
    accessor: "brief",
    title: <SortPicker view={view} />,
    render: brief,
    sortable: false,
  };
  const several = view.columns
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
        className={slim ? `${styles.table} ${styles.brief}` : styles.table}
        height="100%"
        records={[...rows]}
        idAccessor="id"
        columns={slim ? [single] : several}
        noHeader={Boolean(slim) && !isSortable && !onSelect}
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
        {...(given.searchedTo === undefined ? { onScrollToBottom: next } : {})}
        // There are rows: its own words for none would still be read out.
        emptyState={<span />}
      />
      <div className={styles.foot}>
        {more.hasNextPage ? (
          <>
            {given.searchedTo === undefined ? null : <span className="quiet">{given.searchedTo}</span>}
            <Button variant="subtle" size="compact-sm" loading={more.isFetchingNextPage} onClick={next}>
              {t(given.searchedTo === undefined ? "load_more" : "search_further")}
            </Button>
          </>
        ) : (
          <span className="quiet">{given.end ?? t("loaded_all")}</span>
        )}
      </div>
    </div>
  );
}

/** By what the rows are sorted, where there are no columns to press. */
function SortPicker<T>({ view }: { view: View<T> }) {
  const { t } = useTranslation("kit");
  const id = useId();
  const { by, order } = view.sort;
  return (
    <span className={styles.sort}>
      <label htmlFor={id}>{t("sort_by")}</label>
      <select id={id} value={by} onChange={(event) => view.setSort({ by: event.currentTarget.value, order })}>
        {view.columns
          .filter((column) => column.sortable)
          .map(({ accessor, title }) => (
            <option key={accessor} value={accessor}>
              {title}
            </option>
          ))}
      </select>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t(`sort_${order}`)}
        onClick={() => view.setSort({ by, order: order === "asc" ? "desc" : "asc" })}
      >
        <Icon name={order === "asc" ? "up" : "down"} size={16} />
      </ActionIcon>
    </span>
  );
}
