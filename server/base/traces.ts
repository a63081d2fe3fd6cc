// One id for everything that happens to a message, from its webhook to its statuses: in log lines, and in spans for OpenTelemetry. The id is
// derived from the row that began it, so it need not be kept anywhere.
import { createHash, randomBytes } from "node:crypto";
import { type QueryExecutorProvider, sql } from "kysely";
import type { Log } from "./log.ts";

/** What a span may say of a message: never what somebody wrote, and no number of theirs. */
export type SpanAttributes = Readonly<Record<string, string | number | null>>;

/** One step of a message. */
export type Step = {
  trace: string;
  /** `noun.verb`; it is also the text of the log line. */
  name: string;
  kind: "server" | "internal" | "client";
  /** Whether it began the trace. */
  first?: boolean;
  from: Date;
  until: Date;
  failed?: boolean;
  attributes: SpanAttributes;
};

/** A step with its ids, as an exporter takes it: 32 and 16 hexadecimal digits. */
export type Span = Step & { spanId: string; parentId: string | null };

/** Takes spans to a collector. */
export type SpanExporter = { add(span: Span): void };

/** Names traces and notes steps. */
export type Traces = {
  /** The id of what began with a webhook. */
  ofWebhook(id: number): string;
  /** The id of an outbound message: that of the webhook that it answers, or one of its own. */
  ofOutbound(id: number, answeredWebhookId: number | null): string;
  /** Whether anybody wants to know of steps: the log at level debug, or a collector. */
  readonly on: boolean;
  /** Notes a step in the log, at level debug, and for the collector. */
  note(step: Step): void;
};

/** `salt` tells this Bellhop's ids from those of others. */
export function createTraces({
  salt,
  log,
  exporter,
}: {
  salt: string;
  log: Log;
  exporter: SpanExporter | null;
}): Traces {
  const idOf = (what: string): string => createHash("sha256").update(`${salt} ${what}`).digest("hex").slice(0, 32);
  return {
    ofWebhook: (id) => idOf(`webhook ${id}`),
    ofOutbound: (id, webhookId) => idOf(webhookId === null ? `message ${id}` : `webhook ${webhookId}`),
    on: exporter !== null || log.isLevelEnabled("debug"),
    note(step) {
      const { trace, name, attributes, from, until } = step;
      log.debug({ trace, ...attributes, ms: until.getTime() - from.getTime() }, name);
      const root = trace.slice(0, 16);
      exporter?.add({
        ...step,
        spanId: step.first ? root : randomBytes(8).toString("hex"),
        parentId: step.first ? null : root,
      });
    },
  };
}

/** What tells this Bellhop's ids from those of others; made once for all processes. */
export async function traceSalt(db: QueryExecutorProvider): Promise<string> {
  const value = randomBytes(16).toString("hex");
  await sql`insert into secrets (name, value) values ('traces', ${value}) on conflict do nothing`.execute(db);
  const { rows } = await sql<{ value: string }>`select value from secrets where name = 'traces'`.execute(db);
  return rows[0]!.value;
}
