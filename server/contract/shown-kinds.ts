// What a message is shown as where its type does not say it: kept under `shown_as` in the message's content, named by the Desk.

/** Kinds of content that have no type of their own. */
export const shownKinds = [
  "voice",
  "form",
  "call_permission",
  "poll",
  "poll_vote",
  "event",
  "view_once",
  "unavailable",
  "media_placeholder",
  "group_invite",
  "gif",
  "pin",
  "keep",
  "link_preview",
  "product",
  "reaction_removed",
  "handover",
] as const;

export type ShownKind = (typeof shownKinds)[number];

/**
 * Where a message comes from that Bellhop only looks on at, kept under `passive` in its content. `standby`: another application has the conversation.
 * `history`: it was written before Bellhop had the number. (Meta: conversation routing, standby; coexistence, history.)
 */
export const passiveSources = ["standby", "history"] as const;

export type PassiveSource = (typeof passiveSources)[number];
