// What each kind of incoming message does to its conversation. One table; docs/decisions/0018-what-opens-the-window.md says why.
import { type RawBuilder, sql } from "kysely";
import type { InboundMessage, MessageType } from "../../contract/inbound.ts";
import type { WindowVerdict } from "./window.ts";

/** What a message does beside being shown. */
export type Effect = {
  /** Whether it opens the 24-hour window. */
  window: WindowVerdict;
  /** It counts as a message of the customer, unread until somebody reads it. */
  counts: boolean;
  /** It opens again what was done. */
  reopens: boolean;
  /** Whose words it is drawn as: `customer`, `notice` (a line of its own), or `mark` (on the message on which it acts). */
  drawn: "customer" | "notice" | "mark";
};

const words: Effect = { window: "yes", counts: true, reopens: true, drawn: "customer" };
const nothing: Effect = { window: "no", counts: false, reopens: false, drawn: "notice" };

export const effects: Readonly<Record<MessageType | "request_welcome", Effect>> = {
  text: words,
  image: words,
  video: words,
  audio: words,
  document: words,
  sticker: words,
  location: words,
  contacts: words,
  interactive: words,
  button: words,
  order: words,
  // A call of the customer opens the window, answered or not, and somebody should call back.
  call: words,
  // The person sent something; that WhatsApp hands it over without content makes it no less a message, but says little of the window.
  unsupported: { ...words, window: "probably" },
  reaction: { window: "probably", counts: false, reopens: false, drawn: "mark" },
  // What was asked has changed: people should look.
  edit: { window: "probably", counts: false, reopens: true, drawn: "mark" },
  revoke: { window: "no", counts: false, reopens: false, drawn: "mark" },
  // The person opened the chat and has said nothing; Meta asks the business to greet them.
  request_welcome: { window: "probably", counts: false, reopens: false, drawn: "notice" },
  // A changed number, id or device: WhatsApp's words, not the person's.
  system: nothing,
  // Only the business sends templates.
  template: nothing,
};

/** What a message does. What the business wrote itself, from its phone, does nothing. */
export function effectOf({ type, echo, content }: Pick<InboundMessage, "type" | "echo" | "content">): Effect {
  if (echo) return nothing;
  if (type === "system" && content.kind === "request_welcome") return effects.request_welcome;
  return effects[type];
}

/** Whether the customer's message `m` does something, as a condition in SQL. */
function doing(does: (effect: Effect) => boolean): RawBuilder<boolean> {
  const kinds = Object.entries(effects).flatMap(([kind, effect]) => (does(effect) ? [kind] : []));
  return sql<boolean>`(m.direction = 'in' and case when m.type = 'system' and m.content->>'kind' = 'request_welcome' then 'request_welcome' else m.type end = any(${kinds}::text[]))`;
}

/** Whether a message `m` counts as one of the customer, as a condition in SQL; and whether it opens the window, or probably does. */
export const counting = doing(({ counts }) => counts);
export const opening = doing(({ window }) => window === "yes");
export const maybeOpening = doing(({ window }) => window === "probably");
