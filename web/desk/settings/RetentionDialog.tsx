// Sets for how long a kind of data is kept, on all numbers and on single ones. Tells what would be deleted before it is saved.
import { NumberInput, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { count, phone, time } from "../../kit/format.ts";
import type { Kind } from "./retention-kind.ts";
import styles from "./settings.module.css";

const choices = ["as_all", "for_ever", "own"] as const;
type Choice = (typeof choices)[number];
type Own = { choice: Choice; days: number | null };
type Wanted = Pick<Kind, "days" | "numbers">;

const [least, most] = [7, 36_500];

export default function RetentionDialog({ of, close }: { of: Kind; close(): void }) {
  const { t } = useTranslation(["settings", "kit"]);
  const [days, setDays] = useState(of.days);
  const [own, setOwn] = useState<ReadonlyMap<number, Own>>(
    new Map(
      of.numbers.map((one) => [one.number_id, { choice: one.days === null ? "for_ever" : "own", days: one.days }]),
    ),
  );
  const wanted: Wanted = {
    days,
    numbers: [...own].flatMap(([number_id, { choice, days }]) =>
      choice === "as_all" ? [] : [{ number_id, days: choice === "own" ? days : null }],
    ),
  };
  const incomplete = [...own.values()].some(({ choice, days }) => choice === "own" && days === null);
  const found = usePreview(of.kind, wanted, !incomplete);
  const path = { kind: of.kind };
  const save = useAction(() => ok(api.PUT("/api/settings/retention/{kind}", { params: { path }, body: wanted })), {
    touches: ["/api/settings/retention"],
    done: t("saved"),
    quiet: true,
  });
  const goes = found?.some((one) => one.count > 0) ?? false;
  return (
    <FormDialog
      title={t("kept_title", { kind: of.title })}
      submit={t(goes ? "kept_save_and_delete" : "kit:save")}
      onSubmit={() => save.mutateAsync()}
      onClose={close}
      danger={goes}
      disabled={incomplete || found === null}
    >
      <p className={styles.text}>{of.description}</p>
      <Days label={t("kept_days_label")} hint={t("kept_days_hint")} value={days} onChange={setDays} focus />
      {of.by_number ? <Numbers of={own} set={(id, one) => setOwn(new Map(own).set(id, one))} /> : null}
      <Preview found={found} error={incomplete ? t("kept_own_missing") : null} />
    </FormDialog>
  );
}

/** What would be deleted; null while it is not known. */
function usePreview(kind: string, wanted: Wanted, enabled: boolean) {
  const now = JSON.stringify(wanted);
  const [body] = useDebouncedValue(now, 300);
  const preview = useQuery({
    queryKey: ["/api/settings/retention/{kind}/preview", kind, body],
    queryFn: () =>
      ok(
        api.POST("/api/settings/retention/{kind}/preview", {
          params: { path: { kind } },
          body: JSON.parse(body) as Wanted,
        }),
      ),
    enabled: enabled && body === now,
    staleTime: 0,
  });
  return enabled && body === now ? (preview.data?.found ?? null) : null;
}

function Preview({ found, error }: { found: ReturnType<typeof usePreview>; error: string | null }) {
  const { t } = useTranslation("settings");
  const going = (found ?? []).filter((one) => one.count > 0);
  return (
    <div className={styles.going} role="status">
      {error}
      {error === null && found === null ? t("kept_counting") : null}
      {found !== null && going.length === 0 ? t("kept_nothing") : null}
      {going.map((one) => (
        <p key={one.kind}>
          {t("kept_going", {
            kind: one.title,
            n: count(one.count),
            oldest: one.oldest ? time(one.oldest, "date") : "",
          })}
        </p>
      ))}
      {going.length > 0 ? <p>{t("kept_final")}</p> : null}
    </div>
  );
}

function Days(given: {
  label: string;
  hint?: string;
  value: number | null;
  onChange(next: number | null): void;
  focus?: true;
}) {
  const { t } = useTranslation("settings");
  return (
    <NumberInput
      label={given.label}
      description={given.hint}
      placeholder={t("kept_for_ever")}
      value={given.value ?? ""}
      onChange={(typed) => given.onChange(typed === "" ? null : Number(typed))}
      min={least}
      max={most}
      clampBehavior="blur"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      {...(given.focus ? { "data-autofocus": true } : {})}
    />
  );
}

/** A choice for each number, where there are several. */
function Numbers({ of, set }: { of: ReadonlyMap<number, Own>; set(id: number, own: Own): void }) {
  const { t } = useTranslation("settings");
  const numbers = useQuery(read("/api/numbers")).data?.numbers ?? [];
  if (numbers.length < 2 && of.size === 0) return null;
  return numbers.map(({ id, number, external_id }) => {
    const own = of.get(id) ?? { choice: "as_all", days: null };
    const name = phone(number) || external_id;
    return (
      <div key={id} className={styles.ofNumber}>
        <Select
          label={<bdi>{name}</bdi>}
          data={choices.map((value) => ({ value, label: t(`kept_${value}`) }))}
          value={own.choice}
          onChange={(choice) => set(id, { choice: choice as Choice, days: own.days })}
          allowDeselect={false}
        />
        {own.choice === "own" ? (
          <Days label={t("kept_days_label")} value={own.days} onChange={(days) => set(id, { choice: "own", days })} />
        ) : null}
      </div>
    );
  });
}
