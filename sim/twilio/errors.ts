// Errors of Twilio's REST API as it returns them (Twilio: Message resource), and the reasons of failed messages.
import type { Failure } from "../chat/message.ts";
import type { Reply } from "../http.ts";

/** An error response: thrown by the validators, turned into a reply by the server. */
export class TwilioError extends Error {
  readonly code: number;
  readonly status: number;

  constructor(code: number, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The whole HTTP reply of an error. */
export function refusal(code: number, message: string, status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

const titles: Record<number, string> = {
  20003: "Authenticate",
  20429: "Too Many Requests",
  21610: "Attempt to send to unsubscribed recipient",
  20500: "An internal server error has occurred",
  30008: "Unknown error",
  63003: "Channel could not find To address",
  63010: "Channels - Twilio Internal error",
  63015: "Channel Sandbox can only send messages to phone numbers that have joined the Sandbox",
  63016: "Failed to send freeform message because you are outside the allowed window",
  63018: "Rate limit exceeded for Channel",
  11751: "Media message - media exceeds messaging provider size limit",
  63019: "Media failed to download",
  63021: "Channel invalid content error",
  63024: "Invalid message recipient",
  63027: "Template does not exist for a language and locale",
  63028: "Number of parameters provided does not match the expected number of parameters",
  63033: "Recipient is blocked",
  63040: "Template rejected",
  63041: "Template paused",
  63042: "Template disabled",
};

/** The title of an error code. */
export function titleOf(code: number): string {
  return titles[code] ?? "Unknown error";
}

/** The error in a `failed` callback, by its code. */
export function failureOf(code: number, details?: string): Failure {
  return { code, title: titleOf(code), details: details ?? titleOf(code) };
}
