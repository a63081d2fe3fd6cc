// The answer of a rule or canned reply while it is edited: which kind it is, its fields, its file; and the body of the request that saves it.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFields } from "../../kit/fields.ts";
import { blankFields, contentOf, type FormKind, fieldsOf, fitsForm, formKinds } from "../inbox/kinds/contents.ts";
import type { Saved } from "../inbox/kinds/saved.ts";
import { outbound, savedIn } from "../templates/outbound.ts";
import { faultsOf, type Template, type Values } from "../templates/template.ts";

/** `kept`: content that no form has, such as a list in parts; it stays as it is. */
export type AnswerKind = "text" | "file" | "template" | "kept" | FormKind;

/** What can be chosen, in the order of the list. */
export const answerKinds = ["text", "file", ...formKinds, "template"] as const;

export type SavedMedia = NonNullable<Saved["media"]>;

const kindOf = (start: Saved | null): AnswerKind => {
  if (start?.media) return "file";
  if (start?.template) return "template";
  if (!start?.content) return "text";
  return fitsForm(start.content) ? (start.content.type as FormKind) : "kept";
};

/** `start`: what is saved; null for nothing yet. */
export function useAnswer(start: Saved | null) {
  const { t } = useTranslation(["rules", "kinds", "templates"]);
  const templateOf = (given: { template: Template; values: Values } | null) => {
    if (given === null) throw new Error(t("no_template"));
    if (Object.keys(faultsOf(given.template, given.values)).length > 0) throw new Error(t("template_values"));
    const { template: name, ...filling } = outbound(given.template, given.values);
    return { name, ...filling };
  };
  const [kind, setKind] = useState(kindOf(start));
  const [media, setMedia] = useState(start?.media ?? null);
  const first = start?.content ? fieldsOf(start.content) : blankFields;
  const fields = useFields({ ...first, text: start?.media?.caption ?? start?.text ?? "" });
  const text = fields.values.text.trim();
  const [template, setTemplate] = useState<{ template: Template; values: Values } | null>(null);
  return {
    setTemplate,
    /** The template that was chosen, or that was saved and is among these. */
    templateIn(templates: readonly Template[]): { chosen: Template | null; values: Values } {
      if (template) return { chosen: template.template, values: template.values };
      const saved = start?.template ? savedIn(templates, start.template) : null;
      return saved ? { chosen: saved.template, values: saved.values } : { chosen: null, values: {} };
    },
    start,
    kind,
    setKind,
    media,
    setMedia,
    fields,
    /** What the request says of it; `text` is the text or caption. Throws an error that says what is missing. */
    given() {
      if (kind === "kept" || (kind === "template" && template === null && start?.template)) return {};
      if (kind === "template") return { template: templateOf(template) };
      if (kind === "text") {
        if (text === "") throw new Error(t("blank"));
        return { text: fields.values.text };
      }
      if (kind !== "file") {
        const content = contentOf(kind, fields.values, start?.content ?? undefined);
        if ("fault" in content) throw new Error(t(`kinds:${content.fault}`));
        if (content.type === "reaction") throw new Error("a reaction is no answer");
        return { content };
      }
      if (media === null) throw new Error(t("no_file"));
      return { media: mediaOf(media, text) };
    },
  };
}

export type Answer = ReturnType<typeof useAnswer>;

/** What is saved, as a request names it again. */
export function unchanged({ text, content, media, template }: Saved) {
  if (media) return { media: mediaOf(media, media.caption ?? "") };
  if (content) return { content };
  return template ? { template } : { text };
}

/** A file as a request names it. */
function mediaOf({ type, filename, voice, file }: SavedMedia, caption: string) {
  const words = type === "audio" || type === "sticker" ? "" : caption;
  return {
    ...(file.state === "link" ? { link: file.url! } : { id: file.id! }),
    ...{ type, voice },
    ...(filename === null ? {} : { filename }),
    ...(words === "" ? {} : { caption: words }),
  };
}
