// Exports the matching messages as a file. Loaded on demand.
import { useTranslation } from "react-i18next";
import { messageColumns } from "../../api/lists.ts";
import { ExportDialog } from "../../kit/table/ExportDialog.tsx";
import type { TableQuery } from "./query.ts";

type Name = (typeof messageColumns)[number];
const usual: readonly Name[] = [
  "timestamp",
  "direction",
  "channel",
  "contact_number",
  "contact_name",
  "message_type",
  "text_body",
  "caption",
  "status",
  "origin",
  "error_title",
];

export default function MessagesExport({
  query,
  total,
  onClose,
}: {
  query: TableQuery;
  total: string;
  onClose(): void;
}) {
  const { t } = useTranslation("messages");
  return (
    <ExportDialog
      of={{
        path: "/api/table/messages/export",
        file: "messages",
        all: messageColumns,
        usual,
        label: (name) => t(`ex_${name}`),
      }}
      title={t("export_title")}
      query={query}
      total={total}
      onClose={onClose}
    />
  );
}
