// The words for phone calls over WhatsApp.

/** What became of a call: `rang` as long as its end is not known; `missed` when nobody took it. */
export const callStates = ["rang", "answered", "missed", "rejected", "failed"] as const;

export type CallState = (typeof callStates)[number];

/** What one webhook says happened to a call. */
export type CallStep = "connect" | "terminate" | "ringing" | "accepted" | "rejected";
