// Exports the matching bookings as a file. Loaded on demand.
import { useTranslation } from "react-i18next";
import { bookingColumns } from "../../../api/lists.ts";
import { ExportDialog } from "../../../kit/table/ExportDialog.tsx";
import type { TableQuery } from "./query.ts";

type Name = (typeof bookingColumns)[number];

/** The labels of columns: as in the table, where it has them. */
const words = {
  id: "col_id",
  status: "col_status",
  lot: "col_lot",
  spot: "col_spot",
  username: "col_username",
  name: "col_name",
  phone: "col_phone",
  reserved_at: "col_reserved",
  expires_at: "col_expires",
  started_at: "col_started",
  ended_at: "col_ended",
  closed_at: "col_closed",
  amount_cents: "ex_amount_cents",
  currency: "ex_currency",
  created_by: "col_created_by",
  ended_by: "col_ended_by",
} as const satisfies Record<Name, string>;

export default function BookingsExport({
  query,
  total,
  onClose,
}: {
  query: TableQuery;
  total: string;
  onClose(): void;
}) {
  const { t } = useTranslation("parking");
  return (
    <ExportDialog
      of={{
        path: "/api/table/bookings/export",
        file: "bookings",
        all: bookingColumns,
        usual: bookingColumns,
        label: (name) => t(words[name]),
      }}
      title={t("export_title")}
      query={query}
      total={total}
      onClose={onClose}
    />
  );
}
