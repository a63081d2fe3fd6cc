// What all routes that send do around queueing a message.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { retryOnConflict } from "../../base/retry-on-conflict.ts";
import { caughtUp } from "../../core/ingest/lag.ts";
import type { ApiContext } from "./context.ts";

/** How long to wait for the drain when a window seems closed, in ms. */
const CATCH_UP_TIMEOUT_MS = 1_000;

/** Runs `send` in a transaction and wakes the dispatcher. Throws what `send` throws. */
export async function queueMessage<T>(context: ApiContext, send: (tx: Transaction<DB>) => Promise<T>): Promise<T> {
  const run = () => retryOnConflict(() => context.db.transaction().execute(send));
  const sent = await run().catch(async (fault: unknown) => {
    // The message that opened the window may be acknowledged but not drained yet: try again once it is.
    if (!(fault instanceof Fault) || fault.code !== "WINDOW_CLOSED") throw fault;
    await caughtUp(context.db, CATCH_UP_TIMEOUT_MS);
    return run();
  });
  context.onQueued();
  return sent;
}
