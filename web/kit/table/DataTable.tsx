// A table with sorting, a choice of columns, selectable rows and infinite scrolling. Loaded only by pages with tables.
import { ActionIcon, Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { DataTable as Table } from "mantine-datatable";
import "mantine-datatable/styles.css";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../Icon.tsx";
import { Failed, Loading } from "../states.tsx";
import type { Selection } from "./selection.ts";
import styles from "./table.module.css";
import { narrow, type View } from "./view.ts";

/** The query that loads the rows, all at once or page by page. */
export type RowsQuery = {
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  isPlaceholderData: boolean;
  refetch(): unknown;
  isFetchingNextPage?: boolean;
  hasNextPage?: boolean;
  fetchNextPage?(): unknown;
};

export type TableRow = { id: number | string };

export type TableProps<T extends TableRow> = {
  view: View<T>;
  rows: readonly T[];
  /** The table shows its loading state and errors, and loads the next page when the end is reached. */
  list: RowsQuery;
  /** The search hit its time limit; text that says how far back it looked. A button continues it. */
  searchedTo?: string | undefined;
  /** The text below the last row when there are no more. */
  end?: string | undefined;
  /** Shown instead of the table when there are no rows. */
  empty: ReactNode;
  onRow?(row: T): void;
  /** The row whose details are open beside the table. */
  openRow?: T["id"] | null;
  /** Makes rows selectable. */
  selection?: Selection<T> | undefined;
  /** A row's content on phones, in place of all columns. */
  brief?(row: T): ReactNode;
  /** The label of a row's checkbox for screen readers. */
  rowName?(row: T): string;
};

/** Takes the height that it is given and scrolls by itself. */
export function DataTable<T extends TableRow>(props: TableProps<T>) {
  const { view, rows, list, searchedTo, empty, onRow, openRow, brief } = props;
  const isPhone = useMediaQuery(narrow, undefined, { getInitialValueInEffect: false });
  const selection = useSelectionProps(props);
  if (list.error && rows.length === 0) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending) return <Loading />;
  if (rows.length === 0) return empty;
  const isBrief = isPhone && brief !== undefined;
  const isSortable = view.columns.some((column) => column.sortable);
  const loadNext = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage?.();
  };
  return (
    <div className={styles.frame} aria-busy={list.isFetching}>
      <Table<T>
        className={isBrief ? `${styles.table} ${styles.brief}` : styles.table}
        height="100%"
        records={[...rows]}
        idAccessor="id"
        columns={
          isBrief
            ? [{ accessor: "brief", title: <SortPicker view={view} />, render: brief, sortable: false }]
            : columnsOf(view)
        }
        noHeader={isBrief && !isSortable && !selection}
        sortStatus={{ columnAccessor: view.sort.by, direction: view.sort.order }}
        onSortStatusChange={({ columnAccessor, direction }) =>
          view.setSort({ by: String(columnAccessor), order: direction })
        }
        highlightOnHover
        verticalSpacing={7}
        horizontalSpacing="sm"
        fz="sm"
        {...(onRow ? { onRowClick: ({ record }: { record: T }) => onRow(record) } : {})}
        {...selection}
        rowClassName={(row) => (row.id === openRow ? styles.open : undefined)}
        {...(searchedTo === undefined ? { onScrollToBottom: loadNext } : {})}
        // Replaces the table's own text for no rows, which screen readers would read out even with rows.
        emptyState={<span />}
      />
      <Foot {...props} loadNext={loadNext} />
    </div>
  );
}

/** The visible columns, in the table's format. */
const columnsOf = <T extends TableRow>(view: View<T>) =>
  view.columns
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

/** The table's props for selecting rows; null when rows cannot be selected. */
function useSelectionProps<T extends TableRow>({ selection, rowName }: TableProps<T>) {
  const { t } = useTranslation("table");
  if (!selection) return null;
  return {
    selectedRecords: [...selection.rows],
    onSelectedRecordsChange: (rows: T[]) => selection.select(rows),
    selectionTrigger: "cell" as const,
    allRecordsSelectionCheckboxProps: { "aria-label": t("select_all") },
    getRecordSelectionCheckboxProps: (row: T) => ({
      "aria-label": t("select_row", { name: rowName?.(row) ?? row.id }),
    }),
  };
}

type FootProps = Pick<TableProps<TableRow>, "list" | "searchedTo" | "end"> & { loadNext(): void };

/** Below the rows: a button for more of them, or the text that these are all. */
function Foot({ list, searchedTo, end, loadNext }: FootProps) {
  const { t } = useTranslation(["table", "kit"]);
  return (
    <div className={styles.foot}>
      {list.hasNextPage ? (
        <>
          {searchedTo === undefined ? null : <span className="quiet">{searchedTo}</span>}
          <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage ?? false} onClick={loadNext}>
            {t(searchedTo === undefined ? "kit:load_more" : "search_further")}
          </Button>
        </>
      ) : (
        <span className="quiet">{end ?? t("loaded_all")}</span>
      )}
    </div>
  );
}

/** The choice of the sort order, where there are no column headings to click. */
function SortPicker<T>({ view }: { view: View<T> }) {
  const { t } = useTranslation("table");
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
