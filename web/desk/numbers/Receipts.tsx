// Whether customers of a number see that a colleague reads and writes.
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { receiptModes } from "../../api/lists.ts";
import { useAction } from "../../kit/action.ts";
import { useCan } from "../../kit/session.ts";
import type { OwnNumber } from "./number.ts";

type Mode = (typeof receiptModes)[number];

export function Receipts({ of: { id, provider, receipts } }: { of: OwnNumber }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const set = useAction(
    (mode: Mode) => ok(api.PUT("/api/numbers/{id}/receipts", { params: { path: { id } }, body: { receipts: mode } })),
    { touches: ["/api/numbers"], done: t("receipts_saved") },
  );
  // Twilio has no call that only marks messages as read.
  const modes = receiptModes.filter((mode) => mode !== "read" || provider === "meta");
  return (
    <Select
      label={t("receipts")}
      description={t(provider === "meta" ? "receipts_hint" : "receipts_hint_twilio")}
      data={modes.map((mode) => ({ value: mode, label: t(`receipts_${mode}`) }))}
      allowDeselect={false}
      disabled={!can("admin")}
      value={set.isPending ? set.variables : receipts}
      onChange={(mode) => mode && set.mutate(mode as Mode)}
      maw={460}
    />
  );
}
