// The filters above the table of messages, kept in the address.
import { Button, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { directions, messageStatuses, messageTypes, providers } from "../../api/lists.ts";
import { read } from "../../api/query.ts";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useAddress } from "../../kit/search.ts";
import { FilterBar, PeriodDay } from "../../kit/table/FilterBar.tsx";
import styles from "./messages.module.css";
import { filters } from "./query.ts";

export function Filters() {
  const { t } = useTranslation("messages");
  const [address, change] = useAddress();
  return (
    <FilterBar label={t("filter_q")} names={filters}>
      <Several
        name="direction"
        label={t("filter_direction")}
        data={directions.map((value) => ({ value, label: t(`direction_${value}_long`) }))}
      />
      <Channels />
      <Several
        name="type"
        label={t("filter_type")}
        data={messageTypes.map((value) => ({ value, label: t(`type_${value}`) }))}
      />
      <Several
        name="status"
        label={t("filter_status")}
        data={messageStatuses.map((value) => ({ value, label: t(`status_${value}`) }))}
      />
      <Several name="came_by" label={t("filter_came_by")} data={[{ value: "ad", label: t("by_ad") }]} />
      <PeriodDay name="from" label={t("filter_from")} />
      <PeriodDay name="to" label={t("filter_to")} />
      {address.conversation ? (
        <Button
          variant="light"
          rightSection={<Icon name="close" size={14} />}
          onClick={() => change({ conversation: undefined })}
        >
          {t("filter_conversation")}
        </Button>
      ) : null}
    </FilterBar>
  );
}

type Choice = { value: string; label: string };

/** A filter with several values; an empty selection means all. */
function Several({ name, label, data }: { name: string; label: string; data: Choice[] }) {
  const { t } = useTranslation("table");
  const [address, change] = useAddress();
  const known = new Set(data.map(({ value }) => value));
  const chosen = (address[name] ?? "").split(",").filter((one) => known.has(one));
  return (
    <MultiSelect
      className={`${styles.several} ${chosen.length === 0 ? styles.unset : ""}`}
      aria-label={label}
      placeholder={chosen.length === 0 ? label : undefined}
      data={data}
      value={chosen}
      onChange={(next) => change({ [name]: next.join(",") || undefined })}
      clearable
      clearButtonProps={{ "aria-label": `${t("filters_clear")}: ${label}` }}
      comboboxProps={{ width: "max-content", position: "bottom-start", shadow: "md" }}
    />
  );
}

/** Providers, and their numbers where a provider has more than one. */
function Channels() {
  const { t } = useTranslation("messages");
  const health = useQuery({ ...read("/api/health/delivery"), staleTime: 60_000 });
  const all = health.data?.channels ?? [];
  const data = providers.flatMap((provider): Choice[] => {
    const own = all.filter((channel) => channel.provider === provider);
    const name = t(`provider_${provider}`);
    if (own.length < 2) return [{ value: provider, label: name }];
    return [
      { value: provider, label: t("all_of", { provider: name }) },
      ...own.map(({ id, number }) => ({ value: String(id), label: `${name} ${phone(number) || id}` })),
    ];
  });
  return <Several name="channel" label={t("filter_channel")} data={data} />;
}
