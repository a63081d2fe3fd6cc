// What admins can do with the data of the contact in the panel: export it, or erase it.
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../kit/fetched.ts";
import { Part } from "../inbox/PanelPart.tsx";
import styles from "./privacy.module.css";

const EraseDialog = lazy(() => fetched(() => import("./EraseDialog.tsx")));

export default function PrivacyPart({ contact, erased }: { contact: number; erased(): void }) {
  const { t } = useTranslation("privacy");
  const [asked, ask] = useState(false);
  return (
    <Part title={t("title")}>
      <div className={styles.line}>
        <Button
          component="a"
          size="compact-xs"
          variant="default"
          title={t("export_hint")}
          href={`/api/contacts/${contact}/export`}
          download
        >
          {t("export")}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => ask(true)}>
          {t("erase")}
        </Button>
      </div>
      <Suspense>{asked ? <EraseDialog contact={contact} erased={erased} close={() => ask(false)} /> : null}</Suspense>
    </Part>
  );
}
