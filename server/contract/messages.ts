// What a message can be, whichever provider carried it: its direction and its status. Its types are in inbound.ts.

/** Which way a message went: `in` from the customer, `out` from the business. */
export const directions = ["in", "out"] as const;

export type Direction = (typeof directions)[number];

/** What became of a customer's message. */
export const inboundStatuses = ["received", "read", "replied"] as const;

/** The way of an outbound message to its recipient, in order; `unanswered`: the provider did not say whether it took it. */
const deliverySteps = ["queued", "sending", "unanswered", "accepted", "sent", "delivered"] as const;

/** What became of an outbound message. */
export const outboundStatuses = [...deliverySteps, "read", "played", "failed"] as const;

/** What became of a message of either direction. */
export const messageStatuses = [...inboundStatuses, ...deliverySteps, "played", "failed"] as const;

export type MessageStatus = (typeof messageStatuses)[number];
