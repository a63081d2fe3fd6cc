// The words for phone calls over WhatsApp.

/** What became of a call: `rang` as long as its end is not known; `missed` when nobody took it. */
export const callStates = ["rang", "answered", "missed", "rejected", "failed"] as const;

export type CallState = (typeof callStates)[number];

/** What one webhook says happened to a call. */
export type CallStep = "connect" | "terminate" | "ringing" | "accepted" | "rejected";

/** What happens when a customer calls a number: colleagues at the Desk hear it, nobody takes it, it is refused with a text, or there is no button. */
export const callPolicies = ["ring_desk", "ring_out", "reject", "hide"] as const;

export type CallPolicy = (typeof callPolicies)[number];

/** The days of a week. */
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** When customers can call; outside these hours WhatsApp tells them that the business is closed. Times are of the time zone, such as `09:30`. */
export type CallHours = {
  /** false: customers can call at any time. */
  enabled: boolean;
  timeZone: string;
  /** At most two spans a day, which do not overlap, and at least one in all. */
  week: { day: (typeof weekdays)[number]; opens: string; closes: string }[];
  /** When the business is closed on a date (`2026-12-25`); at most 20. */
  holidays: { date: string; from: string; to: string }[];
};

/** How many spans the hours may have a day, and how many holidays. (Meta: calling, call settings.) */
export const CALL_HOURS_LIMITS = { spansADay: 2, holidays: 20 };

/** The settings of a number's calls as its provider has them. */
export type CallSettings = {
  /** Whether calling is switched on. */
  enabled: boolean;
  /** Whether customers see the button to call, if it is. */
  buttonShown: boolean;
  /** Customers of these countries alone see it (ISO 3166); empty: all do. */
  countries: string[];
  /** null: never set, so that customers can call at any time. */
  hours: CallHours | null;
  /** A customer's call lets the business call back. */
  callbackPermission: boolean;
  /** Calls go to a SIP server, and not to Bellhop. */
  usesSip: boolean;
  /** What the provider has restricted, in its words. */
  restrictions: { kind: string; reason: string | null; until: Date | null }[];
};

/** What is changed of the settings at the provider; what is left out stays. Hours are replaced as a whole. */
export type CallSettingsChange = Partial<Pick<CallSettings, "enabled" | "buttonShown" | "callbackPermission">> & {
  hours?: CallHours;
};

/** What the button of the text that answers a refused call sends back. */
export const CALL_BACK = "call_me_back";

/** How long a call rings, in seconds: the provider ends one that nobody takes by then. (Meta: calling, 30 to 60 s.) */
export const RINGS_SECONDS = 60;
