// The table of bookings: sorted, filtered, stepped through by date, exported; a row opens its booking at the side, selected ones are cancelled.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { pages } from "../../../api/query.ts";
import { fetched } from "../../../kit/fetched.ts";
import { count, time } from "../../../kit/format.ts";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty } from "../../../kit/states.tsx";
import { ExportButton } from "../../../kit/table/ExportButton.tsx";
import { useSelection } from "../../../kit/table/selection.ts";
import { TablePage } from "../../../kit/table/TablePage.tsx";
import { useTableView } from "../../../kit/table/view.ts";
import { ParkingTabs } from "../tabs.tsx";
import { Bulk } from "./Bulk.tsx";
import { Brief, useColumns, whoOf } from "./columns.tsx";
import { Detail } from "./Detail.tsx";
import { Drill } from "./Drill.tsx";
import { Filters } from "./Filters.tsx";
import { isFiltered, queryOf, type Row, type TableQuery } from "./query.ts";

const ExportDialog = lazy(() => fetched(() => import("./ExportDialog.tsx")));

export default function BookingsPage() {
  const { t } = useTranslation("parking");
  const { bookingId } = useParams({ strict: false }) as { bookingId?: string };
  const [address] = useAddress();
  const can = useCan();
  const navigate = useNavigate();
  const view = useTableView<Row>("bookings", useColumns(), { by: "reserved_at", order: "desc" });
  const filter = queryOf(address);
  const query: TableQuery = {
    ...filter,
    sort: view.sort.by as NonNullable<TableQuery["sort"]>,
    order: view.sort.order,
  };
  const { list, rows, first, matching, total } = useBookings(query);
  const selection = useSelection(rows, filter);
  const open = bookingId && /^\d+$/.test(bookingId) ? Number(bookingId) : null;
  const show = (id: number | null) =>
    void navigate(
      id === null
        ? { to: "/parking/bookings", search: (before) => before }
        : { to: "/parking/bookings/$bookingId", params: { bookingId: String(id) }, search: (before) => before },
    );
  return (
    <TablePage<Row>
      title={t("title")}
      note={first ? t("bookings_count", { total, count: matching }) : null}
      actions={
        <ExportButton disabled={matching === 0}>
          {(close) => <ExportDialog query={query} total={total} onClose={close} />}
        </ExportButton>
      }
      tabs={<ParkingTabs />}
      filters={
        <>
          <Filters />
          <Drill />
        </>
      }
      sortedNewest={first?.sorted_newest}
      above={<Bulk selection={selection} matching={matching} total={total} filter={filter} />}
      view={view}
      rows={rows}
      list={list}
      onRow={(row) => show(row.id)}
      openRow={open}
      brief={(row) => <Brief of={row} />}
      selection={can("agent") ? selection : undefined}
      rowName={(row) => `${row.spot}, ${whoOf(row)}, ${time(row.reserved_at)}`}
      empty={<NoBookings isFiltered={isFiltered(address)} />}
      detail={open === null ? null : <Detail key={open} id={open} close={() => show(null)} />}
    />
  );
}

/** The bookings that match, as far as they are loaded, and how many there are, as a number and in words. */
function useBookings(query: TableQuery) {
  const { t } = useTranslation("table");
  const list = useInfiniteQuery(pages("/api/table/bookings", { query: { ...query, limit: 60 } }));
  const rows = list.data?.pages.flatMap((page) => page.bookings) ?? [];
  const first = list.data?.pages[0];
  const matching = first?.count ?? 0;
  const total = first?.count_is_capped ? t("count_capped", { count: matching }) : count(matching);
  return { list, rows, first, matching, total };
}

function NoBookings({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation("parking");
  return (
    <Empty
      icon="car"
      title={t(isFiltered ? "bookings_none_found" : "bookings_none")}
      text={t(isFiltered ? "bookings_none_found_text" : "bookings_none_text")}
    />
  );
}
