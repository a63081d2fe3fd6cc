// The choice of a table's columns.
import { Button, Checkbox, Popover } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Icon } from "../Icon.tsx";
import styles from "./table.module.css";
import type { View } from "./view.ts";

/** A button that opens the list of columns; for the page's actions. */
export function ColumnChooser<T>({ view }: { view: View<T> }) {
  const { t } = useTranslation("table");
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Icon name="columns" size={16} />}>
          {t("columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.columns}>
        {view.columns
          .filter((column) => !column.fixed)
          .map((column) => (
            <Checkbox
              key={column.accessor}
              size="xs"
              label={column.title}
              checked={view.isShown(column)}
              onChange={(event) => view.show(column.accessor, event.currentTarget.checked)}
            />
          ))}
        <Button variant="subtle" size="compact-xs" onClick={view.reset}>
          {t("columns_reset")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
