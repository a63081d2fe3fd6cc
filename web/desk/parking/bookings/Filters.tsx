// The filters over the table of bookings; they are kept in the address.
import { Button, MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DayFilter, WordsFilter } from "../../../kit/Filter.tsx";
import { Icon } from "../../../kit/Icon.tsx";
import { useAddress } from "../../../kit/search.ts";
import { lotsQuery } from "../data.ts";
import styles from "../parking.module.css";
import { filters, isFiltered, statuses } from "./query.ts";

export function Filters() {
  const { t } = useTranslation("parking");
  const [address, change] = useAddress();
  const [cleared, setCleared] = useState(0);
  const lots = useQuery(lotsQuery);
  const chosen = (address.status ?? "").split(",").filter((one) => (statuses as readonly string[]).includes(one));
  return (
    <search className={styles.filters} aria-label={t("filters")}>
      <WordsFilter
        key={`q ${cleared}`}
        name="q"
        aria-label={t("filter_q")}
        placeholder={t("filter_q")}
        w={230}
        leftSection={<Icon name="search" size={16} />}
      />
      <MultiSelect
        aria-label={t("filter_status")}
        placeholder={chosen.length === 0 ? t("filter_status") : undefined}
        data={statuses.map((value) => ({ value, label: t(`status_${value}`) }))}
        value={chosen}
        onChange={(next) => change({ status: next.join(",") || undefined })}
        miw={170}
        maw={420}
        clearButtonProps={{ "aria-label": t("filters_clear") }}
      />
      {(lots.data?.lots.length ?? 0) > 1 ? (
        <Select
          aria-label={t("filter_lot")}
          placeholder={t("filter_lot")}
          data={lots.data!.lots.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={address.lot ?? null}
          clearable
          clearButtonProps={{ "aria-label": t("filters_clear") }}
          onChange={(lot) => change({ lot: lot ?? undefined })}
          w={170}
        />
      ) : null}
      <WordsFilter
        key={`spot ${cleared}`}
        name="spot"
        aria-label={t("filter_spot")}
        placeholder={t("filter_spot")}
        maxLength={100}
        w={90}
      />
      <Day name="from" label={t("filter_from")} />
      <Day name="to" label={t("filter_to")} />
      {isFiltered(address) ? (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            setCleared(cleared + 1);
            change(Object.fromEntries(filters.map((name) => [name, undefined])));
          }}
        >
          {t("filters_clear")}
        </Button>
      ) : null}
    </search>
  );
}

function Day({ name, label }: { name: "from" | "to"; label: string }) {
  const { t } = useTranslation("parking");
  return (
    <DayFilter
      name={name}
      aria-label={label}
      leftSection={<span className={styles.small}>{t(`filter_${name}_short`)}</span>}
      leftSectionWidth={50}
      w={186}
    />
  );
}
