// Drivers: found by their name or number, with balances; one is opened as a page of its own.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { pages } from "../../../api/query.ts";
import { WordsFilter } from "../../../kit/Filter.tsx";
import { count } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page } from "../../../kit/Page.tsx";
import { useAddress } from "../../../kit/search.ts";
import { Empty } from "../../../kit/states.tsx";
import { ColumnChooser } from "../../../kit/table/ColumnChooser.tsx";
import { DataTable } from "../../../kit/table/DataTable.tsx";
import { useTableView } from "../../../kit/table/view.ts";
import styles from "../parking.module.css";
import { ParkingTabs } from "../tabs.tsx";
import { Brief, type Row, useColumns } from "./columns.tsx";
import { DriverPage } from "./Driver.tsx";

export default function DriversPage() {
  const { accountId } = useParams({ strict: false }) as { accountId?: string };
  if (accountId !== undefined) return <DriverPage key={accountId} id={Number(accountId) || 0} />;
  return <DriversList />;
}

function DriversList() {
  const { t } = useTranslation(["parking", "kit"]);
  const navigate = useNavigate();
  const [address] = useAddress();
  const asked = address.q ?? "";
  const view = useTableView<Row>("drivers", useColumns(), { by: "created_at", order: "desc" });
  const list = useInfiniteQuery(
    pages("/api/accounts", { query: { limit: 60, ...(asked === "" ? {} : { q: asked }) } }),
  );
  const rows = list.data?.pages.flatMap((page) => page.accounts) ?? [];
  const total = list.data?.pages[0]?.count;
  return (
    <Page
      title={t("title")}
      note={total === undefined ? null : t("drivers_count", { count: total, total: count(total) })}
      tabs={<ParkingTabs />}
      wide
      fill
    >
      <div className={styles.main}>
        <search aria-label={t("driver_find")} className={styles.filters}>
          <WordsFilter
            name="q"
            aria-label={t("driver_find")}
            placeholder={t("driver_find")}
            leftSection={<Icon name="search" size={16} />}
            w={320}
            maw="100%"
          />
          <span className={styles.chooser}>
            <ColumnChooser view={view} />
          </span>
        </search>
        <DataTable<Row>
          view={view}
          rows={rows}
          more={list}
          onRow={({ id }) => void navigate({ to: "/parking/drivers/$accountId", params: { accountId: String(id) } })}
          brief={(row) => <Brief of={row} />}
          empty={
            <Empty
              icon="person"
              title={t(asked === "" ? "drivers_none" : "drivers_not_found")}
              text={t(asked === "" ? "drivers_none_text" : "drivers_not_found_text")}
            />
          }
        />
      </div>
    </Page>
  );
}
