// A list in a rule's form to which parts are added: conditions, actions.
import { ActionIcon, Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import styles from "./rules.module.css";

type Props<Row> = {
  /** Of the select that adds one. */
  label: string;
  kinds: readonly { value: string; label: string }[];
  rows: readonly Row[];
  nameOf(row: Row): string;
  add(kind: string): void;
  onChange(rows: Row[]): void;
  children(row: Row, set: (row: Row) => void): ReactNode;
};

export function Rows<Row>({ label, kinds, rows, nameOf, add, onChange, children }: Props<Row>) {
  const { t } = useTranslation("rules");
  return (
    <>
      {rows.map((row, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
        <fieldset key={n} className={styles.part}>
          <legend>{nameOf(row)}</legend>
          <div className={styles.partFields}>
            {children(row, (next) => onChange(rows.map((one, at) => (at === n ? next : one))))}
          </div>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("remove_part", { name: nameOf(row) })}
            onClick={() => onChange(rows.filter((_, at) => at !== n))}
          >
            <Icon name="close" size={16} />
          </ActionIcon>
        </fieldset>
      ))}
      <Select
        label={label}
        placeholder={t("add_part")}
        data={kinds}
        value={null}
        onChange={(kind) => kind && add(kind)}
      />
    </>
  );
}
