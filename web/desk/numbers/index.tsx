// The page of the business's own numbers: a card for each, with what can be set for it.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { phone } from "../../kit/format.ts";
import { Page, Sheet } from "../../kit/Page.tsx";
import { Empty, Shown } from "../../kit/states.tsx";
import type { OwnNumber } from "./number.ts";
import styles from "./numbers.module.css";
import { Receipts } from "./Receipts.tsx";

export default function NumbersPage() {
  const { t } = useTranslation("numbers");
  const list = useQuery(read("/api/numbers"));
  return (
    <Page title={t("title")}>
      <Shown of={list}>
        {({ numbers }) =>
          numbers.length === 0 ? (
            <Empty icon="phone" title={t("none")} text={t("none_text")} />
          ) : (
            numbers.map((number) => <NumberCard key={number.id} of={number} />)
          )
        }
      </Shown>
    </Page>
  );
}

function NumberCard({ of }: { of: OwnNumber }) {
  const { t } = useTranslation("numbers");
  const isMeta = of.provider === "meta";
  return (
    <Sheet title={of.number ? phone(of.number) : t("unnamed", { id: of.external_id })}>
      <p className={styles.state}>
        {t(`provider_${of.provider}`)} · {t(of.is_simulated ? "simulated" : `configured_${of.configured_by ?? "none"}`)}
        {of.is_held ? ` · ${t("held")}` : null}
      </p>
      {of.is_held ? <p>{t("held_text")}</p> : null}
      <dl className={styles.ids}>
        <dt>{t(isMeta ? "phone_number_id" : "sender")}</dt>
        <dd>{of.external_id}</dd>
        <dt>{t(isMeta ? "waba" : "account_sid")}</dt>
        <dd>{of.account_id ?? "–"}</dd>
      </dl>
      <Receipts of={of} />
    </Sheet>
  );
}
