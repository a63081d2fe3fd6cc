// The effects of each type of inbound message on its conversation; docs/decisions/0018-what-opens-the-window.md gives the reasons.
import { type RawBuilder, sql } from "kysely";
import type { InboundMessage, MessageType } from "../../contract/inbound.ts";
import { type PassiveSource, passiveSources } from "../../contract/shown-kinds.ts";
import type { WindowVerdict } from "./window.ts";

/** The effects of a message apart from being shown. */
export type Effect = {
  /** Whether it opens the 24-hour window. */
  window: WindowVerdict;
  /** Whether it counts as a message of the customer, which is unread until somebody reads it. */
  counts: boolean;
  /** Whether it reopens a conversation that is done. */
  reopens: boolean;
  /** How it is shown: as the customer's message, as a `notice` (a line of its own), or as a `mark` at the message that it acts on. */
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
  // A call from the customer opens the window, answered or not, and somebody should call back.
  call: words,
  // The person sent something that WhatsApp delivers without its content: a message all the same, but it may not have opened the window.
  unsupported: { ...words, window: "probably" },
  reaction: { window: "probably", counts: false, reopens: false, drawn: "mark" },
  // The request has changed: people should look.
  edit: { window: "probably", counts: false, reopens: true, drawn: "mark" },
  revoke: { window: "no", counts: false, reopens: false, drawn: "mark" },
  // The person opened the chat without writing; Meta asks the business to greet them.
  request_welcome: { window: "probably", counts: false, reopens: false, drawn: "notice" },
  // A changed number, id or device: written by WhatsApp, not by the person.
  system: nothing,
  // Only the business sends templates.
  template: nothing,
};

/** The effects of a message. Echoes, which the business wrote itself from its phone, have none. */
export function effectOf({ type, echo, content }: Pick<InboundMessage, "type" | "echo" | "content">): Effect {
  if (echo) return nothing;
  const effect = type === "system" && content.kind === "request_welcome" ? effects.request_welcome : effects[type];
  return seenAs(effect, passiveOf({ content }));
}

/** Where a message comes from that Bellhop only looks on at; null for one that is meant for it. */
export const passiveOf = ({ content }: Pick<InboundMessage, "content">): PassiveSource | null =>
  passiveSources.find((source) => source === content.passive) ?? null;

/**
 * An effect of a message that Bellhop only looks on at: nobody has to read or answer it. In standby it opens the window as ever; of what was written
 * before Bellhop had the number nobody says whether it did, and it counts from its own time.
 */
function seenAs(effect: Effect, passive: PassiveSource | null): Effect {
  if (passive === null) return effect;
  const window = passive === "history" && effect.window === "yes" ? "probably" : effect.window;
  return { ...effect, window, counts: false, reopens: false };
}

/** An SQL condition: whether the customer's message `m` has an effect. */
function doing(does: (effect: Effect) => boolean): RawBuilder<boolean> {
  const kinds = (passive: PassiveSource | null) =>
    Object.entries(effects).flatMap(([kind, effect]) => (does(seenAs(effect, passive)) ? [kind] : []));
  const passive = passiveSources.map(
    (source) => sql`when m.content->>'passive' = ${sql.lit(source)} then ${kinds(source)}::text[]`,
  );
  return sql<boolean>`(m.direction = 'in' and case when m.type = 'system' and m.content->>'kind' = 'request_welcome' then 'request_welcome' else m.type end
    = any(case ${sql.join(passive, sql` `)} else ${kinds(null)}::text[] end))`;
}

/** SQL conditions: whether a message `m` counts as one of the customer, opens the window, or probably opens it. */
export const counting = doing(({ counts }) => counts);
export const opening = doing(({ window }) => window === "yes");
export const maybeOpening = doing(({ window }) => window === "probably");
