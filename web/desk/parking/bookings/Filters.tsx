// The filters above the table of bookings, kept in the address.
import { MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { bookingStatuses } from "../../../api/lists.ts";
import { WordsFilter } from "../../../kit/Filter.tsx";
import { useAddress } from "../../../kit/search.ts";
import { FilterBar, PeriodDay } from "../../../kit/table/FilterBar.tsx";
import { lotsQuery } from "../data.ts";
import styles from "./bookings.module.css";
import { filters } from "./query.ts";

export function Filters() {
  const { t } = useTranslation(["parking", "table"]);
  const [address, change] = useAddress();
  const lots = useQuery(lotsQuery).data?.lots ?? [];
  const chosen = (address.status ?? "")
    .split(",")
    .filter((one) => (bookingStatuses as readonly string[]).includes(one));
  return (
    <FilterBar label={t("filter_q")} names={filters}>
      <MultiSelect
        className={styles.several}
        aria-label={t("filter_status")}
        placeholder={chosen.length === 0 ? t("filter_status") : undefined}
        data={bookingStatuses.map((value) => ({ value, label: t(`status_${value}`) }))}
        value={chosen}
        onChange={(next) => change({ status: next.join(",") || undefined })}
        clearButtonProps={{ "aria-label": `${t("table:filters_clear")}: ${t("filter_status")}` }}
      />
      {lots.length > 1 ? (
        <Select
          className={styles.lot}
          aria-label={t("filter_lot")}
          placeholder={t("filter_lot")}
          data={lots.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={address.lot ?? null}
          clearable
          clearButtonProps={{ "aria-label": `${t("table:filters_clear")}: ${t("filter_lot")}` }}
          onChange={(lot) => change({ lot: lot ?? undefined })}
        />
      ) : null}
      <WordsFilter
        name="spot"
        className={styles.spot}
        aria-label={t("filter_spot")}
        placeholder={t("filter_spot")}
        maxLength={100}
      />
      <PeriodDay name="from" label={t("filter_from")} />
      <PeriodDay name="to" label={t("filter_to")} />
    </FilterBar>
  );
}
