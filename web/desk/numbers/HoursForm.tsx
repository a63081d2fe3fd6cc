// The hours in which a number takes calls: at most two spans for each day of the week, and days off.
import { Autocomplete, Button, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Hours, MOST_HOLIDAYS, SPANS_A_DAY } from "./hours.ts";
import styles from "./numbers.module.css";
import { Remove, Week } from "./Week.tsx";

export const zoneNames = ["UTC", ...Intl.supportedValuesOf("timeZone")];
/** The time zones that can be chosen. */
export const zones: ReadonlySet<string> = new Set(zoneNames);

type Props = { value: Hours; onChange(hours: Hours): void };

export function HoursForm({ value, onChange }: Props) {
  const { t } = useTranslation("numbers");
  return (
    <>
      <Switch
        label={t("hours")}
        description={t("hours_hint")}
        checked={value.enabled}
        onChange={(event) => onChange({ ...value, enabled: event.currentTarget.checked })}
      />
      {value.enabled ? (
        <>
          <Autocomplete
            label={t("time_zone")}
            data={zoneNames}
            limit={40}
            required
            value={value.time_zone}
            onChange={(time_zone) => onChange({ ...value, time_zone })}
          />
          <Week week={value.week} most={SPANS_A_DAY} onChange={(week) => onChange({ ...value, week })} />
          <Holidays value={value} onChange={onChange} />
        </>
      ) : null}
    </>
  );
}

function Holidays({ value, onChange }: Props) {
  const { t } = useTranslation("numbers");
  const { holidays } = value;
  const setAll = (next: Hours["holidays"]) => onChange({ ...value, holidays: next });
  const change = (n: number, some: Partial<Hours["holidays"][number]>) =>
    setAll(holidays.map((one, at) => (at === n ? { ...one, ...some } : one)));
  return (
    <div className={styles.week}>
      <h3 className={styles.part}>{t("holidays")}</h3>
      {holidays.map(({ date, from, to }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day off is known by its place
        <div key={n} className={styles.holiday}>
          <TextInput
            type="date"
            label={t("holiday_date")}
            value={date}
            onChange={(event) => change(n, { date: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t("holiday_from")}
            value={from}
            onChange={(event) => change(n, { from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t("holiday_to")}
            value={to}
            onChange={(event) => change(n, { to: event.currentTarget.value })}
          />
          <Remove label={t("holiday_remove", { date })} onClick={() => setAll(holidays.filter((_, at) => at !== n))} />
        </div>
      ))}
      {holidays.length < MOST_HOLIDAYS ? (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setAll([...holidays, { date: "", from: "00:00", to: "23:59" }])}
          >
            {t("holiday_add")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
