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
