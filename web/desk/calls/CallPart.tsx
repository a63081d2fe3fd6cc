// Whether a customer may be called, in the details of a conversation: shows the permission, asks for it, calls.
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { wantCall } from "../../kit/calling.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { time } from "../../kit/format.ts";
import { Part } from "../inbox/PanelPart.tsx";
import styles from "./calls.module.css";

const path = "/api/inbox/conversations/{id}/call-permission" as const;

export default function CallPart({ conversation, name }: { conversation: number; name: string }) {
  const { t } = useTranslation("calls");
  const known = useQuery(read(path, { path: { id: conversation } }));
  const [asks, ask] = useState(false);
  const { data } = known;
  return (
    <Part title={t("calls")}>
      <p className="quiet">
        {known.error ? known.error.message : data ? sentenceOf(data, t) : t("permission_loading")}
      </p>
      {data ? (
        <div className={styles.buttons}>
          {data.may_call ? (
            <Button size="xs" variant="default" onClick={() => wantCall({ conversationId: conversation, name })}>
              {t("call_now")}
            </Button>
          ) : (
            <Button size="xs" variant="default" disabled={!data.may_ask} onClick={() => ask(true)}>
              {t("ask")}
            </Button>
          )}
        </div>
      ) : null}
      {asks ? <AskForm conversation={conversation} onClose={() => ask(false)} /> : null}
    </Part>
  );
}

function AskForm({ conversation, onClose }: { conversation: number; onClose(): void }) {
  const { t } = useTranslation("calls");
  const fields = useFields({ text: t("ask_default") });
  const send = useAction(
    () => {
      const content = { type: "call_request" as const, text: fields.values.text.trim() };
      const given = { params: { path: { id: conversation } }, body: { content } };
      return ok(api.POST("/api/inbox/conversations/{id}/messages", given));
    },
    { touches: [path], quiet: true },
  );
  return (
    <FormDialog title={t("ask")} submit={t("ask_send")} onSubmit={() => send.mutateAsync()} onClose={onClose}>
      <Textarea
        label={t("ask_text")}
        description={t("ask_hint")}
        required
        data-autofocus
        autosize
        minRows={2}
        maxLength={1_024}
        {...fields.text("text")}
      />
    </FormDialog>
  );
}

type Words = ReturnType<typeof useTranslation<"calls">>["t"];

/** The permission in one or two sentences. */
function sentenceOf(of: Brought<typeof path>, t: Words): string {
  if (of.may_call && of.permanent) return t("permission_permanent");
  if (of.may_call) return of.until ? t("permission_until", { time: time(of.until) }) : t("permission_yes");
  const again = of.may_ask ? "" : of.may_ask_at ? t("ask_again", { time: time(of.may_ask_at) }) : t("ask_no");
  return `${t("permission_no")} ${again}`.trim();
}
