// The table of bookings: sorted, filtered, exported; a row opens its booking at the side.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { pages } from "../../../api/query.ts";
import { count, money, phone, time } from "../../../kit/format.ts";
import { Page } from "../../../kit/Page.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty } from "../../../kit/states.tsx";
import { ColumnChooser } from "../../../kit/table/ColumnChooser.tsx";
import { DataTable } from "../../../kit/table/DataTable.tsx";
import { type Column, useTableView } from "../../../kit/table/view.ts";
import styles from "../parking.module.css";
import { Status } from "../parts.tsx";
import { ParkingTabs } from "../tabs.tsx";
import { Detail } from "./Detail.tsx";
import { Export } from "./Export.tsx";
import { Filters } from "./Filters.tsx";
import { type Asked, isFiltered, queryOf, type Row } from "./query.ts";

export default function BookingsPage() {
  const { t } = useTranslation(["parking", "kit"]);
  const { bookingId } = useParams({ strict: false }) as { bookingId?: string };
  const [address] = useAddress();
  const can = useCan();
  const navigate = useNavigate();
  const view = useTableView<Row>("bookings", useColumns(), { by: "reserved_at", order: "desc" });
  const asked: Asked = {
    ...queryOf(address),
    sort: view.sort.by as NonNullable<Asked["sort"]>,
    order: view.sort.order,
  };
  const list = useInfiniteQuery(pages("/api/table/bookings", { query: { ...asked, limit: 60 } }));
  const first = list.data?.pages[0];
  const open = bookingId && /^\d+$/.test(bookingId) ? Number(bookingId) : null;
  const show = (id: number | null) =>
    void navigate(
      id === null
        ? { to: "/parking/bookings", search: (before) => before }
        : { to: "/parking/bookings/$bookingId", params: { bookingId: String(id) }, search: (before) => before },
    );
  const total = first
    ? first.count_is_capped
      ? t("kit:count_capped", { count: first.count })
      : count(first.count)
    : null;
  return (
    <Page
      title={t("title")}
      note={total === null ? null : t("bookings_count", { total, count: first?.count ?? 0 })}
      actions={
        <>
          <ColumnChooser view={view} />
          {can("agent") ? <Export asked={asked} count={first?.count ?? 0} /> : null}
        </>
      }
      tabs={<ParkingTabs />}
      wide
      fill
    >
      <div className={styles.split}>
        <div className={styles.main}>
          <Filters />
          <DataTable<Row>
            view={view}
            rows={list.data?.pages.flatMap((page) => page.bookings) ?? []}
            more={list}
            onRow={(row) => show(row.id)}
            openRow={open}
            empty={
              <Empty
                icon="car"
                title={t(isFiltered(address) ? "bookings_none_found" : "bookings_none")}
                text={t(isFiltered(address) ? "bookings_none_found_text" : "bookings_none_text")}
              />
            }
          />
        </div>
        {open === null ? null : <Detail key={open} id={open} close={() => show(null)} />}
      </div>
    </Page>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("parking");
  const at = (moment: string | null) => (moment ? time(moment) : "");
  return [
    {
      accessor: "id",
      title: t("col_id"),
      sortable: true,
      fixed: true,
      width: 82,
      render: ({ id }) => (
        <Link
          to="/parking/bookings/$bookingId"
          params={{ bookingId: String(id) }}
          search={(before: Record<string, string | undefined>) => before}
          onClick={(event) => event.stopPropagation()}
        >
          {id}
        </Link>
      ),
    },
    {
      accessor: "status",
      title: t("col_status"),
      sortable: true,
      width: 118,
      render: (row) => <Status of={row.status} />,
    },
    { accessor: "spot", title: t("col_spot"), sortable: true, width: 84, render: (row) => <strong>{row.spot}</strong> },
    { accessor: "lot", title: t("col_lot"), sortable: true, width: 150, ellipsis: true },
    {
      accessor: "name",
      title: t("col_name"),
      sortable: true,
      width: 160,
      ellipsis: true,
      render: (row) => <bdi>{row.name}</bdi>,
    },
    { accessor: "phone", title: t("col_phone"), sortable: true, width: 140, render: (row) => phone(row.phone) },
    {
      accessor: "reserved_at",
      title: t("col_reserved"),
      sortable: true,
      width: 200,
      render: (row) => at(row.reserved_at),
    },
    {
      accessor: "expires_at",
      title: t("col_expires"),
      sortable: true,
      hidden: true,
      width: 200,
      render: (row) => at(row.expires_at),
    },
    {
      accessor: "started_at",
      title: t("col_started"),
      sortable: true,
      width: 200,
      render: (row) => at(row.started_at),
    },
    { accessor: "ended_at", title: t("col_ended"), sortable: true, width: 200, render: (row) => at(row.ended_at) },
    {
      accessor: "closed_at",
      title: t("col_closed"),
      sortable: true,
      hidden: true,
      width: 200,
      render: (row) => at(row.closed_at),
    },
    {
      accessor: "amount_cents",
      title: t("col_amount"),
      sortable: true,
      width: 110,
      align: "right",
      render: (row) =>
        row.status === "active" || row.amount_cents !== null ? (
          <span className={row.amount_cents === null ? "quiet" : undefined}>
            {money(row.amount_cents ?? row.cost_so_far_cents, row.currency)}
          </span>
        ) : null,
    },
    { accessor: "username", title: t("col_username"), hidden: true, width: 190, ellipsis: true },
    { accessor: "created_by", title: t("col_created_by"), hidden: true, width: 130, ellipsis: true },
    { accessor: "ended_by", title: t("col_ended_by"), hidden: true, width: 130, ellipsis: true },
  ];
}
