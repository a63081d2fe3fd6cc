// Receives notifications (PostgreSQL's NOTIFY) of other processes. A lost connection is opened again, and then every loop is woken once,
// since notifications may have been missed.
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "./db.ts";
import { pause } from "./lease.ts";
import type { Log } from "./log.ts";
import type { WakeSignal } from "./wake-signal.ts";

/**
 * Until stopped, passes the payload of each notification to `hears[channel]`, or wakes `wakeSignals[channel]` where there is no such
 * function. Channel names come from code, never from input.
 */
export function listen(options: {
  url: string;
  wakeSignals: Record<string, WakeSignal>;
  hears?: Record<string, (payload: string) => void>;
  log: Log;
}): { stop(): Promise<void> } {
  const { url, wakeSignals, hears = {}, log } = options;
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      const client = createClient(url, "listen", "listen");
      const lost = new AbortController();
      client.on("error", () => lost.abort());
      client.on("end", () => lost.abort());
      client.on("notification", ({ channel, payload }) => {
        const hear = hears[channel];
        if (hear) hear(payload ?? "");
        else wakeSignals[channel]?.wake();
      });
      try {
        await client.connect();
        for (const channel of Object.keys({ ...wakeSignals, ...hears })) await client.query(`listen ${channel}`);
        for (const wakeSignal of Object.values(wakeSignals)) wakeSignal.wake();
        const signal = AbortSignal.any([stopping.signal, lost.signal]);
        // Without a query, a dead idle connection would never be noticed.
        for (; !signal.aborted; await pause(5_000, signal)) await client.query("select 1");
      } catch (error) {
        log.debug({ err: error }, "listening was interrupted");
      } finally {
        await Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
      }
      await pause(500, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
