// Log lines about misbehaving clients: at most one per minute for each client and reason.
import type { Log } from "../../base/log.ts";

/** Logs what a client did, unless the same was logged within the last minute. The reason is one of a small fixed set. */
export type ThrottledLog = (about: { device: number } | { address: string }, reason: string, error?: unknown) => void;

const QUIET_MS = 60_000;
/** How many clients and reasons are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 1_000;

/** Builds a {@link ThrottledLog}. */
export function createThrottledLog(log: Log): ThrottledLog {
  const seen = new Map<string, { until: number; unsaid: number }>();
  return (about, reason, error) => {
    const who = "device" in about ? `device ${about.device}` : about.address;
    const key = `${who} ${reason}`;
    const now = performance.now();
    const before = seen.get(key);
    if (before && before.until > now) {
      before.unsaid += 1;
      return;
    }
    seen.delete(key);
    const oldest = seen.size >= MAX_REMEMBERED ? seen.keys().next() : null;
    if (oldest && !oldest.done) seen.delete(oldest.value);
    seen.set(key, { until: now + QUIET_MS, unsaid: 0 });
    const more = { ...(before?.unsaid ? { unsaid: before.unsaid } : {}), ...(error ? { err: error } : {}) };
    // The text names the client, since the log throttles lines with the same text.
    log.warn({ ...about, ...more }, `MQTT, ${who}: ${reason}`);
  };
}
