// The trends as charts, each with the table behind it. Fetched apart: charts are heavy.
import { AreaChart, BarChart, LineChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Brought } from "../../api/query.ts";
import { count, money, percent, scaleMoney, span, spanMarks, time } from "../../kit/format.ts";
import styles from "./overview.module.css";

type Overview = Brought<"/api/overview">;
type Day = Overview["days"][number];
type Series = { name: string; label: string; color: "a" | "b"; of(day: Day): number | null };

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

export default function Trends(given: { days: Day[]; failures: Overview["failures"]; tables: boolean }) {
  const { days, failures, tables } = given;
  const { t } = useTranslation("overview");
  const sum = (of: (day: Day) => number): number => days.reduce((all, day) => all + of(day), 0);
  const currencies = [...new Set(days.flatMap((day) => day.revenue.map(({ currency }) => currency)))].sort();
  const cents = (day: Day, currency: string): number =>
    day.revenue.find((one) => one.currency === currency)?.cents ?? 0;
  const possible = sum((day) => day.spot_minutes);
  return (
    <div className={styles.charts}>
      <Chart
        title={t("messages")}
        shape="line"
        days={days}
        tables={tables}
        say={count}
        series={[
          { name: "in", label: t("in"), color: "a", of: (day) => day.messages_in },
          { name: "out", label: t("out"), color: "b", of: (day) => day.messages_out },
        ]}
        totals={{ in: count(sum((day) => day.messages_in)), out: count(sum((day) => day.messages_out)) }}
      />
      <Chart
        title={t("first_response")}
        note={t("response_sum")}
        shape="line"
        days={days}
        tables={tables}
        say={span}
        marks={spanMarks(Math.max(0, ...days.slice(0, -1).map((day) => day.first_response_seconds ?? 0)))}
        series={[{ name: "value", label: t("first_response"), color: "a", of: (day) => day.first_response_seconds }]}
      />
      <Chart
        title={t("bookings")}
        note={t("total", { total: count(sum((day) => day.bookings)) })}
        shape="bar"
        days={days}
        tables={tables}
        say={count}
        series={[{ name: "value", label: t("bookings"), color: "a", of: (day) => day.bookings }]}
      />
      <Chart
        title={t("occupancy")}
        note={t("occupancy_sum", { share: percent(possible > 0 ? sum((day) => day.occupied_minutes) / possible : 0) })}
        shape="area"
        days={days}
        tables={tables}
        say={percent}
        max={1}
        series={[{ name: "value", label: t("occupancy"), color: "a", of: (day) => day.occupancy }]}
      />
      {currencies.map((currency) => (
        <Chart
          key={currency}
          title={currencies.length > 1 ? t("revenue_in", { currency }) : t("revenue")}
          note={t("total", {
            total: money(
              sum((day) => cents(day, currency)),
              currency,
            ),
          })}
          shape="bar"
          days={days}
          tables={tables}
          say={(value) => money(value, currency)}
          mark={(value) => scaleMoney(value, currency, Math.max(...days.map((day) => cents(day, currency))))}
          series={[{ name: "value", label: t("revenue"), color: "b", of: (day) => cents(day, currency) }]}
        />
      ))}
      <Failures of={failures} from={days[0]?.date} />
    </div>
  );
}

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

function Chart({ title, note, shape, days, series, totals, tables, say, mark, max, marks }: Props) {
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
          {shape === "bar" ? (
            <BarChart {...common} maxBarWidth={26} barProps={still} />
          ) : shape === "area" ? (
            <AreaChart
              {...common}
              withDots={false}
              curveType="monotone"
              connectNulls={false}
              fillOpacity={0.18}
              areaProps={still}
            />
          ) : (
            <LineChart {...common} withDots={days.length <= 7} curveType="monotone" connectNulls lineProps={still} />
          )}
        </div>
      )}
      <Behind title={title} days={days} series={series} say={say} seen={tables} />
    </section>
  );
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

/** Why messages failed: a table that is its own chart. */
function Failures({ of, from }: { of: Overview["failures"]; from: string | undefined }) {
  const { t } = useTranslation("overview");
  const highest = Math.max(1, ...of.map((one) => one.count));
  return (
    <section className={`${styles.card} ${styles.failures}`}>
      <header>
        <h3>{t("failures")}</h3>
        {of.length > 0 ? (
          <Link to="/messages" search={{ status: "failed", from }} className={styles.small}>
            {t("show_failed")}
          </Link>
        ) : null}
      </header>
      {of.length === 0 ? (
        <p className={styles.small}>{t("failures_none")}</p>
      ) : (
        <table className={styles.table} aria-label={t("failures")}>
          <thead>
            <tr>
              <th scope="col">{t("reason")}</th>
              <th scope="col">{t("number")}</th>
            </tr>
          </thead>
          <tbody>
            {of.map(({ reason, count: times }) => (
              <tr key={reason}>
                <th scope="row">
                  {reason}
                  <span className={styles.bar} style={{ width: `${(times / highest) * 100}%` }} aria-hidden="true" />
                </th>
                <td>{count(times)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
