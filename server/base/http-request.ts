// One HTTP request to a provider, told apart in three: answered, never left, or left and nothing came back.
// What the answer means is the provider's adapter's business.

import type { Dispatcher } from "undici";

/** What to ask. */
export type HttpRequest = {
  method: "GET" | "POST";
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
};

/** How it went. `unreachable`: not one byte of it was written. `unanswered`: it may have arrived. */
export type HttpResult =
  | { kind: "answered"; status: number; headers: Record<string, string | string[] | undefined>; body: string }
  | { kind: "unreachable"; reason: string }
  | { kind: "unanswered"; reason: string };

/** Answers longer than this are nobody's: the exchange is cut off. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Sends one request and reads the whole answer within `timeoutMs`. Never throws. The dispatcher tells when a request is
 * put on a connected socket; whatever fails before that moment (DNS, refused connection, TLS, no free connection,
 * an abort while waiting) is `unreachable`, whatever fails after it is `unanswered`.
 */
export function httpRequest(
  dispatcher: Dispatcher,
  asked: HttpRequest,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<HttpResult> {
  if (signal?.aborted) return Promise.resolve({ kind: "unreachable", reason: "stopped before it was sent" });
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null;
    let done = false;
    const settle = (result: HttpResult) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const fail = (reason: string) => settle({ kind: controller === null ? "unreachable" : "unanswered", reason });
    const stop = (reason: string) => {
      fail(reason);
      controller?.abort(new Error(reason));
    };
    const onAbort = () => stop("stopped while it was under way");
    const timer = setTimeout(() => stop(`no answer within ${timeoutMs} ms`), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    const { method, origin, path, headers, body = null } = asked;
    try {
      dispatcher.dispatch(
        { method, origin, path, headers, body },
        {
          ...readAnswer(settle, stop),
          onRequestStart(started) {
            // Too late: given up while it waited for a connection, so it must not be written any more.
            if (done) started.abort(new Error("given up before it was sent"));
            else controller = started;
          },
          onResponseError: (_, error) => fail(explain(error)),
        },
      );
    } catch (error) {
      fail(explain(error));
    }
  });
}

/** Gathers an answer and settles with it once it is whole; stops one that is too long. */
function readAnswer(settle: (result: HttpResult) => void, stop: (reason: string) => void): Dispatcher.DispatchHandler {
  let status = 0;
  let headers: Record<string, string | string[] | undefined> = {};
  let size = 0;
  const chunks: Buffer[] = [];
  return {
    onResponseStart(_, statusCode, received) {
      status = statusCode;
      headers = received;
    },
    onResponseData(_, chunk) {
      size += chunk.length;
      if (size > LONGEST_ANSWER) stop("the answer is too long");
      else chunks.push(chunk);
    },
    onResponseEnd() {
      settle({ kind: "answered", status, headers, body: Buffer.concat(chunks).toString("utf8") });
    },
  };
}

/** An error as one short line; the code first, because messages differ between systems. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  // Several addresses were tried and each failed: the first tells enough.
  const message = error instanceof AggregateError ? (error.errors[0] as Error | undefined)?.message : error.message;
  return message ? `${code}: ${message.slice(0, 200)}` : code;
}

/** Whether an HTTP status refuses this one request for its form or size, so that others may fare better. */
export const isOfOneRequest = (status: number): boolean => [400, 411, 413, 414, 415, 422, 431].includes(status);

/** How long a `Retry-After` header (seconds or an HTTP date) asks to wait, in milliseconds; null when it does not say. */
export function retryAfterMs(value: string | string[] | undefined, now: number): number | null {
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  if (!text) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
