// The overview: today's figures, trends over some days, and the health of message delivery.
import { SegmentedControl, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { fetched } from "../../kit/fetched.ts";
import { time } from "../../kit/format.ts";
import { Page } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { Loading, Shown } from "../../kit/states.tsx";
import { Attention, Delivery } from "./Delivery.tsx";
import styles from "./overview.module.css";
import { Today } from "./Today.tsx";

const Costs = lazy(() => fetched(() => import("./Costs.tsx")));
const Trends = lazy(() => fetched(() => import("./Trends.tsx")));

const ranges = ["7", "30", "90"] as const;

export default function OverviewPage() {
  const { t } = useTranslation("overview");
  const [address, change] = useAddress();
  const days = ranges.find((range) => range === address.days) ?? "30";
  const tables = address.as === "table";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const overview = useQuery(read("/api/overview", { query: { days: Number(days), time_zone: zone } }));
  return (
    <Page title={t("title")} note={overview.data ? t("as_of", { at: time(overview.data.at, "clock") }) : null} wide>
      <Attention />
      <Shown of={overview}>
        {(data) => (
          <>
            <section className={styles.section} aria-labelledby="today">
              <h2 id="today">{t("today")}</h2>
              <Today of={data.today} at={data.at} />
            </section>
            <section className={styles.section} aria-labelledby="trends">
              <div className={styles.sectionHead}>
                <h2 id="trends">{t("trends")}</h2>
                <SegmentedControl
                  size="xs"
                  aria-label={t("range")}
                  value={days}
                  onChange={(next) => change({ days: next === "30" ? undefined : next })}
                  data={ranges.map((value) => ({ value, label: t("range_n", { days: value }) }))}
                />
                <Switch
                  size="xs"
                  label={t("as_table")}
                  checked={tables}
                  onChange={(event) => change({ as: event.currentTarget.checked ? "table" : undefined })}
                />
              </div>
              <Suspense fallback={<Loading />}>
                <Trends days={data.days} failures={data.failures} tables={tables} />
              </Suspense>
            </section>
          </>
        )}
      </Shown>
      <section className={styles.section} aria-labelledby="costs">
        <h2 id="costs">{t("costs")}</h2>
        <Suspense fallback={<Loading />}>
          <Costs days={Number(days)} />
        </Suspense>
      </section>
      <section className={styles.section} aria-labelledby="delivery">
        <h2 id="delivery">{t("delivery")}</h2>
        <Delivery />
      </section>
    </Page>
  );
}
