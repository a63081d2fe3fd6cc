// Adds several rules at once, from lines with a keyword and a template each.
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import styles from "./rules.module.css";
import { linesOf } from "./several.ts";

export default function Several({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("rules");
  const [text, setText] = useState("");
  const lines = linesOf(text);
  const good = lines.flatMap((one) => (one.fault === null ? [one] : []));
  const faults = lines.flatMap((one) => (one.fault === null ? [] : [t(`several_fault_${one.fault}`, one)]));
  const add = useAction(
    () => {
      if (faults.length > 0) throw new Error(faults.join(" "));
      if (good.length === 0) throw new Error(t("several_none"));
      const rules = good.map(({ keyword, template }) => ({ keyword, template: { name: template } }));
      return ok(api.POST("/api/bot/rules/several", { body: { match: "contains", rules } }));
    },
    { touches: ["/api/bot/rules"], done: t("several_done"), quiet: true },
  );
  return (
    <FormDialog
      title={t("several_title")}
      submit={t("several_submit", { count: good.length })}
      onSubmit={() => add.mutateAsync()}
      onClose={onClose}
      size="lg"
    >
      <Textarea
        label={t("several_label")}
        description={t("several_hint")}
        placeholder={"order: order_status_template\nhelp: help_menu_template"}
        required
        autosize
        minRows={6}
        maxRows={16}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul className={styles.list} aria-live="polite">
        {good.map(({ line, keyword, template }) => (
          <li key={line}>
            <span className={styles.keyword}>{keyword}</span> → {template}
          </li>
        ))}
        {faults.map((fault) => (
          <li key={fault} className={styles.fault}>
            {fault}
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
