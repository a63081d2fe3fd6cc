// Tops up a balance or corrects it either way. The driver and the audit log get the reason.
import { Textarea } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { money } from "../../../kit/format.ts";
import { newKey } from "../../../kit/new-key.ts";
import { centsOf, largestSum } from "../cost.ts";
import { type Driver, touched } from "../data.ts";
import { MoneyInput } from "../MoneyInput.tsx";
import styles from "../parking.module.css";

type Props = { of: Driver; kind: "top_up" | "adjustment"; currency: string; balance: number; onClose(): void };

export function Credit({ of, kind, currency, balance, onClose }: Props) {
  const { t } = useTranslation("parking");
  const fields = useFields({ amount: "", reason: "" });
  const { amount, reason } = fields.values;
  const cents = centsOf(amount, currency);
  // A repeat of the same amount and reason counts once; a changed one is a new entry.
  const key = useMemo(() => ({ of: `${amount} ${reason}`, key: newKey() }), [amount, reason]).key;
  const mutation = useAction(
    () =>
      ok(
        api.POST("/api/accounts/{id}/adjustments", {
          params: { path: { id: of.id }, header: { "idempotency-key": key } },
          body: { amount_cents: cents ?? 0, reason, kind, currency },
        }),
      ),
    { touches: touched, done: (made) => `${t("credited")}. ${t(`reach_${made.driver_message.reaches}`)}`, quiet: true },
  );
  return (
    <FormDialog
      title={t(`${kind}_title`)}
      submit={t(kind === "top_up" ? "top_up" : "adjust_balance")}
      disabled={!cents}
      onSubmit={() => mutation.mutateAsync()}
      onClose={onClose}
    >
      <p className={styles.hint}>{t(`${kind}_text`)}</p>
      <MoneyInput
        label={t("col_amount")}
        description={
          cents
            ? t("balance_then", { sum: money(balance + cents, currency) })
            : t("balance_now", { sum: money(balance, currency) })
        }
        currency={currency}
        value={amount}
        onChange={(typed) => fields.set({ amount: typed })}
        required
        min={kind === "adjustment" ? -largestSum : 1}
      />
      <Textarea label={t("reason")} required maxLength={500} autosize minRows={2} {...fields.text("reason")} />
    </FormDialog>
  );
}
