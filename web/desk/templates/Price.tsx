// What a template would cost in a conversation, said before it goes out.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { microMoney } from "../../kit/cost.ts";
import type { Template } from "./template.ts";

/** A category that is not known costs as much as the dearest. Nothing while it is not known, or when the table of rates has no price for this country. */
export function Price({ conversation, category }: { conversation: number; category: Template["category"] }) {
  const { t } = useTranslation("templates");
  const asked = { conversation_id: conversation, category: category ?? "marketing" };
  const { data } = useQuery(read("/api/costs/estimate", { query: asked }));
  if (!data || data.micros === null || data.currency === null) return null;
  return <p className="quiet">{t("price", { price: microMoney(data.micros, data.currency) })}</p>;
}
