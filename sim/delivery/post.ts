// Sends one HTTP request to Bellhop, without retries or signatures.
import { Agent, request } from "undici";

export type Answer =
  | { status: number; contentType: string; body: string; ms: number }
  | { failed: "connect" | "timeout" | "reset"; detail: string; ms: number };

export type Poster = {
  /** POSTs (or GETs without a body) and never throws; redirects are not followed. */
  send(url: string, headers: Record<string, string>, body: string | null, timeoutMs: number): Promise<Answer>;
  /** Closes all connections. */
  close(): Promise<void>;
};

/** Creates a poster with its own connections. */
export function createPoster(): Poster {
  // As many as may be under way while a business takes its time: one that waits for a connection would count as unanswered.
  const agent = new Agent({ connections: 512, connect: { timeout: 5000 }, pipelining: 1, keepAliveTimeout: 2000 });
  return {
    async send(url, headers, body, timeoutMs) {
      const start = performance.now();
      const ms = () => Math.round((performance.now() - start) * 10) / 10;
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: body === null ? "GET" : "POST",
          headers,
          body,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          signal: AbortSignal.timeout(timeoutMs),
        });
        const text = await answer.body.text();
        const type = answer.headers["content-type"];
        return { status: answer.statusCode, contentType: String(type ?? ""), body: text, ms: ms() };
      } catch (error) {
        return { failed: kind(error), detail: explain(error, url), ms: ms() };
      }
    },
    close: () => agent.destroy(),
  };
}

/** Whether the provider counts the answer as success. */
export function answered(answer: Answer): answer is Extract<Answer, { status: number }> {
  return "status" in answer;
}

function code(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  if (typeof first !== "object" || first === null) return "";
  return "code" in first && typeof first.code === "string" ? first.code : "name" in first ? String(first.name) : "";
}

function kind(error: unknown): "connect" | "timeout" | "reset" {
  const name = code(error);
  if (/TimeoutError|HEADERS_TIMEOUT|BODY_TIMEOUT/.test(name)) return "timeout";
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|CONNECT_TIMEOUT|ENETUNREACH|ERR_TLS|CERT/.test(name))
    return "connect";
  return "reset";
}

function explain(error: unknown, url: string): string {
  const host = URL.canParse(url) ? new URL(url).host : url;
  switch (kind(error)) {
    case "connect":
      return `nobody listens at ${host}`;
    case "timeout":
      return `${host} did not answer in time`;
    case "reset":
      return `${host} cut the connection (${code(error) || String(error)})`;
  }
}
