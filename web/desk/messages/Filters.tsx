// The filters over the table of messages; they are kept in the address.
import { ActionIcon, Button, MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { DayFilter, WordsFilter } from "../../kit/Filter.tsx";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useAddress } from "../../kit/search.ts";
import styles from "./messages.module.css";
import { filters, isFiltered, statuses, types } from "./query.ts";

export function Filters() {
  const { t } = useTranslation("messages");
  const [address, change] = useAddress();
  const [unfolded, setUnfolded] = useState(false);
  const [cleared, setCleared] = useState(0);
  const hidden = filters.filter((name) => name !== "q" && name !== "when" && address[name]).length;
  return (
    <search className={styles.filters} aria-label={t("filters")}>
      <WordsFilter
        key={cleared}
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
        <Several
          name="direction"
          label={t("filter_direction")}
          data={(["in", "out"] as const).map((value) => ({ value, label: t(`direction_${value}_long`) }))}
        />
        <Channels />
        <Several
          name="type"
          label={t("filter_type")}
          data={types.map((value) => ({ value, label: t(`type_${value}`) }))}
        />
        <Several
          name="status"
          label={t("filter_status")}
          data={statuses.map((value) => ({ value, label: t(`status_${value}`) }))}
        />
        <Day name="from" />
        <Day name="to" />
        {address.conversation ? (
          <Button
            variant="light"
            rightSection={<Icon name="close" size={14} />}
            onClick={() => change({ conversation: undefined })}
          >
            {t("filter_conversation")}
          </Button>
        ) : null}
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

type Choice = { value: string; label: string };

/** A filter with several values; none is all. */
function Several({ name, label, data }: { name: string; label: string; data: Choice[] }) {
  const { t } = useTranslation("messages");
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

/** Providers, and their numbers where there is more than one of a provider. */
function Channels() {
  const { t } = useTranslation("messages");
  const health = useQuery({ ...read("/api/health/delivery"), staleTime: 60_000 });
  const all = health.data?.channels ?? [];
  const data = (["meta", "twilio"] as const).flatMap((provider): Choice[] => {
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

/** A day; it takes away the stretch of time that was stepped into. */
function Day({ name }: { name: "from" | "to" }) {
  const { t } = useTranslation("messages");
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
