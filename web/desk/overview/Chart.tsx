// One trend as a chart, with the table behind it.
import { AreaChart, BarChart, LineChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Brought } from "../../api/query.ts";
import { time } from "../../kit/format.ts";
import styles from "./overview.module.css";

export type Day = Brought<"/api/overview">["days"][number];
type Series = { name: string; label: string; color: "a" | "b"; of(day: Day): number | null };

type Props = {
  title: string;
  note?: ReactNode;
  shape: "line" | "bar" | "area";
  days: Day[];
  series: Series[];
  /** What stands beside each series' name. */
  totals?: Record<string, string>;
  tables: boolean;
  say(value: number): string;
  /** The same at the scale, where there is less room. */
  mark?(value: number): string;
  /** Where the scale ends. */
  max?: number;
  /** What the scale marks; the chart decides when left out. */
  marks?: number[];
};

export function Chart(props: Props) {
  const { title, note, days, series, totals, tables, say } = props;
  return (
    <section className={styles.card}>
      <header>
        <h3>{title}</h3>
        {series.length > 1 ? (
          <ul className={styles.legend}>
            {series.map(({ name, label, color }) => (
              <li key={name}>
                <span className={styles.dot} data-series={color} aria-hidden="true" />
                {label} <strong className="number">{totals?.[name]}</strong>
              </li>
            ))}
          </ul>
        ) : (
          <span className={styles.small}>{note}</span>
        )}
      </header>
      {tables ? null : (
        <div aria-hidden="true" inert>
          <Graph {...props} />
        </div>
      )}
      <Behind title={title} days={days} series={series} say={say} seen={tables} />
    </section>
  );
}

function Graph({ shape, days, series, say, mark, max, marks }: Props) {
  const { t } = useTranslation("overview");
  const still = { isAnimationActive: false };
  const dayName = useDayNames(days);
  const common = {
    h: 190,
    data: days.map((day) => ({
      day: dayName(day),
      ...Object.fromEntries(
        series.map(({ name, of }) => [name, shape !== "bar" && isUnfinished(day, days) ? null : of(day)]),
      ),
    })),
    dataKey: "day",
    series: series.map(({ name, label, color }) => ({ name, label, color: `var(--series-${color})` })),
    valueFormatter: say,
    gridAxis: "x" as const,
    tickLine: "none" as const,
    xAxisProps: {
      ticks: marked(days).map(dayName),
      interval: 0,
      // Room for the words at both ends.
      padding: { left: 16, right: 16 },
      tickFormatter: (name: string) => (name === t("today_so_far") ? t("today_short") : name),
    },
    yAxisProps: {
      width: 58,
      // Every mark at its line.
      interval: 0,
      allowDecimals: max !== undefined,
      tickFormatter: mark ?? say,
      ...(max ? { domain: [0, max] } : {}),
      ...(marks ? { ticks: marks, domain: [0, marks.at(-1)!] } : {}),
    },
  };
  if (shape === "bar") return <BarChart {...common} maxBarWidth={26} barProps={still} />;
  if (shape === "line")
    return <LineChart {...common} withDots={days.length <= 7} curveType="monotone" connectNulls lineProps={still} />;
  return (
    <AreaChart
      {...common}
      withDots={false}
      curveType="monotone"
      connectNulls={false}
      fillOpacity={0.18}
      areaProps={still}
    />
  );
}

/** What days are called. The last one is not over, so that it says little beside the others. */
function useDayNames(days: readonly Day[]): (day: Day) => string {
  const { t } = useTranslation("overview");
  // Noon, so that the day is the same wherever it is read.
  return (day) => (day === days.at(-1) ? t("today_so_far") : time(`${day.date}T12:00:00`, "day"));
}

/** Whether a day is not over: a line down to what it has so far would say that everything ended. */
const isUnfinished = (day: Day, days: readonly Day[]): boolean => days.length > 1 && day === days.at(-1);

/** The days that the scale names: in even steps back from today, as few as phones have room for. */
function marked(days: readonly Day[]): readonly Day[] {
  const step = days.length <= 7 ? 2 : days.length <= 30 ? 7 : 21;
  return days.filter((_, n) => (days.length - 1 - n) % step === 0);
}

/** The same as a table, for who listens, or prefers numbers. */
function Behind({
  title,
  days,
  series,
  say,
  seen,
}: Pick<Props, "title" | "days" | "series" | "say"> & { seen: boolean }) {
  const { t } = useTranslation("overview");
  const dayName = useDayNames(days);
  const table = (
    <table className={styles.table} aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{t("day")}</th>
          {series.map(({ name, label }) => (
            <th key={name} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr key={day.date}>
            <th scope="row">{dayName(day)}</th>
            {series.map(({ name, of }) => {
              const value = of(day);
              return <td key={name}>{value === null ? t("no_value") : say(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (!seen) return <div className="unseen">{table}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard.
    <section className={styles.scroll} tabIndex={0} aria-label={title}>
      {table}
    </section>
  );
}
