// The selected rows of a table and the actions for them.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./bulk.module.css";
import type { Selection } from "./selection.ts";

type Props = {
  selection: Selection<unknown>;
  /** How many rows match the filters, as a number and as text. */
  matching: number;
  total: string;
  /** Text with the number of rows that were selected one by one. */
  selected: ReactNode;
  /** The buttons of the actions. */
  children: ReactNode;
};

/** Shown above the table while rows are selected. */
export function BulkBar({ selection, matching, total, selected, children }: Props) {
  const { t } = useTranslation("table");
  const { rows, isEverything, selectEverything, clear } = selection;
  const button = (label: string, onClick: () => void) => (
    <Button variant="subtle" size="compact-sm" onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <section className={styles.bulk} aria-live="polite">
      <strong>{isEverything ? t("selected_all", { total }) : selected}</strong>
      {isEverything ? button(t("selected_rows_only"), () => selectEverything(false)) : null}
      {!isEverything && matching > rows.length
        ? button(t("select_all_matching", { total }), () => selectEverything(true))
        : null}
      <div className={styles.actions}>
        {children}
        {button(t("selection_clear"), clear)}
      </div>
    </section>
  );
}
