// The words for phone calls over WhatsApp.

/** What became of a call: `rang` as long as its end is not known; `missed` when nobody took it. */
export const callStates = ["rang", "answered", "missed", "rejected", "failed"] as const;

export type CallState = (typeof callStates)[number];

/** What one webhook says happened to a call. */
export type CallStep = "connect" | "terminate" | "ringing" | "accepted" | "rejected";

/** What happens when a customer calls a number: colleagues at the Desk hear it, nobody takes it, it is refused with a text, or there is no button. */
export const callPolicies = ["ring_desk", "ring_out", "reject", "hide"] as const;

export type CallPolicy = (typeof callPolicies)[number];

/** What the button of the text that answers a refused call sends back. */
export const CALL_BACK = "call_me_back";

/** How long a call rings, in seconds: the provider ends one that nobody takes by then. (Meta: calling, 30 to 60 s.) */
export const RINGS_SECONDS = 60;
