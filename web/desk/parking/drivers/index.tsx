// Drivers with their balances, searched by name or number; each has a page of their own.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { pages } from "../../../api/query.ts";
import { count } from "../../../kit/format.ts";
import { useAddress } from "../../../kit/search.ts";
import { Empty } from "../../../kit/states.tsx";
import { SearchBar } from "../../../kit/table/FilterBar.tsx";
import { TablePage } from "../../../kit/table/TablePage.tsx";
import { useTableView } from "../../../kit/table/view.ts";
import { ParkingTabs } from "../tabs.tsx";
import { Brief, type Row, useColumns } from "./columns.tsx";
import { DriverPage } from "./Driver.tsx";

export default function DriversPage() {
  const { accountId } = useParams({ strict: false }) as { accountId?: string };
  if (accountId !== undefined) return <DriverPage key={accountId} id={Number(accountId) || 0} />;
  return <DriversList />;
}

function DriversList() {
  const { t } = useTranslation("parking");
  const navigate = useNavigate();
  const [address] = useAddress();
  const q = address.q ?? "";
  const view = useTableView<Row>("drivers", useColumns(), { by: "created_at", order: "desc" });
  const list = useInfiniteQuery(pages("/api/accounts", { query: { limit: 60, ...(q === "" ? {} : { q }) } }));
  const rows = list.data?.pages.flatMap((page) => page.accounts) ?? [];
  const total = list.data?.pages[0]?.count;
  return (
    <TablePage<Row>
      title={t("title")}
      note={total === undefined ? null : t("drivers_count", { count: total, total: count(total) })}
      tabs={<ParkingTabs />}
      filters={<SearchBar label={t("driver_find")} />}
      view={view}
      rows={rows}
      list={list}
      onRow={({ id }) => void navigate({ to: "/parking/drivers/$accountId", params: { accountId: String(id) } })}
      brief={(row) => <Brief of={row} />}
      empty={
        <Empty
          icon="person"
          title={t(q === "" ? "drivers_none" : "drivers_not_found")}
          text={t(q === "" ? "drivers_none_text" : "drivers_not_found_text")}
        />
      }
    />
  );
}
