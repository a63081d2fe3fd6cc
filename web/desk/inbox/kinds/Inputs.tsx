// The fields of one kind of message, for the reply box, rules and canned replies.
import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { headerFileKinds } from "../../../api/lists.ts";
import type { useFields } from "../../../kit/fields.ts";
import { UploadField } from "../files/UploadField.tsx";
import type { Upload } from "../files/upload.ts";
import { type Fields, type FormKind, nameOf } from "./contents.ts";

export function Inputs({ kind, fields }: { kind: FormKind; fields: ReturnType<typeof useFields<Fields>> }) {
  const { t } = useTranslation("kinds");
  if (kind === "location")
    return (
      <>
        <TextInput
          label={t("place")}
          description={t("place_hint")}
          required
          data-autofocus
          maxLength={2_000}
          {...fields.text("place")}
        />
        <TextInput label={t("name_of_place")} maxLength={1_000} {...fields.text("name")} />
        <TextInput label={t("address")} maxLength={1_000} {...fields.text("address")} />
      </>
    );
  if (kind === "contacts")
    return (
      <>
        <TextInput label={t("name")} required data-autofocus maxLength={1_000} {...fields.text("name")} />
        <TextInput label={t("company")} maxLength={1_000} {...fields.text("company")} />
        <Textarea label={t("phones")} description={t("phones_hint")} autosize minRows={1} {...fields.text("phones")} />
        <Textarea label={t("emails")} autosize minRows={1} {...fields.text("emails")} />
      </>
    );
  return <Wording kind={kind} fields={fields} />;
}

/** What stands above the text: a line, or a file. */
function Heading({ fields }: { fields: ReturnType<typeof useFields<Fields>> }) {
  const { t } = useTranslation("kinds");
  const { file } = fields.values;
  const take = ({ id, kind, file_name }: Upload) => {
    const type = headerFileKinds.find((one) => one === kind) ?? "document";
    fields.set({ file: { type, id, ...(file_name ? { filename: file_name } : {}) } });
  };
  return (
    <>
      {file === null ? <TextInput label={t("header")} maxLength={60} {...fields.text("header")} /> : null}
      <UploadField
        label={t("header_file")}
        name={file === null ? null : nameOf(file)}
        take={take}
        drop={{ label: t("header_file_drop"), run: () => fields.set({ file: null }) }}
      />
    </>
  );
}

function Wording({ kind, fields }: { kind: FormKind; fields: ReturnType<typeof useFields<Fields>> }) {
  const { t } = useTranslation("kinds");
  const asks = kind === "location_request" || kind === "number_request" || kind === "call_request";
  return (
    <>
      {kind === "link_button" || kind === "buttons" ? <Heading fields={fields} /> : null}
      <Textarea
        label={t("text")}
        description={asks ? t(`${kind}_hint`) : undefined}
        required
        data-autofocus
        autosize
        minRows={2}
        maxRows={9}
        maxLength={kind === "list" ? 4_096 : 1_024}
        {...fields.text("text")}
      />
      {kind === "buttons" || kind === "list" ? (
        <Textarea
          label={t(kind === "list" ? "rows" : "buttons_of")}
          description={t(kind === "list" ? "rows_hint" : "buttons_hint")}
          required
          autosize
          minRows={3}
          maxRows={10}
          {...fields.text("choices")}
        />
      ) : null}
      {kind === "list" || kind === "link_button" ? (
        <TextInput
          label={t(kind === "list" ? "list_label" : "link_label")}
          required
          maxLength={20}
          {...fields.text("label")}
        />
      ) : null}
      {kind === "link_button" ? (
        <TextInput label={t("url")} type="url" required maxLength={2_000} {...fields.text("url")} />
      ) : null}
      {asks ? null : <TextInput label={t("footer")} maxLength={60} {...fields.text("footer")} />}
    </>
  );
}
