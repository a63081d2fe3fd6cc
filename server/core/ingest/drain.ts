// The drain: takes the webhook log in batches through `handle`. One poisoned webhook becomes a dead letter and stops nobody.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { pause } from "../../base/lease.ts";
import { type Log, logFields } from "../../base/log.ts";
import { MAX_SLEEP_MS, type WakeSignal } from "../../base/wake-signal.ts";
import * as cursor from "./cursor.ts";
import { bury, resolve } from "./dead-letters.ts";

/**
 * Turns webhooks into what they mean, in the given transaction. `careful` is the second try of a webhook that failed: whatever
 * is optional (an answer of the bot) should then fail by itself and be told in the returned reasons, not take the message with it.
 */
export type Handle = (
  tx: Transaction<DB>,
  webhooks: readonly cursor.Logged[],
  careful: boolean,
) => Promise<{ after(): void; reasons: string[] }>;

/** How long the drain rests between batches while webhooks crowd in, in ms. */
const CROWDED_PAUSE_MS = 150;

/** Drains the log until the signal fires. `db` works on the lease's connection, so nobody else drains meanwhile. */
export async function drain(options: {
  db: Kysely<DB>;
  handle: Handle;
  wakeSignal: WakeSignal;
  /** Whether acknowledging webhooks needs the machine now. */
  crowded(): boolean;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
}): Promise<void> {
  const { db, handle, wakeSignal, crowded, clock, log, signal } = options;
  const patience: cursor.Patience = { gapAt: 0, since: 0 };
  // A crash may undo the last batches together with what they queued; the log still has them. What leaves the house does so
  // only after a durable commit of the outbox's own, which carries this one's along.
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
      // What is not yet written down comes first; at 400 webhooks a breath the drain still makes way.
      else if (crowded()) await pause(CROWDED_PAUSE_MS, signal);
      else await new Promise(setImmediate);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, "the drain stumbled, trying again");
      await pause(500, signal);
    }
  }
}

/** Lets every line of the log say which webhooks it is about: their ids, from the first to the last. */
function naming<T>(webhooks: readonly cursor.Logged[], run: () => Promise<T>): Promise<T> {
  const [first, last] = [webhooks[0]!.id, webhooks.at(-1)!.id];
  return logFields.run({ webhooks: first === last ? first : `${first}-${last}` }, run);
}

/** What a batch left: more to take now, a gap that an open transaction may still fill, or nothing. */
type Left = "more" | "gap" | "empty";

async function oneBatch(
  db: Kysely<DB>,
  handle: Handle,
  patience: cursor.Patience,
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
      const handled = await naming(batch.webhooks, () => handle(tx, batch.webhooks, false));
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

/** Takes the next batch webhook by webhook, each in a transaction of its own, so that only the poisoned one is set aside. */
async function oneByOne(
  db: Kysely<DB>,
  handle: Handle,
  patience: cursor.Patience,
  clock: () => Date,
  log: Log,
): Promise<void> {
  const batch = await db.transaction().execute((tx) => cursor.next(tx, patience, performance.now()));
  for (const webhook of batch.webhooks) {
    try {
      const handled = await db.transaction().execute(async (tx) => {
        const result = await naming([webhook], () => handle(tx, [webhook], true));
        for (const reason of result.reasons) await bury(tx, webhook, reason);
        if (result.reasons.length === 0) await resolve(tx, [webhook.id], clock());
        return result;
      });
      handled.after();
    } catch (error) {
      if (isTransient(error)) throw error;
      log.error({ err: error, webhook: webhook.id }, "a webhook could not be used, set aside as a dead letter");
      await db
        .transaction()
        .execute((tx) => bury(tx, webhook, `It could not be recorded: ${(error as Error).message}`));
    }
  }
  await db.transaction().execute((tx) => batch.done(tx));
}
