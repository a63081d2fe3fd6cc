// What follows a jump of the machine's clock: a log line, a metric and an incident, and every loop looks again.
import { hostname } from "node:os";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { type ClockJump, note, watchClock } from "./base/clock-jumps.ts";
import { isTransient } from "./base/db.ts";
import { openIncident } from "./base/incidents.ts";
import { pause } from "./base/lease.ts";
import type { Log } from "./base/log.ts";
import type { Metrics } from "./base/metrics.ts";

type Parts = {
  db: Kysely<DB>;
  metrics: Metrics;
  log: Log;
  /** Called at once for each jump, in ms. */
  onJump(byMs: number): void;
  watch?: typeof watchClock;
};

/** Watches the clock until stopped. */
export function watchJumps({ db, metrics, log, onJump, watch = watchClock }: Parts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let telling = Promise.resolve();
  const watching = watch((jump) => {
    log.warn(
      { by_seconds: jump.bySeconds, before: jump.before, at: jump.at },
      "the machine's clock jumped: set it by NTP, and look at stays and due times around it",
    );
    metrics.clockJumps.inc();
    onJump(jump.bySeconds * 1_000);
    telling = telling.then(() => keep(jump));
  });

  /** Stores the jump, and retries while the database is unavailable. */
  async function keep(jump: ClockJump): Promise<void> {
    for (;;) {
      try {
        return await db.transaction().execute(async (tx) => {
          const host = hostname();
          if (!(await note(tx, jump, host))) return;
          const { before, at, bySeconds } = jump;
          await openIncident(tx, "clock_jump", {}, { by_seconds: bySeconds, before, at, host }, at);
        });
      } catch (error) {
        if (!isTransient(error)) return log.error({ err: error }, "a jump of the clock could not be written down");
        if (stopping.signal.aborted) return;
        await pause(1_000, stopping.signal);
      }
    }
  }

  return {
    async stop() {
      watching.stop();
      stopping.abort();
      await telling;
    },
  };
}
