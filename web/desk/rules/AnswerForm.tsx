// The part of a form that says what a rule or canned reply sends.
import { Button, FileButton, Select, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";
import { uploadOne } from "../inbox/files/upload-one.ts";
import { Inputs } from "../inbox/kinds/Inputs.tsx";
import { Preview } from "../inbox/kinds/Preview.tsx";
import { type Answer, answerKinds, type SavedMedia } from "./answer.ts";
import styles from "./rules.module.css";
import { TemplateField } from "./TemplateField.tsx";

type Props = {
  answer: Answer;
  /** Of the field for a plain text. */
  label: string;
  hint: string;
  /** The number on which it is sent; null: any. */
  channel?: number | null;
};

export function AnswerForm({ answer, label, hint, channel = null }: Props) {
  const { t } = useTranslation(["rules", "kinds"]);
  const { kind, setKind, fields, start } = answer;
  const names = {
    text: t("kind_text"),
    file: t("kind_file"),
    template: t("kind_template"),
    kept: t("kind_kept"),
  };
  const kinds = start && kind === "kept" ? (["kept", ...answerKinds] as const) : answerKinds;
  return (
    <>
      <Select
        label={t("kind")}
        data={kinds.map((one) => ({
          value: one,
          label:
            one in names
              ? names[one as keyof typeof names]
              : t(`kinds:${one as Exclude<typeof one, keyof typeof names>}`),
        }))}
        allowDeselect={false}
        value={kind}
        onChange={(next) => next && setKind(next as typeof kind)}
      />
      {kind === "text" ? (
        <Textarea
          label={label}
          description={hint}
          required
          autosize
          minRows={4}
          maxRows={14}
          maxLength={4096}
          {...fields.text("text")}
        />
      ) : null}
      {kind === "file" ? <FileField answer={answer} hint={hint} /> : null}
      {kind === "template" ? <TemplateField answer={answer} channel={channel} /> : null}
      {kind === "kept" && start ? (
        <>
          <p className="quiet">{t("kept_hint")}</p>
          <Preview of={start} />
        </>
      ) : null}
      {kind === "text" || kind === "file" || kind === "template" || kind === "kept" ? null : (
        <Inputs kind={kind} fields={fields} />
      )}
    </>
  );
}

/** The file and its caption. */
function FileField({ answer: { media, setMedia, fields }, hint }: { answer: Answer; hint: string }) {
  const { t } = useTranslation("rules");
  const upload = useAction((file: File) => uploadOne(file), { onDone: (made) => setMedia(mediaOf(made)) });
  const hasCaption = media?.type !== "audio" && media?.type !== "sticker";
  return (
    <>
      <div className={styles.fileLine}>
        <FileButton onChange={(file) => file && upload.mutate(file)} inputProps={{ "aria-label": t("choose_file") }}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<Icon name="clip" size={16} />}
              loading={upload.isPending}
            >
              {t(media ? "other_file" : "choose_file")}
            </Button>
          )}
        </FileButton>
        <span className="quiet">{t("file_hint")}</span>
      </div>
      {media ? (
        <Preview of={{ text: hasCaption ? fields.values.text : "", content: null, media, template: null }} />
      ) : null}
      {hasCaption ? (
        <Textarea
          label={t("caption")}
          description={hint}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={1024}
          {...fields.text("text")}
        />
      ) : null}
    </>
  );
}

/** An upload as what is saved. */
const mediaOf = (made: Awaited<ReturnType<typeof uploadOne>>): SavedMedia => ({
  type: made.kind,
  caption: null,
  filename: made.file_name,
  voice: false,
  file: {
    ...{ id: made.id, url: made.url, mime_type: made.mime_type, file_name: made.file_name, size: made.size },
    ...{ media_id: null, thumbnail_url: null, width: null, height: null, duration_ms: null },
    ...{ voice: false, animated: false, state: "ready", reason: null },
  },
});
