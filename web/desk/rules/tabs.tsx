// The tabs above rules, canned replies and labels.
import { useTranslation } from "react-i18next";
import { LinkTabs } from "../../kit/LinkTabs.tsx";

export function RepliesTabs() {
  const { t } = useTranslation("rules");
  return (
    <LinkTabs
      label={t("title")}
      tabs={[
        { to: "/rules", label: t("tab_rules"), exact: true },
        { to: "/rules/canned", label: t("tab_canned") },
        { to: "/rules/labels", label: t("tab_labels") },
      ]}
    />
  );
}
