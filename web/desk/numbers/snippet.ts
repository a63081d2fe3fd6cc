// The HTML of the buttons that a business puts on its own site: a chat, a call over WhatsApp, a telephone. It needs no script and no file. Pure.

/** Where the buttons stand: in the text, or at the bottom of the window. */
export const places = ["inline", "right", "left"] as const;
export const looks = ["filled", "outlined"] as const;

export type SnippetFields = {
  /** What the customer's message begins with; empty: nothing. */
  message: string;
  chat: string;
  hasCall: boolean;
  call: string;
  /** As it was typed; empty: none. */
  telephone: string;
  telephoneLabel: string;
  look: (typeof looks)[number];
  place: (typeof places)[number];
};

/** The link that opens a chat with a number, in digits. */
export function chatLink(digits: string, message: string): string {
  const text = message.trim().toWellFormed();
  return `https://wa.me/${digits}${text === "" ? "" : `?text=${encodeURIComponent(text)}`}`;
}

/** The link that calls a number over WhatsApp. (Meta: calling, call deep links.) */
export const callLink = (digits: string): string => `https://wa.me/call/${digits}`;

/** The digits of a telephone number as it was typed, with the plus if there was one; null: it is none. */
export function telephoneOf(typed: string): string | null {
  if (!/^\+?[\d\s().\-/]+$/.test(typed.trim())) return null;
  const digits = typed.replace(/\D/g, "");
  return digits.length < 3 || digits.length > 15 ? null : `${typed.trim().startsWith("+") ? "+" : ""}${digits}`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!);

const GREEN = "#0b6e3f";
const shared =
  "display:inline-block;padding:10px 18px;border-radius:24px;font:600 16px/1.3 system-ui,sans-serif;text-decoration:none";
const styles: Record<SnippetFields["look"], string> = {
  filled: `${shared};color:#fff;background:${GREEN};border:2px solid ${GREEN}`,
  outlined: `${shared};color:${GREEN};background:#fff;border:2px solid ${GREEN}`,
};
const around: Record<SnippetFields["place"], string> = {
  inline: "display:flex;flex-wrap:wrap;gap:8px",
  right:
    "position:fixed;right:16px;bottom:16px;z-index:1000;display:flex;flex-direction:column;align-items:flex-end;gap:8px",
  left: "position:fixed;left:16px;bottom:16px;z-index:1000;display:flex;flex-direction:column;align-items:flex-start;gap:8px",
};

/** The buttons for a number, in digits, with the styles of what is around them and of each; the HTML and the preview are made of it. */
export function buttonsOf(digits: string, { message, chat, hasCall, call, telephone, ...given }: SnippetFields) {
  const number = telephoneOf(telephone);
  return {
    around: around[given.place],
    style: styles[given.look],
    buttons: [
      { href: chatLink(digits, message), label: chat.trim() },
      ...(hasCall ? [{ href: callLink(digits), label: call.trim() }] : []),
      ...(number === null ? [] : [{ href: `tel:${number}`, label: given.telephoneLabel.trim() }]),
    ],
  };
}

/** The HTML for a number, in digits. */
export function snippetOf(digits: string, fields: SnippetFields): string {
  const { around, style, buttons } = buttonsOf(digits, fields);
  const lines = buttons.map(({ href, label }) => {
    // A telephone opens no page.
    const opens = href.startsWith("tel:") ? "" : ' target="_blank" rel="noopener"';
    return `  <a href="${escaped(href)}"${opens} style="${style}">${escaped(label)}</a>`;
  });
  return [`<div style="${around}">`, ...lines, "</div>"].join("\n");
}
