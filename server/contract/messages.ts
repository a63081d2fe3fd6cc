// The directions and statuses of messages, the same for every provider. The types of messages are in inbound.ts.

/** The direction of a message: `in` from the customer, `out` from the business. */
export const directions = ["in", "out"] as const;

export type Direction = (typeof directions)[number];

/** Statuses of an inbound message. */
export const inboundStatuses = ["received", "read", "replied"] as const;

/** Statuses of an outbound message before the provider is known to have it. `unanswered`: the provider did not say whether it took it. */
export const unsentStates = ["queued", "sending", "unanswered"] as const;

/** Statuses of an outbound message up to `sent`. */
const sendingSteps = [...unsentStates, "accepted", "sent"] as const;

/** Statuses of an outbound message, in ascending rank; a message only moves up. So `failed` replaces `sent`, but never `delivered`. */
export const outboundStatuses = [...sendingSteps, "failed", "delivered", "read", "played"] as const;

/** Statuses of messages of both directions. */
export const messageStatuses = [...inboundStatuses, ...sendingSteps, "delivered", "played", "failed"] as const;

/** The groups in which a conversation's files are listed, with the types of messages in each. */
export const fileGroups = {
  photo: ["image"],
  media: ["image", "video"],
  audio: ["audio"],
  document: ["document"],
} as const;
