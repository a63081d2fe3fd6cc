// Drill-down through the messages by date.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { useAddress } from "../../kit/search.ts";
import { type Period, Drill as Steps } from "../../kit/table/Drill.tsx";
import { filterOf } from "./query.ts";

function useParts(period: Period, enabled: boolean) {
  const [address] = useAddress();
  return useQuery({ ...read("/api/table/messages/days", { query: { ...filterOf(address), ...period } }), enabled });
}

export function Drill() {
  const { t } = useTranslation("messages");
  return (
    <Steps
      useParts={useParts}
      words={{
        title: t("when"),
        all: t("when_all"),
        none: t("when_none"),
        capped: t("when_capped"),
        again: (hour) => t("when_again", { hour }),
        counted: (count) => t("when_count", { count }),
      }}
    />
  );
}
