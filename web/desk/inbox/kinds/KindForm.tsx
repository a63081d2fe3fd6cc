// The form of one kind of message.
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import type { OutboundContent } from "../sending.ts";
import { blankFields, contentOf, type FormKind, fieldsOf } from "./contents.ts";
import { Inputs } from "./Inputs.tsx";

/** Kinds that Twilio has no message for. */
const asText: ReadonlySet<FormKind> = new Set(["contacts", "location_request", "number_request"]);

type Props = {
  kind: FormKind;
  provider: "meta" | "twilio" | undefined;
  /** What the form begins with; blank if left out. */
  start?: OutboundContent;
  send(content: OutboundContent): void;
  onClose(): void;
};

export function KindForm({ kind, provider, start, send, onClose }: Props) {
  const { t } = useTranslation("kinds");
  const fields = useFields(start ? fieldsOf(start) : blankFields);
  const submit = async () => {
    const content = contentOf(kind, fields.values, start);
    if ("fault" in content) throw new Error(t(content.fault));
    send(content);
  };
  return (
    <FormDialog title={t(kind)} submit={t("send")} onSubmit={submit} onClose={onClose}>
      {provider === "twilio" && asText.has(kind) ? <p className="quiet">{t("twilio_text")}</p> : null}
      <Inputs kind={kind} fields={fields} />
    </FormDialog>
  );
}
