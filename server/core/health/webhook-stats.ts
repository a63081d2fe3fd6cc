// Counts of webhooks per endpoint, over all processes and restarts. An endpoint only counts in memory, so that a webhook costs nothing extra;
// every few seconds the counts are added to the database.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { Log } from "../../base/log.ts";
import type { Metrics } from "../../base/metrics.ts";
import type { Clock } from "../../contract/ports.ts";

/** Writes the counts of one process to the database. */
export type WebhookStats = {
  /** Writes what was counted since the last flush. Never throws: what could not be written is kept for the next flush. */
  flush(): Promise<void>;
  /** Writes what remains and stops. */
  stop(): Promise<void>;
};

/** The counts of an endpoint since the process began. */
type Seen = { webhooks: number; refused: number; unavailable: number; reasons: Map<string, number> };

/** How often the counts are written, in milliseconds. */
const FLUSH_INTERVAL_MS = 5_000;

/** Starts writing the counts of a process. */
export function keepWebhookStats(parts: { db: Kysely<DB>; metrics: Metrics; clock: Clock; log: Log }): WebhookStats {
  const { db, metrics, clock, log } = parts;
  const written = new Map<string, Seen>();
  let last = Promise.resolve();
  const write = async () => {
    const seen = await read(metrics);
    const rows = [...seen].flatMap(([source, now]) => since(source, written.get(source), now));
    if (rows.length === 0) return;
    await sql`
      update webhook_endpoint_stats d set webhooks = d.webhooks + r.webhooks, signature_failures = d.signature_failures + r.refused,
        unavailable = d.unavailable + r.unavailable,
        last_webhook_at = case when r.webhooks > 0 then greatest(d.last_webhook_at, ${clock()}) else d.last_webhook_at end,
        last_signature_failure_at = case when r.refused > 0 then greatest(d.last_signature_failure_at, ${clock()}) else d.last_signature_failure_at end,
        last_signature_failure = coalesce(r.reason, d.last_signature_failure)
      from ${recordset("r", "source text, webhooks bigint, refused bigint, unavailable bigint, reason text", rows)}
      where d.source = r.source`.execute(db);
    for (const [source, now] of seen) written.set(source, now);
  };
  const flush = () => {
    last = last.then(write).catch((error: unknown) => {
      log.debug({ err: error }, "the counts of the webhook endpoints could not be written, it is tried again");
    });
    return last;
  };
  const timer = setInterval(flush, FLUSH_INTERVAL_MS);
  timer.unref();
  return {
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** The counts of all endpoints, from the process's metrics. */
async function read(metrics: Metrics): Promise<Map<string, Seen>> {
  const all = new Map<string, Seen>();
  const of = (source: unknown): Seen => {
    const name = String(source);
    if (!all.has(name)) all.set(name, { webhooks: 0, refused: 0, unavailable: 0, reasons: new Map() });
    return all.get(name)!;
  };
  for (const { metricName, labels, value } of (await metrics.acknowledged.get()).values)
    if (metricName?.endsWith("_count")) of(labels.source).webhooks += value;
  for (const { labels, value } of (await metrics.unavailable.get()).values) of(labels.source).unavailable += value;
  for (const { labels, value } of (await metrics.refused.get()).values) {
    const seen = of(labels.source);
    seen.refused += value;
    seen.reasons.set(String(labels.reason), value);
  }
  return all;
}

/** The increments of an endpoint since the last flush; none when nothing has changed. */
function since(source: string, before: Seen | undefined, now: Seen) {
  const more = (key: "webhooks" | "refused" | "unavailable") => now[key] - (before?.[key] ?? 0);
  const row = { source, webhooks: more("webhooks"), refused: more("refused"), unavailable: more("unavailable") };
  if (row.webhooks + row.refused + row.unavailable === 0) return [];
  const reasons = [...now.reasons].filter(([reason, n]) => n > (before?.reasons.get(reason) ?? 0));
  return [{ ...row, reason: reasons[0]?.[0] ?? null }];
}
