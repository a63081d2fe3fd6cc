// The faults that can be switched on: descriptions and settings. Whether a fault strikes is decided in faults.ts.
import type { Line } from "./chat/message.ts";

/** Every fault with the description that the page shows. */
export const FAULTS = {
  duplicate: "Send every webhook twice",
  reorder: "Delay webhooks at random, so that they overtake each other",
  batch: "Put several updates in one webhook (Meta only)",
  bad_signature: "Sign a webhook wrongly",
  wrong_json: "Send a signed webhook that nobody can read before the real one",
  rate_limit: "Answer 429 with Retry-After",
  server_error: "Answer 503",
  html_error: "Answer with an HTML page, as a broken gateway does",
  truncated: "Take the message, answer half of the JSON",
  timeout_accepted: "Take the message but never answer",
  timeout_ignored: "Neither take the message nor answer",
  reset: "Cut the connection",
  slow: "Answer late",
  no_status: "Take messages, but tell nothing of them afterwards",
  early_status: "Send the first status before the answer",
  error_code: "Refuse with an error code",
  failed_status: "Accept, then report as failed",
} as const;

export type FaultName = keyof typeof FAULTS;

/** When and how a fault strikes. Everything is optional; `{}` means always, until cleared. */
export type Fault = {
  /** 0 to 1; default 1. */
  probability?: number;
  /** Strikes this many times, then clears itself; default: no limit. */
  count?: number;
  /** Clears itself after this many seconds; default: no limit. */
  seconds?: number;
  /** Only on this line; default: both. */
  line?: Line;
  /** Which API calls: `send` (default), `media` (look-up and download), `any`. Ignored by webhook faults. */
  on?: "send" | "media" | "any";
  /** Milliseconds: response delay of `slow` (1500), longest delay of `reorder` (1500), collection time of `batch` (150). */
  ms?: number;
  /** Error code of `error_code` and `failed_status`; default 131000 (Meta) or 63016 (Twilio). */
  code?: number;
  /** HTTP status of `error_code`, `server_error` and `html_error` (502). */
  status?: number;
  /** Seconds in Retry-After of `rate_limit`; default 2. */
  retryAfter?: number;
  /** `reset` only: accept the message before closing the connection. */
  accepted?: boolean;
};

export type FaultState = Partial<Record<FaultName, Fault>>;
