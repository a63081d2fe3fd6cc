// What stands above the text: nothing, a heading, a file with its sample, or at Meta a place.
import { Button, FileButton, Input, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { headerFormats, templateLengths } from "../../../api/lists.ts";
import { useAction } from "../../../kit/action.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { uploadOne } from "../../inbox/files/upload-one.ts";
import { isFile } from "./draft.ts";
import styles from "./editor.module.css";
import { type Editor, Examples, Line, TextWithVariables } from "./fields.tsx";

/** What Meta takes as a sample. */
const accepts = { image: "image/jpeg,image/png", video: "video/mp4", document: "application/pdf" };

export function HeaderFields({ editor }: { editor: Editor }) {
  const { t } = useTranslation(["template-editor", "templates"]);
  const { draft, provider, change, faultAt } = editor;
  const { header } = draft;
  const set = (some: Partial<typeof header>) => change({ header: { ...header, ...some } });
  const formats = headerFormats.filter(
    (one) => provider === "meta" || one !== "location" || header.format === "location",
  );
  return (
    <>
      <Select
        label={t("templates:header")}
        allowDeselect={false}
        data={formats.map((format) => ({ value: format, label: t(`templates:header_${format}`) }))}
        value={header.format}
        error={faultAt("header.format")}
        onChange={(format) => format && set({ format: format as typeof header.format, file: null })}
      />
      {header.format === "text" ? (
        <TextWithVariables
          editor={editor}
          part="header"
          path="header.text"
          label={t("header_words")}
          hint={t("header_words_hint")}
          most={templateLengths.header}
          value={header.text}
          onChange={(text) => set({ text })}
        />
      ) : null}
      {isFile(draft) && provider === "meta" ? <SampleFile editor={editor} /> : null}
      {isFile(draft) && provider === "twilio" ? (
        <>
          <Line
            editor={editor}
            path="header.link"
            label={t("header_link")}
            hint={t("header_link_hint")}
            type="url"
            value={header.link}
            onChange={(link) => set({ link })}
          />
          <Examples editor={editor} part="header" text={header.link} />
        </>
      ) : null}
    </>
  );
}

/** The file that Meta looks at in the review. */
function SampleFile({ editor }: { editor: Editor }) {
  const { t } = useTranslation("template-editor");
  const { draft, id, change, faultAt, leave } = editor;
  const { format, file } = draft.header;
  const kind = format as keyof typeof accepts;
  const upload = useAction(uploadOne, {
    onDone: (made) => {
      leave("header.media_id");
      change({ header: { ...draft.header, file: { id: made.id, name: made.file_name ?? t("sample") } } });
    },
  });
  const fault = faultAt("header.media_id");
  return (
    <Input.Wrapper
      label={t("sample")}
      labelElement="div"
      description={`${t("sample_hint")} ${t(`sample_${kind}`)} ${id === null ? "" : t("sample_again")}`}
      error={fault}
    >
      <div className={styles.file} data-fault={fault ? true : undefined} tabIndex={-1}>
        <FileButton
          accept={accepts[kind]}
          onChange={(chosen) => chosen && upload.mutate(chosen)}
          inputProps={{ "aria-label": t("sample_choose") }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<Icon name="clip" size={16} />}
              loading={upload.isPending}
            >
              {t(file ? "sample_other" : "sample_choose")}
            </Button>
          )}
        </FileButton>
        {file ? <bdi>{file.name}</bdi> : null}
      </div>
    </Input.Wrapper>
  );
}
