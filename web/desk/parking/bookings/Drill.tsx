// Drill-down through the bookings by date of creation.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { useAddress } from "../../../kit/search.ts";
import { type Period, Drill as Steps } from "../../../kit/table/Drill.tsx";
import { filterOf } from "./query.ts";

function useParts(period: Period, enabled: boolean) {
  const [address] = useAddress();
  return useQuery({ ...read("/api/table/bookings/days", { query: { ...filterOf(address), ...period } }), enabled });
}

export function Drill() {
  const { t } = useTranslation("parking");
  return (
    <Steps
      useParts={useParts}
      words={{
        title: t("when_title"),
        all: t("when_all"),
        none: t("when_none"),
        again: (hour) => t("when_again", { hour }),
        capped: t("when_capped"),
        counted: (count) => t("when_count", { count }),
      }}
    />
  );
}
