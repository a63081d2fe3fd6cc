// The spans of hours of each day of the week, as they are typed.
import { ActionIcon, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { weekdays } from "../../api/lists.ts";
import { Icon } from "../../kit/Icon.tsx";
import { type Day, type Hours, newSpan } from "./hours.ts";
import styles from "./numbers.module.css";

type Props = {
  week: Hours["week"];
  /** How many spans a day may have. */
  most: number;
  onChange(week: Hours["week"]): void;
};

export function Week(props: Props) {
  return (
    <div className={styles.week}>
      {weekdays.map((day) => (
        <DayRow key={day} day={day} {...props} />
      ))}
    </div>
  );
}

function DayRow({ day, week, most, onChange }: Props & { day: Day }) {
  const { t } = useTranslation("numbers");
  const own = week.flatMap((span, n) => (span.day === day ? [{ span, n }] : []));
  const change = (n: number, some: Partial<Hours["week"][number]>) =>
    onChange(week.map((span, at) => (at === n ? { ...span, ...some } : span)));
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
              onClick={() => onChange(week.filter((_, at) => at !== n))}
            />
          </div>
        ))}
        {own.length < most ? (
          <ActionIcon
            variant="subtle"
            aria-label={t("span_add", { day: name })}
            onClick={() => onChange([...week, newSpan(day, own.length)])}
          >
            <Icon name="plus" size={16} />
          </ActionIcon>
        ) : null}
      </div>
    </div>
  );
}

export function Clock({ label, value, onChange }: { label: string; value: string; onChange(clock: string): void }) {
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

export function Remove({ label, onClick }: { label: string; onClick(): void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      <Icon name="close" size={16} />
    </ActionIcon>
  );
}
