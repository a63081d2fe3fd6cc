// The part of a number's card about its working hours, and the dialog to change them.
import { Autocomplete, Button, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useCan } from "../../kit/session.ts";
import { zoneNames } from "./HoursForm.tsx";
import { blankHours } from "./hours.ts";
import type { OwnNumber } from "./number.ts";
import styles from "./numbers.module.css";
import { Clock, Remove, Week } from "./Week.tsx";

type Hours = NonNullable<OwnNumber["hours"]>;

/** How many spans a day may have. */
const SPANS_A_DAY = 4;

export default function OpeningHours({ of, name }: { of: OwnNumber; name: string }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const [editing, edit] = useState(false);
  const { hours } = of;
  return (
    <section className={styles.calls} aria-label={t("opening_of", { number: name })}>
      <h3 className={styles.part}>{t("opening")}</h3>
      <p>{hours === null ? t("opening_always") : <Summary of={hours} />}</p>
      {can("admin") ? (
        <div className={styles.actions}>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => edit(true)}
            aria-label={`${t("calls_change")}: ${t("opening_of", { number: name })}`}
          >
            {t("calls_change")}
          </Button>
        </div>
      ) : null}
      {editing ? <OpeningForm of={of} name={name} onClose={() => edit(false)} /> : null}
    </section>
  );
}

function Summary({ of: { week, holidays, time_zone } }: { of: Hours }) {
  const { t } = useTranslation("numbers");
  const days = week.map(({ day, opens, closes }) => `${t(`day_${day}`)} ${opens}–${closes}`);
  const all = days.length === 0 ? t("hours_closed") : days.join(", ");
  return (
    <>
      {all} <span className="quiet">{t("opening_more", { zone: time_zone, count: holidays.length })}</span>
    </>
  );
}

function OpeningForm({ of, name, onClose }: { of: OwnNumber; name: string; onClose(): void }) {
  const { t } = useTranslation("numbers");
  const [has, setHas] = useState(of.hours !== null);
  const { time_zone, week } = blankHours();
  const [hours, setHours] = useState<Hours>(of.hours ?? { time_zone, week, holidays: [] });
  const set = (some: Partial<Hours>) => setHours((before) => ({ ...before, ...some }));
  const save = useAction(
    () =>
      ok(
        api.PUT("/api/numbers/{id}/hours", {
          params: { path: { id: of.id } },
          body: { hours: has ? hours : null },
        }),
      ),
    { touches: ["/api/numbers"], done: t("opening_saved"), quiet: true },
  );
  return (
    <FormDialog
      title={t("opening_of", { number: name })}
      submit={t("calls_save")}
      onSubmit={() => save.mutateAsync()}
      onClose={onClose}
      size="lg"
    >
      <Switch
        label={t("opening_has")}
        description={t("opening_hint")}
        checked={has}
        onChange={(event) => setHas(event.currentTarget.checked)}
      />
      {has ? (
        <>
          <Autocomplete
            label={t("time_zone")}
            data={zoneNames}
            limit={40}
            required
            value={hours.time_zone}
            onChange={(zone) => set({ time_zone: zone })}
          />
          <Week week={hours.week} most={SPANS_A_DAY} onChange={(next) => set({ week: next })} />
          <Holidays value={hours.holidays} onChange={(holidays) => set({ holidays })} />
        </>
      ) : null}
    </FormDialog>
  );
}

type HolidayList = Hours["holidays"];

function Holidays({ value, onChange }: { value: HolidayList; onChange(all: HolidayList): void }) {
  const { t } = useTranslation("numbers");
  const change = (n: number, some: Partial<HolidayList[number]>) =>
    onChange(value.map((one, at) => (at === n ? { ...one, ...some } : one)));
  return (
    <div className={styles.week}>
      <h3 className={styles.part}>{t("opening_holidays")}</h3>
      {value.map(({ date, name, spans }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a holiday is known by its place
        <div key={n} className={styles.holiday}>
          <TextInput
            type="date"
            label={t("holiday_date")}
            required
            value={date}
            onChange={(event) => change(n, { date: event.currentTarget.value })}
          />
          <TextInput
            label={t("opening_holiday_name")}
            required
            maxLength={80}
            value={name}
            onChange={(event) => change(n, { name: event.currentTarget.value })}
          />
          <Switch
            label={t("opening_holiday_open")}
            checked={spans.length > 0}
            onChange={(event) =>
              change(n, { spans: event.currentTarget.checked ? [{ opens: "10:00", closes: "14:00" }] : [] })
            }
          />
          <HolidaySpans date={date} spans={spans} onChange={(next) => change(n, { spans: next })} />
          <Remove label={t("holiday_remove", { date })} onClick={() => onChange(value.filter((_, at) => at !== n))} />
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange([...value, { date: "", name: "", spans: [] }])}
        >
          {t("opening_holiday_add")}
        </Button>
      </div>
    </div>
  );
}

type SpansProps = { date: string; spans: HolidayList[number]["spans"]; onChange(spans: SpansProps["spans"]): void };

function HolidaySpans({ date, spans, onChange }: SpansProps) {
  const { t } = useTranslation("numbers");
  return spans.map((span, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a span is known by its place
    <div key={at} className={styles.span}>
      <Clock
        label={t("span_opens", { day: date })}
        value={span.opens}
        onChange={(opens) => onChange(spans.with(at, { ...span, opens }))}
      />
      –
      <Clock
        label={t("span_closes", { day: date })}
        value={span.closes}
        onChange={(closes) => onChange(spans.with(at, { ...span, closes }))}
      />
    </div>
  ));
}
