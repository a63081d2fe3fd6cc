// Which entries of the audit log are shown. The filters live in the address.
import { Button, NumberInput, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { DayFilter } from "../../kit/Filter.tsx";
import { type Search, useAddress } from "../../kit/search.ts";
import styles from "./audit.module.css";

const subjects = [
  ...["account", "booking", "canned", "conversation", "device", "incident", "key"],
  ...["label", "lot", "messages", "bookings", "note", "person", "rule", "spot", "webhooks"],
] as const;

/** Midnight of a day in the viewer's zone, some days later; undefined for what is no day. */
function midnight(day: string | undefined, later: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "") ?? [];
  if (!year) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + later).toISOString();
}

/** What the server is asked for, from the address. The last day belongs to the range. */
export function queryOf({ actor, subject, id, from, to }: Search) {
  const number = /^\d{1,15}$/.test(id ?? "") && Number(id) > 0 ? Number(id) : undefined;
  const days = { from: midnight(from, 0), to: midnight(to, 1) };
  const [, kind, known] = /^(person|key):([1-9]\d{0,14})$/.exec(actor ?? "") ?? [];
  const who =
    kind === "person"
      ? { person_id: Number(known) }
      : kind === "key"
        ? { key_id: Number(known) }
        : { actor: actor || undefined };
  return { ...who, subject: subject || undefined, id: number, ...days };
}

export function Filters() {
  const { t } = useTranslation("audit");
  const [search, change] = useAddress();
  const actors = useActors(search.actor);
  const filtered = ["actor", "subject", "id", "from", "to"].some((name) => search[name]);
  return (
    <search className={styles.filters}>
      <Select
        label={t("actor")}
        placeholder={t("anybody")}
        data={actors}
        value={search.actor ?? null}
        onChange={(actor) => change({ actor: actor ?? undefined })}
        clearable
        searchable
      />
      <Select
        label={t("subject")}
        placeholder={t("anything")}
        data={subjects.map((one) => ({ value: one, label: t(`kind_${one}` as "kind_booking") }))}
        value={search.subject ?? null}
        onChange={(subject) => change({ subject: subject ?? undefined, ...(subject ? {} : { id: undefined }) })}
        clearable
      />
      {search.subject ? (
        <NumberInput
          label={t("id")}
          className={styles.number}
          value={search.id ?? ""}
          onChange={(id) => change({ id: id === "" ? undefined : String(id) })}
          hideControls
          allowDecimal={false}
          allowNegative={false}
        />
      ) : null}
      <DayFilter name="from" label={t("from")} />
      <DayFilter name="to" label={t("to")} />
      {filtered ? (
        <Button
          variant="subtle"
          onClick={() =>
            change({ actor: undefined, subject: undefined, id: undefined, from: undefined, to: undefined })
          }
        >
          {t("clear")}
        </Button>
      ) : null}
    </search>
  );
}

/** Everybody who may have done something, in groups. */
function useActors(chosen: string | undefined) {
  const { t } = useTranslation("audit");
  const people = useQuery(read("/api/people"));
  const keys = useQuery(read("/api/keys"));
  // By number: names change, and can be taken by somebody else.
  const names = (prefix: string, rows: readonly { id: number; name: string }[] | undefined) =>
    (rows ?? []).map(({ id, name }) => ({ value: `${prefix}:${id}`, label: name }));
  const actors: { group: string; items: { value: string; label: string }[] }[] = [
    { group: t("people"), items: names("person", people.data?.people) },
    { group: t("keys"), items: names("key", keys.data?.keys) },
    { group: t("machine"), items: [{ value: "cli", label: t("terminal") }] },
  ];
  // An actor who is not there any more, but stands in the address.
  const known = actors.some(({ items }) => items.some(({ value }) => value === chosen));
  if (chosen && !known) actors[2]!.items.push({ value: chosen, label: chosen });
  return actors;
}
