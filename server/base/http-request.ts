// Sends one HTTP request to a provider and distinguishes three outcomes: answered, never sent, or sent without an answer.
// The provider's adapter interprets the answer.
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";

/** The request to send. */
export type HttpRequest = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  /** A stream needs a content-length among the headers; it is destroyed when the request fails. */
  body?: string | Readable;
};

/** The outcome. `unreachable`: no byte of the request was written. `unanswered`: the request may have arrived. */
export type HttpResult =
  | { kind: "answered"; status: number; headers: Record<string, string | string[] | undefined>; body: string }
  | { kind: "unreachable"; reason: string }
  | { kind: "unanswered"; reason: string };

/** The longest answer that is read, in bytes. No provider sends more; a longer one is cut off. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Sends one request and reads the whole answer within `timeoutMs`. Never throws. The dispatcher reports when the request is written to a
 * connected socket: a failure before that moment (DNS, refused connection, TLS, no free connection, an abort while waiting) is
 * `unreachable`, a failure after it `unanswered`.
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
            // Given up while it waited for a connection: it must not be written any more.
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

/** Collects an answer and passes it to `settle` when it is complete; stops one that is too long. */
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

/** An error as one short line, beginning with its code, because messages differ between systems. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  // Several addresses were tried and all failed: the first error is enough.
  const message = error instanceof AggregateError ? (error.errors[0] as Error | undefined)?.message : error.message;
  return message ? `${code}: ${message.slice(0, 200)}` : code;
}

/** Whether an HTTP status refuses this one request for its form or size, so that other requests may succeed. */
export const isOfOneRequest = (status: number): boolean => [400, 411, 413, 414, 415, 422, 431].includes(status);

/** The delay that a `Retry-After` header (seconds or an HTTP date) asks for, in milliseconds; null when it names none. */
export function retryAfterMs(value: string | string[] | undefined, now: number): number | null {
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  if (!text) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
