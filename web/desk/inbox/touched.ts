// Which conversations and messages a live event concerns.
import type { LiveEvent } from "../../kit/live.ts";

/** Null: the event does not concern the inbox. */
export type Touched = { ids: ReadonlySet<number>; messages: ReadonlySet<number> } | "all" | null;

export function touchedBy(event: LiveEvent): Touched {
  if (event.type !== "inbox.changed" && event.type !== "conversation.changed") return null;
  const data = (event.data ?? {}) as { all?: boolean; conversation_ids?: number[]; message_ids?: number[] };
  if (data.all) return "all";
  return { ids: new Set(data.conversation_ids), messages: new Set(data.message_ids) };
}
