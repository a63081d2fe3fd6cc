// Errors of the Graph API as Meta returns them: error codes, and the titles of failed statuses.
import type { Failure } from "../chat/message.ts";
import type { Reply } from "../http.ts";
import { traceId } from "../ids.ts";

/** An error response: thrown by the validators, turned into a reply by the server. */
export class GraphError extends Error {
  readonly code: number;
  readonly details: string;
  readonly status: number;
  /** The number that says which rule of error 100 was broken; null: none. */
  readonly subcode: number | null;

  /** `details` says what exactly is wrong; `status` is the HTTP status. */
  constructor(code: number, details: string, status = 400, subcode: number | null = null) {
    super(details);
    this.code = code;
    this.details = details;
    this.status = status;
    this.subcode = subcode;
  }
}

const titles: Record<number, string> = {
  1: "API Unknown",
  2: "API Service",
  4: "API Too Many Calls",
  10: "Permission Denied",
  33: "Parameter value is not valid",
  100: "Invalid parameter",
  190: "Access token has expired or is invalid",
  200: "API Permission",
  368: "Temporarily blocked for policies violations",
  80007: "Rate limit issues",
  130429: "Rate limit hit",
  130472: "User's number is part of an experiment",
  131000: "Something went wrong",
  131005: "Access denied",
  131008: "Required parameter is missing",
  131009: "Parameter value is not valid",
  131016: "Service unavailable",
  131021: "Recipient cannot be sender",
  131026: "Message undeliverable",
  131030: "Recipient phone number not in allowed list",
  131031: "Account has been locked",
  131042: "Business eligibility payment issue",
  131045: "Incorrect certificate",
  131047: "Re-engagement message",
  131048: "Spam rate limit hit",
  131049: "Message not delivered to maintain healthy ecosystem engagement",
  131050: "User has stopped marketing messages from this business",
  131051: "Unsupported message type",
  131052: "Media download error",
  131053: "Media upload error",
  131055: "Method not allowed",
  131056: "(Business Account, Consumer Account) pair rate limit hit",
  131057: "Account in maintenance mode",
  132000: "Number of parameters does not match the expected number of params",
  132001: "Template name does not exist in the translation",
  132005: "Translated text too long",
  132012: "Parameter format does not match",
  132015: "Template is paused",
  132016: "Template is disabled",
  133010: "Phone number not registered",
  135000: "Generic user error",
  138000: "Calling not enabled",
  138002: "Calls limit reached",
  138003: "Call already exists",
  138004: "Connection error",
  138006: "No approved call permission from the recipient",
  138009: "Call permission request limit hit",
  138012: "Business initiated calls limit hit",
  138015: "Messaging limit too low for calling",
  138017: "Permanent call permission exists",
};

/** The title of an error code. */
export function titleOf(code: number): string {
  return titles[code] ?? "Something went wrong";
}

/** The error in a `failed` status, by its code. */
export function failureOf(code: number, details?: string): Failure {
  const text = code === 131047 ? "More than 24 hours have passed since the recipient last replied." : titleOf(code);
  return { code, title: titleOf(code), details: details ?? text };
}

/** The whole HTTP reply of an error. */
export function refusal(
  code: number,
  details: string,
  status: number,
  headers: Record<string, string> = {},
  subcode: number | null = null,
): Reply {
  const message = code === 190 || code === 100 ? details : `(#${code}) ${titleOf(code)}`;
  return {
    status,
    headers,
    body: {
      error: {
        message: code === 100 ? `(#100) ${details}` : message,
        type: "OAuthException",
        code,
        ...(subcode === null ? {} : { error_subcode: subcode, error_user_title: "Invalid", error_user_msg: details }),
        ...(code === 190 ? {} : { error_data: { messaging_product: "whatsapp", details } }),
        ...(code === 1 || code === 2 ? { is_transient: true } : {}),
        fbtrace_id: traceId(),
      },
    },
  };
}
