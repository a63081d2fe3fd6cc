// Reads the Graph API's answers to requests that send something.
import { type HttpResult, isOfOneRequest, retryAfterMs } from "../../base/http-request.ts";
import { isBsuid } from "../../base/phone.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { Advice, SendResult } from "../../contract/outbound.ts";
import { adviseCode } from "./errors.ts";
import { errorCode, ident, list, record, text } from "./fields.ts";

/** The error object of a response and its number. Where Meta uses one number for two errors, the subcode decides. */
export function codeIn(answer: Answer): { error: JsonObject; code: number } | null {
  const parsed = parseJson(answer.body);
  const error = record("value" in parsed ? record(parsed.value)?.error : null);
  const code = errorCode(error?.code);
  if (!error || code === null) return null;
  // "Unsupported post request": the phone number does not exist, or the token has no access to it.
  return { error, code: code === 100 && errorCode(error.error_subcode) === 33 ? 33 : code };
}

/**
 * Turns a response into a result. A body that is not Meta's comes from a proxy or another server in between. With a 5xx, that may have
 * passed the request on, so the outcome is unknown. With any other status it did not, and all other messages of this number would fail in
 * the same way.
 */
export function readAnswer(answer: Answer, conceal: (words: string) => string): SendResult {
  const { status } = answer;
  const told = codeIn(answer);
  if (told) {
    const { error, code } = told;
    const details = text(record(error.error_data)?.details) ?? text(error.error_user_msg);
    const passing = error.is_transient === true || status >= 500 || status === 429;
    return {
      outcome: "refused",
      error: {
        code,
        title: conceal(text(error.message) ?? text(error.type) ?? `HTTP ${status}`),
        details: details === null ? null : conceal(details),
      },
      advice: adviseCode(code, passing),
      retryAfterMs: retryAfterMs(answer.headers["retry-after"], Date.now()),
    };
  }
  if (status >= 200 && status < 300) {
    const parsed = parseJson(answer.body);
    const body = "value" in parsed ? record(parsed.value) : null;
    const providerId = ident(record(list(body?.messages)?.[0])?.id);
    if (providerId === null) return { outcome: "unanswered", reason: `HTTP ${status} without a message id` };
    const contact = record(list(body?.contacts)?.[0]);
    return { outcome: "accepted", providerId, ...recipientOf(contact?.wa_id, contact?.user_id) };
  }
  if (status >= 500 || status === 408) {
    return { outcome: "unanswered", reason: `HTTP ${status} without Meta's error` };
  }
  return {
    outcome: "refused",
    error: { code: status, title: `HTTP ${status} without Meta's error`, details: null },
    advice: status === 429 ? adviseCode(429) : interloper(status),
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], Date.now()),
  };
}

export type Answer = Extract<HttpResult, { kind: "answered" }>;

const interloper = (status: number): Advice => ({
  action: "never",
  scope: isOfOneRequest(status) ? "message" : "channel",
  operator: true,
  remedy: "Something else than Meta's API answered. Check GRAPH_API_URL, GRAPH_API_VERSION and any proxy.",
});

/** The recipient's canonical ids, told apart by their pattern. */
function recipientOf(waId: unknown, userId: unknown): { waId: string | null; bsuid: string | null } {
  const ids = [ident(waId), ident(userId)].filter((id) => id !== null);
  return { waId: ids.find((id) => !isBsuid(id)) ?? null, bsuid: ids.find(isBsuid) ?? null };
}
