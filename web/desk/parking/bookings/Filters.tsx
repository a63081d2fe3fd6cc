// The filters over the table of bookings; they are kept in the address.
import { ActionIcon, Button, MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DayFilter, WordsFilter } from "../../../kit/Filter.tsx";
import { Icon } from "../../../kit/Icon.tsx";
import { useAddress } from "../../../kit/search.ts";
import { lotsQuery } from "../data.ts";
import styles from "./bookings.module.css";
import { filters, isFiltered, statuses } from "./query.ts";

export function Filters() {
  const { t } = useTranslation("parking");
  const [address, change] = useAddress();
  const [unfolded, setUnfolded] = useState(false);
  const [cleared, setCleared] = useState(0);
  const lots = useQuery(lotsQuery);
  const chosen = (address.status ?? "").split(",").filter((one) => (statuses as readonly string[]).includes(one));
  const hidden = filters.filter((name) => name !== "q" && name !== "when" && address[name]).length;
  return (
    <search className={styles.filters} aria-label={t("filters")}>
      <WordsFilter
        key={`q ${cleared}`}
        name="q"
        className={styles.words}
        aria-label={t("filter_q")}
        placeholder={t("filter_q")}
        leftSection={<Icon name="search" size={16} />}
      />
      <Button
        className={styles.unfold}
        variant="default"
        leftSection={<Icon name="filter" size={16} />}
        aria-expanded={unfolded}
        onClick={() => setUnfolded(!unfolded)}
      >
        {hidden > 0 ? t("filters_n", { n: hidden }) : t("filters")}
      </Button>
      <div className={styles.folded} data-unfolded={unfolded}>
        <MultiSelect
          className={styles.several}
          aria-label={t("filter_status")}
          placeholder={chosen.length === 0 ? t("filter_status") : undefined}
          data={statuses.map((value) => ({ value, label: t(`status_${value}`) }))}
          value={chosen}
          onChange={(next) => change({ status: next.join(",") || undefined })}
          clearButtonProps={{ "aria-label": `${t("filters_clear")}: ${t("filter_status")}` }}
        />
        {(lots.data?.lots.length ?? 0) > 1 ? (
          <Select
            className={styles.lot}
            aria-label={t("filter_lot")}
            placeholder={t("filter_lot")}
            data={lots.data!.lots.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={address.lot ?? null}
            clearable
            clearButtonProps={{ "aria-label": `${t("filters_clear")}: ${t("filter_lot")}` }}
            onChange={(lot) => change({ lot: lot ?? undefined })}
          />
        ) : null}
        <WordsFilter
          key={`spot ${cleared}`}
          name="spot"
          className={styles.spot}
          aria-label={t("filter_spot")}
          placeholder={t("filter_spot")}
          maxLength={100}
        />
        <Day name="from" />
        <Day name="to" />
      </div>
      {isFiltered(address) ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("filters_clear")}
          title={t("filters_clear")}
          onClick={() => {
            setCleared(cleared + 1);
            change(Object.fromEntries(filters.map((name) => [name, undefined])));
          }}
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      ) : null}
    </search>
  );
}

/** A day; it takes away the stretch of time that was stepped into. */
function Day({ name }: { name: "from" | "to" }) {
  const { t } = useTranslation("parking");
  return (
    <DayFilter
      name={name}
      besides={{ when: undefined }}
      className={styles.day}
      aria-label={t(`filter_${name}`)}
      leftSection={<span className="quiet">{t(`filter_${name}_short`)}</span>}
      leftSectionWidth={50}
    />
  );
}
