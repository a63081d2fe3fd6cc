// What rules and canned replies hold: a text, other content, or a file.
import type { Brought } from "../../../api/query.ts";

/** What is sent. `text`: of content the text in it, of a file its caption. */
export type Saved = Pick<Brought<"/api/inbox/canned">["canned"][number], "text" | "content" | "media">;

/** The same with `fill` applied to the text. */
export function filledIn({ text, content, media }: Saved, fill: (text: string) => string): Saved {
  return {
    text: fill(text),
    content: content && "text" in content ? { ...content, text: fill(content.text) } : content,
    media: media && { ...media, caption: media.caption === null ? null : fill(media.caption) },
  };
}
