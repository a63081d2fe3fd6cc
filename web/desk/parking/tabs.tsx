// The tabs of parking's pages.
import { useTranslation } from "react-i18next";
import { LinkTabs } from "../../kit/LinkTabs.tsx";

/** Shown below the title of each page of parking. */
export function ParkingTabs() {
  const { t } = useTranslation("parking");
  return (
    <LinkTabs
      label={t("title")}
      tabs={[
        { to: "/parking", label: t("map"), exact: true },
        { to: "/parking/bookings", label: t("bookings") },
        { to: "/parking/lots", label: t("lots") },
        { to: "/parking/devices", label: t("devices") },
        { to: "/parking/drivers", label: t("drivers") },
      ]}
    />
  );
}
