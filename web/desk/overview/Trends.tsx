// The trends as charts, each with the table behind it. Fetched apart: charts are heavy.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Brought } from "../../api/query.ts";
import { count, money, percent, scaleMoney, span, spanMarks } from "../../kit/format.ts";
import { Chart, type Day } from "./Chart.tsx";
import styles from "./overview.module.css";

type Overview = Brought<"/api/overview">;
type ChartsProps = { days: Day[]; tables: boolean };

export default function Trends({ failures, ...props }: ChartsProps & { failures: Overview["failures"] }) {
  return (
    <div className={styles.charts}>
      <MessageCharts {...props} />
      <BookingCharts {...props} />
      <RevenueCharts {...props} />
      <Failures of={failures} from={props.days[0]?.date} />
    </div>
  );
}

const sum = (days: Day[], of: (day: Day) => number): number => days.reduce((all, day) => all + of(day), 0);

function MessageCharts({ days, tables }: ChartsProps) {
  const { t } = useTranslation("overview");
  return (
    <>
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
        totals={{ in: count(sum(days, (day) => day.messages_in)), out: count(sum(days, (day) => day.messages_out)) }}
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
    </>
  );
}

function BookingCharts({ days, tables }: ChartsProps) {
  const { t } = useTranslation("overview");
  const possible = sum(days, (day) => day.spot_minutes);
  const occupied = sum(days, (day) => day.occupied_minutes);
  return (
    <>
      <Chart
        title={t("bookings")}
        note={t("total", { total: count(sum(days, (day) => day.bookings)) })}
        shape="bar"
        days={days}
        tables={tables}
        say={count}
        series={[{ name: "value", label: t("bookings"), color: "a", of: (day) => day.bookings }]}
      />
      <Chart
        title={t("occupancy")}
        note={t("occupancy_sum", { share: percent(possible > 0 ? occupied / possible : 0) })}
        shape="area"
        days={days}
        tables={tables}
        say={percent}
        max={1}
        series={[{ name: "value", label: t("occupancy"), color: "a", of: (day) => day.occupancy }]}
      />
    </>
  );
}

/** What was earned, a chart for each currency. */
function RevenueCharts({ days, tables }: ChartsProps) {
  const { t } = useTranslation("overview");
  const currencies = [...new Set(days.flatMap((day) => day.revenue.map(({ currency }) => currency)))].sort();
  return currencies.map((currency) => {
    const cents = (day: Day): number => day.revenue.find((one) => one.currency === currency)?.cents ?? 0;
    return (
      <Chart
        key={currency}
        title={currencies.length > 1 ? t("revenue_in", { currency }) : t("revenue")}
        note={t("total", { total: money(sum(days, cents), currency) })}
        shape="bar"
        days={days}
        tables={tables}
        say={(value) => money(value, currency)}
        mark={(value) => scaleMoney(value, currency, Math.max(...days.map(cents)))}
        series={[{ name: "value", label: t("revenue"), color: "b", of: cents }]}
      />
    );
  });
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
