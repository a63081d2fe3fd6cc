// What a message can be, whichever provider carried it: its direction and its status. Its types are in inbound.ts.

/** Which way a message went: `in` from the customer, `out` from the business. */
export const directions = ["in", "out"] as const;

export type Direction = (typeof directions)[number];

/** What became of a customer's message. */
export const inboundStatuses = ["received", "read", "replied"] as const;

/** An outbound message that is not known to be with its provider. `unanswered`: the provider did not say whether it took it. */
export const unsentStates = ["queued", "sending", "unanswered"] as const;

/** The way of an outbound message to its provider and on. */
const sendingSteps = [...unsentStates, "accepted", "sent"] as const;

/**
 * What became of an outbound message, from nothing known to played. `failed` stands above `sent` and below `delivered`: it overrides the one,
 * never the other.
 */
export const outboundStatuses = [...sendingSteps, "failed", "delivered", "read", "played"] as const;

/** What became of a message of either direction. */
export const messageStatuses = [...inboundStatuses, ...sendingSteps, "delivered", "played", "failed"] as const;
