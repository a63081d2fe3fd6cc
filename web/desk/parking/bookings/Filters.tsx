// The filters over the table of bookings; they are kept in the address.
import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../kit/Icon.tsx";
import { useAddress } from "../../../kit/search.ts";
import { lotsQuery } from "../data.ts";
import styles from "../parking.module.css";
import { filters, isFiltered } from "./query.ts";

const statuses = ["reserved", "active", "completed", "cancelled", "expired"] as const;

export function Filters() {
  const { t } = useTranslation("parking");
  const [address, change] = useAddress();
  const lots = useQuery(lotsQuery);
  const chosen = (address.status ?? "").split(",").filter((one) => (statuses as readonly string[]).includes(one));
  return (
    <search className={styles.filters} aria-label={t("filters")}>
      <Typed name="q" label={t("filter_q")} width={230} icon />
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
      <Typed name="spot" label={t("filter_spot")} width={90} />
      <Day name="from" label={t("filter_from")} />
      <Day name="to" label={t("filter_to")} />
      {isFiltered(address) ? (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => change(Object.fromEntries(filters.map((name) => [name, undefined])))}
        >
          {t("filters_clear")}
        </Button>
      ) : null}
    </search>
  );
}

/** A filter that is typed: the table follows when one pauses. */
function Typed({ name, label, width, icon }: { name: string; label: string; width: number; icon?: boolean }) {
  const [address, change] = useAddress();
  const kept = address[name] ?? "";
  const [text, type] = useState(kept);
  useEffect(() => type(kept), [kept]);
  const later = useDebouncedCallback((value: string) => change({ [name]: value.trim() || undefined }), 300);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      w={width}
      leftSection={icon ? <Icon name="search" size={16} /> : null}
      value={text}
      onChange={(event) => {
        type(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}

function Day({ name, label }: { name: "from" | "to"; label: string }) {
  const { t } = useTranslation("parking");
  const [address, change] = useAddress();
  return (
    <TextInput
      type="date"
      aria-label={label}
      leftSection={<span className={styles.small}>{t(`filter_${name}_short`)}</span>}
      leftSectionWidth={50}
      w={186}
      value={address[name] ?? ""}
      onChange={(event) => change({ [name]: event.currentTarget.value || undefined })}
    />
  );
}
