// Takes spans to an OpenTelemetry collector by OTLP over HTTP, as JSON (opentelemetry.io/docs/specs/otlp). Spans may be lost; messages never wait for them.
import { hostname } from "node:os";
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import type { Log } from "../../base/log.ts";
import type { Span, SpanAttributes, SpanExporter } from "../../base/traces.ts";
import { version } from "../../base/version.ts";

/** How often spans are sent, in ms, and how many at once. */
const EVERY_MS = 2_000;
const MAX_BATCH = 512;
/** How many spans wait at most; more are dropped. */
const MAX_WAITING = 8_192;
const TIMEOUT_MS = 5_000;

/** The numbers of the protocol. */
const kinds = { internal: 1, server: 2, client: 3 } as const;
const failed = { code: 2 };

/** Sends spans to `<url>/v1/traces`. `stop` sends those that wait. */
export function createSpanExporter(
  { url, headers, log }: { url: string; headers: Readonly<Record<string, string>>; log: Log },
  dispatcher: Dispatcher = new Agent({ connections: 1 }),
): SpanExporter & { stop(): Promise<void> } {
  const { origin, pathname } = new URL(url);
  const path = `${pathname.replace(/\/+$/, "")}/v1/traces`;
  const waiting: Span[] = [];
  let [dropped, flight] = [0, Promise.resolve()];

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      const asked = { method: "POST", origin, path, body: JSON.stringify(bodyOf(batch)) } as const;
      const sent = { ...headers, "content-type": "application/json" };
      const result = await httpRequest(dispatcher, { ...asked, headers: sent }, TIMEOUT_MS);
      const isAway = result.kind !== "answered" || result.status === 429 || result.status >= 500;
      // What the collector refuses it would refuse again.
      if (!isAway) waiting.splice(0, batch.length);
      if (result.kind === "answered" && result.status < 300) continue;
      const answer = result.kind === "answered" ? `HTTP ${result.status}` : result.reason;
      log.warn({ answer, waiting: waiting.length, dropped }, "spans could not be sent to the collector");
      dropped = 0;
      if (isAway) return;
    }
  }

  const send = () => {
    flight = flight.then(flush);
    return flight;
  };
  const timer = setInterval(() => void send(), EVERY_MS);
  timer.unref();
  return {
    add(span) {
      if (waiting.length < MAX_WAITING) waiting.push(span);
      else dropped += 1;
    },
    async stop() {
      clearInterval(timer);
      await send();
      await dispatcher.close();
    },
  };
}

const nanos = (at: Date): string => `${at.getTime()}000000`;

const attributesOf = (attributes: SpanAttributes) =>
  Object.entries(attributes).flatMap(([key, value]) => {
    if (value === null) return [];
    return { key: `bellhop.${key}`, value: typeof value === "number" ? { intValue: value } : { stringValue: value } };
  });

/** The request's body (ExportTraceServiceRequest). */
function bodyOf(spans: readonly Span[]): object {
  const resource = {
    "service.name": "bellhop",
    "service.version": version,
    "service.instance.id": `${hostname()}:${process.pid}`,
  };
  return {
    resourceSpans: [
      {
        resource: {
          attributes: Object.entries(resource).map(([key, value]) => ({ key, value: { stringValue: value } })),
        },
        scopeSpans: [
          {
            scope: { name: "bellhop", version },
            spans: spans.map((span) => ({
              traceId: span.trace,
              spanId: span.spanId,
              ...(span.parentId === null ? {} : { parentSpanId: span.parentId }),
              name: span.name,
              kind: kinds[span.kind],
              startTimeUnixNano: nanos(span.from),
              endTimeUnixNano: nanos(span.until),
              attributes: attributesOf(span.attributes),
              ...(span.failed ? { status: failed } : {}),
            })),
          },
        ],
      },
    ],
  };
}
