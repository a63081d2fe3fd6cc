// Reads messages whose content WhatsApp does not hand over, or whose type nobody foretold: they are kept by name, with the provider's reason.

import type { JsonObject } from "../../contract/inbound.ts";
import { type MessageType, messageTypes } from "../../contract/inbound.ts";
import type { ShownKind } from "../../contract/shown-kinds.ts";
import { errorCode, kindOf, list, record, text } from "./fields.ts";
import { compact, contentOf, type MessageContent } from "./message-content.ts";

/** The documented values of `unsupported.type` that are named otherwise than here. (Meta: webhooks reference, unsupported, 26 Jun 2026.) */
const NAMES = new Map<string, ShownKind | MessageType>([
  ["poll_creation", "poll"],
  ["poll_update", "poll_vote"],
  ["media_placeholder", "media_placeholder"],
  ["group_invite", "group_invite"],
  ["gif", "gif"],
  ["pin", "pin"],
  ["keep_in_chat", "keep"],
  ["link_preview", "link_preview"],
  ["product", "product"],
  ["hsm", "template"],
  ["list", "interactive"],
]);

/** Parts of names that no page lists and that speak for themselves: the set is open. */
const TELLING: readonly [part: string, kind: ShownKind][] = [
  ["view_once", "view_once"],
  ["viewonce", "view_once"],
  ["event", "event"],
  ["vote", "poll_vote"],
  ["poll", "poll"],
];

/** "This message is currently unavailable." */
const UNAVAILABLE = 131_060;

/**
 * A message of a type that Bellhop does not know, or that WhatsApp itself could not deliver. The reason is the provider's own where it gives one.
 * (Meta: webhooks reference, unsupported.)
 */
export function readUnsupported(message: JsonObject): MessageContent {
  const kind = text(record(message.unsupported)?.type);
  const type = text(message.type);
  const isForeign = type !== null && type !== "unsupported" && type !== "unknown";
  const error = record(list(message.errors)?.[0]);
  const reason = isForeign
    ? `Messages of type "${type.slice(0, 100)}" are not supported.`
    : type === null
      ? `The message has no type (${kindOf(message.type)}).`
      : "WhatsApp does not hand over messages of this kind.";
  return contentOf("unsupported", {
    content: compact({
      reason:
        text(record(error?.error_data)?.details) ??
        text(error?.details) ??
        text(error?.message) ??
        text(error?.title) ??
        reason,
      shown_as:
        nameOf(kind ?? (isForeign ? type : null)) ?? (errorCode(error?.code) === UNAVAILABLE ? "unavailable" : null),
      provider_type: type,
      unsupported_type: kind,
      unsupported: message.unsupported ?? null,
    }),
  });
}

function nameOf(kind: string | null): ShownKind | MessageType | null {
  if (kind === null) return null;
  const known = messageTypes.find((type) => type === kind && type !== "unsupported");
  return NAMES.get(kind) ?? known ?? TELLING.find(([part]) => kind.toLowerCase().includes(part))?.[1] ?? null;
}
