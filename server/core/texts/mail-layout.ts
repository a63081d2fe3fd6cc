// A mail of a few paragraphs as plain text and as simple HTML, which looks the same wherever it is read. Pure.

/** What a mail says, in order. A link is a line of its own; facts are lines under each other. */
export type MailPart =
  | { kind: "text"; text: string }
  | { kind: "heading"; text: string }
  | { kind: "facts"; lines: readonly string[] }
  | { kind: "link"; label: string; url: string };

/** A mail without its recipient. */
export type WrittenMail = { subject: string; text: string; html: string };

export const text = (said: string): MailPart => ({ kind: "text", text: said });
export const heading = (said: string): MailPart => ({ kind: "heading", text: said });
export const facts = (lines: readonly string[]): MailPart => ({ kind: "facts", lines });
export const link = (label: string, url: string): MailPart => ({ kind: "link", label, url });

/** Writes a mail. The last line of it says who sent it. */
export function layOut(subject: string, parts: readonly MailPart[], foot: string): WrittenMail {
  const plain = [...parts.map(plainOf), `-- \n${foot}`].join("\n\n");
  const style = "font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:0 auto;padding:1em";
  const body = [...parts.map(htmlOf), `<p style="font-size:13px;opacity:.7">${escaped(foot)}</p>`].join("\n");
  return {
    // A line break in a subject would begin another header.
    subject: subject.replaceAll(/[\r\n]+/g, " ").slice(0, 200),
    text: `${plain}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>\n<body style="${style}">\n${body}\n</body></html>\n`,
  };
}

function plainOf(part: MailPart): string {
  switch (part.kind) {
    case "text":
    case "heading":
      return part.text;
    case "facts":
      return part.lines.map((line) => `  ${line}`).join("\n");
    case "link":
      return `${part.label}:\n${part.url}`;
  }
}

function htmlOf(part: MailPart): string {
  switch (part.kind) {
    case "text":
      return `<p>${escaped(part.text)}</p>`;
    case "heading":
      return `<h2 style="font-size:18px;margin:1.5em 0 0">${escaped(part.text)}</h2>`;
    case "facts":
      return `<p style="opacity:.8">${part.lines.map(escaped).join("<br>")}</p>`;
    case "link":
      return `<p><a href="${escaped(part.url)}">${escaped(part.label)}</a></p>`;
  }
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (said: string): string => said.replaceAll(/[&<>"]/g, (character) => entities[character]!);
