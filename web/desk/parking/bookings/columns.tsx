// The columns of the table of bookings, and a row on a phone.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { brief, dayAndTime, money, phone, time } from "../../../kit/format.ts";
import type { Column } from "../../../kit/table/view.ts";
import { Status } from "../parts.tsx";
import styles from "./bookings.module.css";
import type { Row } from "./query.ts";

/** The driver of a booking, by name or number. */
export const whoOf = (row: Row): string => row.name || phone(row.phone) || row.username;

const at = (moment: string | null) => (moment ? dayAndTime(moment) : "");

/** All columns, by the names that the server sorts by where it can, with the keys of their titles. */
const columns = [
  {
    accessor: "id",
    title: "col_id",
    sortable: true,
    fixed: true,
    width: 76,
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
    title: "col_status",
    sortable: true,
    width: 118,
    render: (row) => <Status of={row.status} />,
  },
  { accessor: "spot", title: "col_spot", sortable: true, width: 84, render: (row) => <strong>{row.spot}</strong> },
  { accessor: "lot", title: "col_lot", sortable: true, width: 140, ellipsis: true },
  {
    accessor: "name",
    title: "col_name",
    sortable: true,
    width: 150,
    ellipsis: true,
    render: (row) => <bdi>{row.name}</bdi>,
  },
  { accessor: "phone", title: "col_phone", sortable: true, width: 146, render: (row) => phone(row.phone) },
  {
    accessor: "amount_cents",
    title: "col_amount",
    sortable: true,
    width: 110,
    align: "right",
    render: (row) => <Amount of={row} />,
  },
  {
    accessor: "reserved_at",
    title: "col_reserved",
    sortable: true,
    width: 140,
    render: (row) => at(row.reserved_at),
  },
  {
    accessor: "expires_at",
    title: "col_expires",
    sortable: true,
    hidden: true,
    width: 140,
    render: (row) => at(row.expires_at),
  },
  {
    accessor: "started_at",
    title: "col_started",
    sortable: true,
    width: 140,
    render: (row) => at(row.started_at),
  },
  { accessor: "ended_at", title: "col_ended", sortable: true, width: 140, render: (row) => at(row.ended_at) },
  {
    accessor: "closed_at",
    title: "col_closed",
    sortable: true,
    hidden: true,
    width: 140,
    render: (row) => at(row.closed_at),
  },
  { accessor: "username", title: "col_username", hidden: true, width: 190, ellipsis: true },
  { accessor: "created_by", title: "col_created_by", hidden: true, width: 130, ellipsis: true },
  { accessor: "ended_by", title: "col_ended_by", hidden: true, width: 130, ellipsis: true },
] as const satisfies readonly Column<Row>[];

export function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("parking");
  return columns.map((column) => ({ ...column, title: t(column.title) }));
}

/** What a stay cost, or has cost so far; nothing of one that never began. */
function Amount({ of }: { of: Row }) {
  if (of.status !== "active" && of.amount_cents === null) return null;
  return (
    <span className={of.amount_cents === null ? "quiet" : undefined}>
      {money(of.amount_cents ?? of.cost_so_far_cents, of.currency)}
    </span>
  );
}

/** A row on a phone: which spot and when, and below who and how far it has come. */
export function Brief({ of }: { of: Row }) {
  return (
    <div className={styles.brief}>
      <span>
        <strong>{of.spot}</strong> <span className="quiet">{of.lot}</span>
      </span>
      <Link
        to="/parking/bookings/$bookingId"
        params={{ bookingId: String(of.id) }}
        search={(before: Record<string, string | undefined>) => before}
        onClick={(event) => event.stopPropagation()}
        className={`${styles.time} number quiet`}
      >
        <time dateTime={of.reserved_at} title={time(of.reserved_at)}>
          {brief(of.reserved_at)}
        </time>
      </Link>
      <span>
        <bdi>{whoOf(of)}</bdi> <Amount of={of} />
      </span>
      <Status of={of.status} />
    </div>
  );
}
