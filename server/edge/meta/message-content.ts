// What one message tells, apart from who wrote it and when: the shape that the readers of each type fill.
import type { InboundMessage, JsonObject } from "../../contract/inbound.ts";

/** The part of an inbound message that depends on its type. */
export type MessageContent = Pick<
  InboundMessage,
  "type" | "text" | "caption" | "payload" | "location" | "media" | "target" | "content"
>;

/** A Told with everything empty but what is given. */
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

/** The message of a type whose own object did not come with it (seen: `interactive` with error 131000 beside it). */
export function hollow(type: MessageContent["type"], name: string): MessageContent {
  return contentOf(type, { content: { reason: `Meta sent no content with this ${name} message.` } });
}

/** An object without the keys whose value is null or undefined. */
export function compact(entries: Record<string, JsonObject[string] | null | undefined>): JsonObject {
  const kept: JsonObject = {};
  for (const key in entries) {
    const value = entries[key];
    if (value !== null && value !== undefined) kept[key] = value;
  }
  return kept;
}
