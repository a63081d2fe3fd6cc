// The filters above a table: a search field, and more filters that collapse in narrow windows. All are kept in the address.
import { ActionIcon, Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { DayFilter, WordsFilter } from "../Filter.tsx";
import { Icon } from "../Icon.tsx";
import { useAddress } from "../search.ts";
import styles from "./filters.module.css";

/** Only the search field. Its text is in the address as `q`. */
export function SearchBar({ label }: { label: string }) {
  return (
    <search className={styles.filters} aria-label={label}>
      <Words label={label} />
    </search>
  );
}

type Props = {
  /** The label of the search field. */
  label: string;
  /** The filters in the address, which the reset button removes; `when` is the period of the drill-down. */
  names: readonly string[];
  children: ReactNode;
};

export function FilterBar({ label, names, children }: Props) {
  const { t } = useTranslation("table");
  const [address, change] = useAddress();
  const [isUnfolded, setUnfolded] = useState(false);
  const [cleared, setCleared] = useState(0);
  const folded = names.filter((name) => name !== "q" && name !== "when" && address[name]).length;
  return (
    <search className={styles.filters} aria-label={t("filters")}>
      <Words key={`q ${cleared}`} label={label} />
      <Button
        className={styles.unfold}
        variant="default"
        leftSection={<Icon name="filter" size={16} />}
        aria-expanded={isUnfolded}
        onClick={() => setUnfolded(!isUnfolded)}
      >
        {folded > 0 ? t("filters_n", { n: folded }) : t("filters")}
      </Button>
      <div key={cleared} className={styles.folded} data-unfolded={isUnfolded}>
        {children}
      </div>
      {names.some((name) => address[name]) ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("filters_clear")}
          title={t("filters_clear")}
          onClick={() => {
            setCleared(cleared + 1);
            change(Object.fromEntries(names.map((name) => [name, undefined])));
          }}
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      ) : null}
    </search>
  );
}

const Words = ({ label }: { label: string }) => (
  <WordsFilter
    name="q"
    className={styles.words}
    aria-label={label}
    placeholder={label}
    leftSection={<Icon name="search" size={16} />}
  />
);

/** The first or last day of a date range. Changing it removes the period of the drill-down. */
export function PeriodDay({ name, label }: { name: "from" | "to"; label: string }) {
  const { t } = useTranslation("table");
  return (
    <DayFilter
      name={name}
      besides={{ when: undefined }}
      className={styles.day}
      aria-label={label}
      leftSection={<span className="quiet">{t(`filter_${name}_short`)}</span>}
      leftSectionWidth={50}
    />
  );
}
