// A page with a table: title, count and actions, filters, the table, and the details of the open row beside it. Each page provides its
// columns, filters and details.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { count } from "../format.ts";
import { Icon } from "../Icon.tsx";
import { Page } from "../Page.tsx";
import { ColumnChooser } from "./ColumnChooser.tsx";
import { DataTable, type TableProps, type TableRow } from "./DataTable.tsx";
import styles from "./table.module.css";

type Props<T extends TableRow> = Omit<TableProps<T>, "end"> & {
  title: string;
  /** After the title: the number of rows. */
  note?: ReactNode;
  tabs?: ReactNode;
  /** Buttons before and after the choice of columns. */
  firstActions?: ReactNode;
  actions?: ReactNode;
  /** A sentence about the page, at the top. */
  intro?: ReactNode;
  filters: ReactNode;
  /** Between filters and table: drill-down by date, actions for selected rows. */
  above?: ReactNode;
  /** When too many rows match to sort them all: how many of the newest were sorted. */
  sortedNewest?: number | null | undefined;
  /** The panel with the details of the open row. */
  detail?: ReactNode;
  /** Below the table; also dialogs. */
  children?: ReactNode;
};

export function TablePage<T extends TableRow>(props: Props<T>) {
  const { title, note, tabs, firstActions, actions, intro, filters, above, sortedNewest, detail, children, ...table } =
    props;
  const { t } = useTranslation("table");
  return (
    <Page
      title={title}
      note={note}
      tabs={tabs}
      actions={
        <>
          {firstActions}
          <span className={styles.chooser}>
            <ColumnChooser view={table.view} />
          </span>
          {actions}
        </>
      }
      wide
      fill
    >
      {intro}
      <div className={styles.split}>
        <div className={styles.main}>
          {filters}
          {sortedNewest && !table.list.isPlaceholderData ? (
            <p className={styles.sorted}>
              <Icon name="info" size={15} />
              {t("sorted_newest", { n: count(sortedNewest) })}
            </p>
          ) : null}
          {above}
          <DataTable<T> {...table} end={sortedNewest ? t("sorted_newest_end") : undefined} />
        </div>
        {detail}
      </div>
      {children}
    </Page>
  );
}
