// The tabs above templates and what they are for.
import { useTranslation } from "react-i18next";
import { LinkTabs } from "../../kit/LinkTabs.tsx";

export function TemplateTabs() {
  const { t } = useTranslation("templates");
  return (
    <LinkTabs
      label={t("title")}
      tabs={[
        { to: "/templates", label: t("tab_all"), exact: true },
        { to: "/templates/occasions", label: t("tab_occasions") },
      ]}
    />
  );
}
