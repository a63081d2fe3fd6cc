// Deletes a template at its provider, after saying what that means.
import { Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import type { Template } from "./template.ts";
import styles from "./templates.module.css";

type Props = { of: Template; onDeleted(): void; onClose(): void };

export default function DeleteDialog({ of, onDeleted, onClose }: Props) {
  const { t } = useTranslation(["templates", "kit"]);
  const { id, provider, account_id: account, name, language, status } = of;
  const list = useQuery(read("/api/templates"));
  const isSame = (one: Template) => one.provider === provider && one.account_id === account && one.name === name;
  const count = list.data?.templates.filter(isSame).length ?? 1;
  const [languages, setLanguages] = useState<"one" | "all">("one");
  const remove = useAction(
    () => ok(api.DELETE("/api/templates/{id}", { params: { path: { id }, query: { languages } } })),
    { touches: ["/api/templates"], done: t("deleted", { name }), onDone: onDeleted, quiet: true },
  );
  const told = [
    t("delete_hint"),
    ...(provider === "meta" && status === "approved" ? [t("delete_approved")] : []),
    ...(provider === "twilio" && status !== "unsubmitted" ? [t("delete_twilio")] : []),
  ];
  return (
    <FormDialog
      title={t("delete_title", { name, language })}
      submit={t("kit:delete")}
      danger
      onSubmit={() => remove.mutateAsync()}
      onClose={onClose}
    >
      <ul className={styles.told}>
        {told.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {provider === "meta" && count > 1 ? (
        <Radio.Group
          label={t("delete_languages")}
          value={languages}
          onChange={(next) => setLanguages(next as typeof languages)}
        >
          <Radio mt="sm" value="one" label={t("delete_one", { language })} />
          <Radio mt="sm" value="all" label={t("delete_all", { count })} />
        </Radio.Group>
      ) : null}
    </FormDialog>
  );
}
