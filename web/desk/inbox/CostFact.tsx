// What the messages of a conversation cost.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { sumsShown } from "../../kit/cost.ts";
import { Fact } from "./PanelPart.tsx";

export function CostFact({ conversation }: { conversation: number }) {
  const { t } = useTranslation("inbox");
  const { data } = useQuery(read("/api/costs/conversations/{id}", { path: { id: conversation } }));
  const total = data && sumsShown(data.total);
  if (!data || !total) return null;
  return <Fact name={t("cost")}>{t("cost_of", { month: sumsShown(data.this_month) ?? t("cost_none"), total })}</Fact>;
}
