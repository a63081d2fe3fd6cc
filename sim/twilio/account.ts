// The state of the simulated Twilio account, and its changes from the simulator's API.

import type { Reply } from "../http.ts";
import type { Settings } from "../options.ts";
import { TwilioError } from "./errors.ts";

/** What can be changed to try out how Bellhop shows it. */
export type TwilioState = {
  /** Advanced Opt-Out of the Messaging Service: Twilio answers STOP, START and HELP itself and blocks whoever sent STOP. */
  advanced_opt_out: boolean;
  /** (Twilio: senders, status.) */
  sender_status: string;
  offline_reasons: { code: string; message: string; more_info: string }[];
};

export type TwilioAccountState = {
  state(): TwilioState;
  /** Changes what is given. Throws for an unknown field. */
  change(given: Record<string, unknown>): TwilioState;
};

const initial: TwilioState = { advanced_opt_out: false, sender_status: "ONLINE", offline_reasons: [] };

/** Creates an account in which all is well. */
export function createTwilioState(): TwilioAccountState {
  let state = { ...initial };
  return {
    state: () => state,
    change(given) {
      for (const name of Object.keys(given)) if (!(name in initial)) throw new Error(`An account has no "${name}"`);
      state = { ...state, ...(given as Partial<TwilioState>) };
      return state;
    },
  };
}

/** The words that Advanced Opt-Out takes, and what Twilio answers. (Twilio: default keywords of Advanced Opt-Out.) */
const WORDS = {
  STOP: {
    words: ["stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"],
    answer: "You have successfully been unsubscribed. Reply START to resubscribe.",
  },
  START: { words: ["start", "unstop"], answer: "You have successfully been re-subscribed. Reply STOP to unsubscribe." },
  HELP: { words: ["help", "info"], answer: "Reply STOP to unsubscribe." },
};

export type OptOutType = keyof typeof WORDS;

/** What Advanced Opt-Out makes of a text; null when it is no word of its. */
export function optOutOf(text: string): { type: OptOutType; answer: string } | null {
  const word = text.trim().toLowerCase();
  const found = Object.entries(WORDS).find(([, { words }]) => words.includes(word));
  return found ? { type: found[0] as OptOutType, answer: found[1].answer } : null;
}

/** The account's senders. (Twilio: Senders API; the channel must be named.) */
export function sendersReply(settings: Settings, account: TwilioAccountState, query: URLSearchParams): Reply {
  if (query.get("Channel") !== "whatsapp") throw new TwilioError(20001, "Channel is required");
  const { sender_status: status, offline_reasons } = account.state();
  const sender = {
    sid: `XE${settings.twilio.accountSid.slice(2)}`,
    sender_id: `whatsapp:${settings.twilio.number}`,
    status,
    properties: { quality_rating: "HIGH", messaging_limit: "1K Customers/24hr" },
    offline_reasons: offline_reasons.length > 0 ? offline_reasons : null,
    profile: { name: "Bellhop" },
  };
  const url = "https://messaging.twilio.com/v2/Channels/Senders?PageSize=50&Page=0";
  const meta = { page: 0, page_size: 50, first_page_url: url, previous_page_url: null, url, next_page_url: null };
  return { status: 200, body: { meta: { ...meta, key: "senders" }, senders: [sender] } };
}
