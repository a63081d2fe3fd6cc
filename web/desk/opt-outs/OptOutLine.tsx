// The contact's opt-out in the panel, and the way to record or lift it.
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../kit/fetched.ts";
import { type OptOut, OptOutText } from "./OptOutText.tsx";
import styles from "./opt-outs.module.css";

const OptOutDialog = lazy(() => fetched(() => import("./OptOutDialog.tsx")));

export function OptOutLine({ contact, optOut, can }: { contact: number; optOut: OptOut | null; can: boolean }) {
  const { t } = useTranslation("opt-outs");
  const [asked, ask] = useState(false);
  return (
    <div className={styles.line}>
      <span>{optOut ? <OptOutText of={optOut} /> : t("gets")}</span>
      {can ? (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${t("marketing")}: ${t(optOut ? "resume" : "stop")}`}
          onClick={() => ask(true)}
        >
          {t(optOut ? "resume" : "stop")}
        </Button>
      ) : null}
      <Suspense>{asked ? <OptOutDialog contact={contact} optOut={optOut} close={() => ask(false)} /> : null}</Suspense>
    </div>
  );
}
