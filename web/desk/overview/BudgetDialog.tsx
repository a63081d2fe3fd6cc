// Sets the monthly budget of a number.
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { phone } from "../../kit/format.ts";

type Channel = Brought<"/api/costs">["channels"][number]["channel"];
type Budget = Brought<"/api/costs/budgets">["budgets"][number];

export default function BudgetDialog(given: { channel: Channel; budget: Budget | undefined; close(): void }) {
  const { channel, budget, close } = given;
  const { t } = useTranslation("overview");
  const currency = budget?.currency ?? "USD";
  const [amount, setAmount] = useState(budget ? String(budget.monthly_micros / 1_000_000) : "");
  const save = useAction(
    () =>
      ok(
        api.PUT("/api/costs/budgets/{channel_id}", {
          params: { path: { channel_id: channel.id } },
          body: { monthly_micros: amount === "" ? null : Math.round(Number(amount) * 1_000_000), currency },
        }),
      ),
    { done: t("budget_saved"), touches: ["/api/costs"], quiet: true },
  );
  return (
    <FormDialog
      title={t("budget_title", { number: phone(channel.number) })}
      submit={t("save")}
      onSubmit={() => save.mutateAsync()}
      onClose={close}
      size="sm"
    >
      <NumberInput
        label={t("budget_amount", { currency })}
        description={t("budget_amount_note")}
        value={amount}
        onChange={(typed) => setAmount(String(typed))}
        min={0.01}
        max={1_000_000}
        decimalScale={2}
        hideControls
        data-autofocus
      />
    </FormDialog>
  );
}
