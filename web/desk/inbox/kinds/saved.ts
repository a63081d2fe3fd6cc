// What rules and canned replies hold: a text, other content, or a file.
import type { Brought } from "../../../api/query.ts";

/** What is sent. `text`: of content the text in it, of a file its caption. */
export type Saved = Pick<Brought<"/api/inbox/canned">["canned"][number], "text" | "content" | "media" | "template">;

/** The same with `fill` applied to the text. */
export function filledIn({ text, content, media, template }: Saved, fill: (text: string) => string): Saved {
  return {
    text: fill(text),
    content: content && "text" in content ? { ...content, text: fill(content.text) } : content,
    template: template && filledTemplate(template, fill),
    media: media && { ...media, caption: media.caption === null ? null : fill(media.caption) },
  };
}

/** A template with `fill` applied to its values. */
export function filledTemplate(
  { parameters = [], header, buttons, ...template }: NonNullable<Saved["template"]>,
  fill: (text: string) => string,
): NonNullable<Saved["template"]> {
  const filled = Array.isArray(parameters)
    ? parameters.map((value) => fill(String(value)))
    : Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, fill(String(value))]));
  return {
    ...{ ...template, parameters: filled },
    ...(header ? { header: header.type === "text" ? { ...header, text: fill(header.text) } : header } : {}),
    ...(buttons ? { buttons: buttons.map((one) => ({ ...one, value: fill(one.value) })) } : {}),
  };
}
