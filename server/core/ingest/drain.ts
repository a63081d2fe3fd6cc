// The drain: passes the webhook log to `handle` in batches. A webhook that cannot be recorded becomes a dead letter and blocks no other.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { pause } from "../../base/lease.ts";
import { type Log, logFields } from "../../base/log.ts";
import type { Traces } from "../../base/traces.ts";
import { MAX_SLEEP_MS, type WakeSignal } from "../../base/wake-signal.ts";
import * as cursor from "./cursor.ts";
import { recordDeadLetter, resolve } from "./dead-letters.ts";

/**
 * Records webhooks in the given transaction. `careful` is set for the second attempt at a webhook that failed: then an optional part (an answer of
 * the bot) must not fail the whole, but is returned as a reason.
 */
export type Handle = (
  tx: Transaction<DB>,
  webhooks: readonly cursor.Logged[],
  careful: boolean,
) => Promise<{ after(): void; reasons: string[] }>;

/** The pause between batches while many webhooks come in, in ms. */
const CROWDED_PAUSE_MS = 150;

/** Drains the log until the signal fires. `db` uses the lease's connection, so that no other process drains meanwhile. */
export async function drain(options: {
  db: Kysely<DB>;
  handle: Handle;
  wakeSignal: WakeSignal;
  /** Whether the machine is busy acknowledging webhooks. */
  crowded(): boolean;
  clock: () => Date;
  log: Log;
  traces: Pick<Traces, "ofWebhook">;
  signal: AbortSignal;
}): Promise<void> {
  const { db, wakeSignal, crowded, clock, log, signal } = options;
  const handle = naming(options.handle, options.traces);
  const patience: cursor.GapWait = { gapAt: 0, since: 0 };
  // A crash of the database may undo the last batches together with the messages that they queued; the log still has the webhooks. Messages are
  // sent only after the outbox's own durable commit, which also makes this commit durable.
  await sql`set synchronous_commit = off`.execute(db);
  let swept = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      if (performance.now() - swept > 10_000) {
        await db.transaction().execute(cursor.forgetGaps);
        swept = performance.now();
      }
      const outcome = await oneBatch(db, handle, patience, clock, log);
      if (outcome === "gap") await pause(5, signal);
      else if (outcome === "empty") await wakeSignal.wait(MAX_SLEEP_MS, signal);
      // Acknowledging webhooks takes precedence; with up to 400 webhooks per batch the drain still makes progress.
      else if (crowded()) await pause(CROWDED_PAUSE_MS, signal);
      else await new Promise(setImmediate);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, "the drain stumbled, trying again");
      await pause(500, signal);
    }
  }
}

/** Adds the ids of the webhooks (the first and the last) to every log line of `handle`; of one alone also the id of its trace. */
const naming =
  (handle: Handle, traces: Pick<Traces, "ofWebhook">): Handle =>
  (tx, webhooks, careful) => {
    const [first, last] = [webhooks[0]!.id, webhooks.at(-1)!.id];
    const fields =
      first === last ? { webhooks: first, trace: traces.ofWebhook(first) } : { webhooks: `${first}-${last}` };
    return logFields.run(fields, () => handle(tx, webhooks, careful));
  };

/** What may follow a batch: more webhooks, a gap that an open transaction may fill, or nothing. */
type Left = "more" | "gap" | "empty";

async function oneBatch(
  db: Kysely<DB>,
  handle: Handle,
  patience: cursor.GapWait,
  clock: () => Date,
  log: Log,
): Promise<Left> {
  let state: Left = "empty";
  let suspects = 0;
  try {
    const after = await db.transaction().execute(async (tx) => {
      const batch = await cursor.next(tx, patience, performance.now());
      state = batch.more ? "more" : batch.waiting ? "gap" : "empty";
      if (batch.webhooks.length === 0) return () => {};
      suspects = batch.webhooks.length;
      const handled = await handle(tx, batch.webhooks, false);
      if (batch.replayed)
        await resolve(
          tx,
          batch.webhooks.map((webhook) => webhook.id),
          clock(),
        );
      await batch.done(tx);
      return handled.after;
    });
    after();
    return state;
  } catch (error) {
    if (isTransient(error) || suspects === 0) throw error;
    log.warn({ err: error, webhooks: suspects }, "a batch failed, taking its webhooks one by one");
  }
  await oneByOne(db, handle, patience, clock, log);
  return "more";
}

/** Drains the next batch one webhook at a time, each in its own transaction, so that only the failing one becomes a dead letter. */
async function oneByOne(
  db: Kysely<DB>,
  handle: Handle,
  patience: cursor.GapWait,
  clock: () => Date,
  log: Log,
): Promise<void> {
  const batch = await db.transaction().execute((tx) => cursor.next(tx, patience, performance.now()));
  for (const webhook of batch.webhooks) {
    try {
      const handled = await db.transaction().execute(async (tx) => {
        const result = await handle(tx, [webhook], true);
        for (const reason of result.reasons) await recordDeadLetter(tx, webhook, reason);
        if (result.reasons.length === 0) await resolve(tx, [webhook.id], clock());
        return result;
      });
      handled.after();
    } catch (error) {
      if (isTransient(error)) throw error;
      log.error({ err: error, webhook: webhook.id }, "a webhook could not be used, set aside as a dead letter");
      await db
        .transaction()
        .execute((tx) => recordDeadLetter(tx, webhook, `It could not be recorded: ${(error as Error).message}`));
    }
  }
  await db.transaction().execute((tx) => batch.done(tx));
}
