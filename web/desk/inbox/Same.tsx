// Who is who, by hand: saying that two contacts are one person, and taking a merge apart again.
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAct } from "../../kit/act.ts";
import { confirm } from "../../kit/confirm.tsx";
import { phone } from "../../kit/format.ts";
import { FormDialog } from "../../kit/LazyFormDialog.tsx";
import styles from "./panel.module.css";

const touches = ["/api/contacts", "/api/inbox", "/api/incidents", "/api/accounts", "/api/parking"];

export function Same({ contact }: { contact: number }) {
  const { t } = useTranslation("inbox");
  const [open, show] = useState(false);
  const [other, set] = useState("");
  const params = { path: { id: contact } };
  const { data } = useQuery(read("/api/contacts/{id}", params));
  const merge = useAct(() => ok(api.POST("/api/contacts/{id}/merge", { params, body: { contact: Number(other) } })), {
    touches,
    done: t("same_done"),
    quiet: true,
  });
  const split = useAct(
    (gone: number) => ok(api.POST("/api/contacts/{id}/split", { params, body: { merged_contact: gone } })),
    { touches, done: t("two_done") },
  );
  const apart = async (gone: number) => {
    if (await confirm({ title: t("two_title"), text: t("two_text"), yes: t("two") })) split.mutate(gone);
  };
  return (
    <div className={styles.botLine}>
      <span className="quiet">{t("contact_number", { id: contact })}</span>
      <Button size="compact-xs" variant="default" onClick={() => show(true)}>
        {t("same")}
      </Button>
      {data?.id === contact
        ? data.merges.map((one) => (
            <Button key={one.contact_id} size="compact-xs" variant="default" onClick={() => void apart(one.contact_id)}>
              {t("two_with", { name: one.name ?? phone(one.phone) ?? one.keys[0] ?? "" })}
            </Button>
          ))
        : null}
      {open ? (
        <FormDialog
          title={t("same")}
          submit={t("same_do")}
          onSubmit={() => merge.mutateAsync()}
          onClose={() => show(false)}
        >
          <p className="quiet">{t("same_text")}</p>
          <TextInput
            label={t("same_other")}
            description={t("same_other_is")}
            required
            inputMode="numeric"
            pattern="[0-9]+"
            value={other}
            onChange={(event) => set(event.currentTarget.value)}
            data-autofocus
          />
        </FormDialog>
      ) : null}
    </div>
  );
}
