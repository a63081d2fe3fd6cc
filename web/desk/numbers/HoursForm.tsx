// The hours in which a number takes calls: at most two spans for each day of the week, and days off.
import { ActionIcon, Autocomplete, Button, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { weekdays } from "../../api/lists.ts";
import { Icon } from "../../kit/Icon.tsx";
import { type Day, type Hours, MOST_HOLIDAYS, newSpan, SPANS_A_DAY } from "./hours.ts";
import styles from "./numbers.module.css";

const names = ["UTC", ...Intl.supportedValuesOf("timeZone")];
/** The time zones that can be chosen. */
export const zones: ReadonlySet<string> = new Set(names);

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
            data={names}
            limit={40}
            required
            value={value.time_zone}
            onChange={(time_zone) => onChange({ ...value, time_zone })}
          />
          <div className={styles.week}>
            {weekdays.map((day) => (
              <DayRow key={day} day={day} value={value} onChange={onChange} />
            ))}
          </div>
          <Holidays value={value} onChange={onChange} />
        </>
      ) : null}
    </>
  );
}

function DayRow({ day, value, onChange }: Props & { day: Day }) {
  const { t } = useTranslation("numbers");
  const own = value.week.flatMap((span, n) => (span.day === day ? [{ span, n }] : []));
  const setWeek = (week: Hours["week"]) => onChange({ ...value, week });
  const change = (n: number, some: Partial<Hours["week"][number]>) =>
    setWeek(value.week.map((span, at) => (at === n ? { ...span, ...some } : span)));
  const name = t(`day_${day}`);
  return (
    <div className={styles.day}>
      <span className={styles.dayName}>{name}</span>
      <div className={styles.spans}>
        {own.length === 0 ? <span className="quiet">{t("hours_closed")}</span> : null}
        {own.map(({ span, n }) => (
          <div key={n} className={styles.span}>
            <Clock
              label={t("span_opens", { day: name })}
              value={span.opens}
              onChange={(opens) => change(n, { opens })}
            />
            –
            <Clock
              label={t("span_closes", { day: name })}
              value={span.closes}
              onChange={(closes) => change(n, { closes })}
            />
            <Remove
              label={t("span_remove", { day: name, opens: span.opens, closes: span.closes })}
              onClick={() => setWeek(value.week.filter((_, at) => at !== n))}
            />
          </div>
        ))}
        {own.length < SPANS_A_DAY ? (
          <ActionIcon
            variant="subtle"
            aria-label={t("span_add", { day: name })}
            onClick={() => setWeek([...value.week, newSpan(day, own.length)])}
          >
            <Icon name="plus" size={16} />
          </ActionIcon>
        ) : null}
      </div>
    </div>
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

function Clock({ label, value, onChange }: { label: string; value: string; onChange(clock: string): void }) {
  return (
    <TextInput
      type="time"
      size="xs"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Remove({ label, onClick }: { label: string; onClick(): void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <Icon name="close" size={16} />
    </ActionIcon>
  );
}
