// Records that a contact wants no marketing, or wants it again, with a note.
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import type { OptOut } from "./OptOutText.tsx";

type Props = { contact: number; optOut: OptOut | null; close(): void };

export default function OptOutDialog({ contact, optOut, close }: Props) {
  const { t } = useTranslation("opt-outs");
  const [note, setNote] = useState("");
  const change = useAction(
    () => {
      const body = { opted_out: optOut === null, ...(note.trim() === "" ? {} : { note }) };
      return ok(api.PUT("/api/contacts/{id}/opt-out", { params: { path: { id: contact } }, body }));
    },
    { touches: ["/api/inbox", "/api/contacts"], done: t(optOut ? "resume_done" : "stop_done"), quiet: true },
  );
  return (
    <FormDialog
      title={t(optOut ? "resume_title" : "stop_title")}
      submit={t(optOut ? "resume_do" : "stop_do")}
      onSubmit={() => change.mutateAsync()}
      onClose={close}
    >
      <p>{t(optOut ? "resume_text" : "stop_text")}</p>
      {optOut?.source === "whatsapp" ? <p>{t("resume_whatsapp")}</p> : null}
      {optOut?.source === "word" || optOut?.source === "refused" ? <p>{t("resume_word")}</p> : null}
      <TextInput
        data-autofocus
        label={t("why")}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
