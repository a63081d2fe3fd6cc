// The table of rates: what a message costs by market and category, from when on, and where that is from. Admins enter new ones.
import { Button, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, read } from "../../api/query.ts";
import { microMoney } from "../../kit/cost.ts";
import { time } from "../../kit/format.ts";
import { actions, Rows, spare } from "../../kit/Rows.tsx";
import { useCan } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import { RateForm } from "./RateForm.tsx";

type Rate = Brought<"/api/costs/rates">["rates"][number];

export default function RatesDialog({ close }: { close(): void }) {
  const { t } = useTranslation(["overview", "kit"]);
  const rates = useQuery(read("/api/costs/rates"));
  const [search, setSearch] = useState("");
  const [editing, edit] = useState<Rate | null>(null);
  const wanted = search.trim().toLocaleLowerCase();
  return (
    <Modal
      opened
      onClose={close}
      title={t("rates_title")}
      size="xl"
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <p>{t("rates_note")}</p>
      <TextInput
        label={t("rates_search")}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
        mb="sm"
      />
      <Shown of={rates}>
        {(data) => (
          <Rows
            label={t("rates_title")}
            head={[t("market"), t("category"), t("rate"), t("valid_from"), { spare: t("source") }, ""]}
          >
            {data.rates
              .filter(({ market }) => market.toLocaleLowerCase().includes(wanted))
              .map((rate) => (
                <RateRow key={rate.id} of={rate} change={() => edit(rate)} />
              ))}
          </Rows>
        )}
      </Shown>
      {editing ? <RateForm of={editing} close={() => edit(null)} /> : null}
    </Modal>
  );
}

function RateRow({ of: rate, change }: { of: Rate; change(): void }) {
  const { t } = useTranslation("overview");
  const can = useCan();
  const category = t(`category_${rate.category}`);
  return (
    <tr>
      <td>{rate.market}</td>
      <td>{category}</td>
      <td className="number">{microMoney(rate.micros, rate.currency)}</td>
      <td>{time(`${rate.valid_from}T12:00:00`, "date")}</td>
      <td className={spare}>{rate.source}</td>
      <td className={actions}>
        {can("admin") ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("rate_change_of", { market: rate.market, category })}
            onClick={change}
          >
            {t("rate_change")}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
