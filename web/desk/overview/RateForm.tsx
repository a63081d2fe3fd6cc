// Enters a rate: what a message of a market and category costs from a day on.
import { NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { dayOf } from "../../kit/format.ts";

type Rate = Brought<"/api/costs/rates">["rates"][number];
type Given = Omit<Rate, "id" | "entered_by" | "entered_at">;

function useEnterRate() {
  const { t } = useTranslation("overview");
  return useAction((body: Given) => ok(api.POST("/api/costs/rates", { body })), {
    done: t("rate_saved"),
    touches: ["/api/costs"],
    quiet: true,
  });
}

/** Enters a rate of the same market and category: from another day on, or in place of the one of that day. */
export function RateForm({ of, close }: { of: Rate; close(): void }) {
  const { t } = useTranslation("overview");
  const [amount, setAmount] = useState(String(of.micros / 1_000_000));
  const [currency, setCurrency] = useState(of.currency);
  const [from, setFrom] = useState(dayOf(new Date()));
  const [source, setSource] = useState("");
  const enter = useEnterRate();
  const submit = () => {
    const micros = Math.round(Number(amount) * 1_000_000);
    return enter.mutateAsync({ market: of.market, category: of.category, micros, currency, valid_from: from, source });
  };
  return (
    <FormDialog
      title={`${of.market}, ${t(`category_${of.category}`)}`}
      submit={t("save")}
      onSubmit={submit}
      onClose={close}
    >
      <NumberInput
        label={t("rate_amount")}
        value={amount}
        onChange={(typed) => setAmount(String(typed))}
        min={0}
        max={1_000}
        decimalScale={6}
        required
        hideControls
        data-autofocus
      />
      <Select
        label={t("currency")}
        data={["USD", "EUR", "GBP", "INR", "IDR", "AUD", "BRL", "MXN"]}
        value={currency}
        onChange={(value) => setCurrency(value ?? of.currency)}
        allowDeselect={false}
      />
      <TextInput
        type="date"
        label={t("valid_from")}
        description={t("valid_from_note")}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        required
      />
      <TextInput
        label={t("source")}
        description={t("source_note")}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        maxLength={300}
        required
      />
    </FormDialog>
  );
}
