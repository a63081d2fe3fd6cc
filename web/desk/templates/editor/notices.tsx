// What to know before one edits a template: what its status lets one change, and that something was begun before.
import { Alert, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { confirm } from "../../../kit/confirm.tsx";
import type { Template } from "../template.ts";
import styles from "./editor.module.css";

/** What follows from an edit in the status that the template has. */
export function EditNotice({ of: { status, rejected_reason: reason, why_not_editable: why } }: { of: Template }) {
  const { t } = useTranslation("template-editor");
  const told: Partial<Record<Template["status"], string>> = {
    approved: t("edit_approved"),
    rejected: t("edit_rejected", { reason: reason ?? "" }),
    paused: t("edit_paused"),
    unsubmitted: t("edit_unsubmitted"),
  };
  const isAlone = status === "rejected" || status === "paused";
  return (
    <Alert color="brass">
      <div>{why ?? told[status]}</div>
      <div>
        {t("stays")} {isAlone ? t("edit_category") : null}
      </div>
    </Alert>
  );
}

/** What is shown was begun before. */
export function KeptNotice({ onStartAnew }: { onStartAnew(): void }) {
  const { t } = useTranslation("template-editor");
  const ask = async () => {
    if (await confirm({ title: t("start_anew_sure"), yes: t("start_anew"), danger: true })) onStartAnew();
  };
  return (
    <Alert color="brass">
      <div className={styles.kept}>
        <span>{t("kept")}</span>
        <Button size="compact-sm" variant="default" onClick={() => void ask()}>
          {t("start_anew")}
        </Button>
      </div>
    </Alert>
  );
}
