// The content of a message, apart from its sender and time: the shape that the reader of each type fills.
import type { InboundMessage, JsonObject } from "../../contract/inbound.ts";

/** The part of an inbound message that depends on its type. */
export type MessageContent = Pick<
  InboundMessage,
  "type" | "text" | "caption" | "payload" | "location" | "media" | "target" | "content"
>;

/** A MessageContent whose fields are empty unless given. */
export function contentOf(
  type: MessageContent["type"],
  given: Partial<Omit<MessageContent, "type">> = {},
): MessageContent {
  return {
    type,
    text: null,
    caption: null,
    payload: null,
    location: null,
    media: [],
    target: null,
    content: {},
    ...given,
  };
}

/** A message whose type's object is missing (seen: `interactive` that came with error 131000). */
export function hollow(type: MessageContent["type"], name: string): MessageContent {
  return contentOf(type, { content: { reason: `Meta sent no content with this ${name} message.` } });
}

/** The object without keys whose value is null or undefined. */
export function compact(entries: Record<string, JsonObject[string] | null | undefined>): JsonObject {
  const kept: JsonObject = {};
  for (const key in entries) {
    const value = entries[key];
    if (value !== null && value !== undefined) kept[key] = value;
  }
  return kept;
}
