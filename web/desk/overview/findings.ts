// Problems of message delivery that need an admin's attention, worst first.
import type { Brought } from "../../api/query.ts";

export type Health = Brought<"/api/health/delivery">;
type Endpoint = Health["webhook_endpoints"][number];
type Channel = Health["channels"][number];

export type Finding =
  | { kind: "lag"; bad: boolean; waiting: number; seconds: number }
  | { kind: "unset" | "wrong"; bad: true; source: Endpoint["source"]; at: string }
  | { kind: "missing" | "stray"; bad: false; source: Endpoint["source"]; at: string }
  | { kind: "silent"; bad: false; source: Endpoint["source"] }
  | { kind: "resting"; bad: true; channel: Channel; held: NonNullable<Channel["held"]> }
  | { kind: "database"; bad: boolean; setting: string; value: string; advice: string }
  | { kind: "stuck"; bad: false; count: number }
  | { kind: "dead"; bad: false; count: number }
  | { kind: "forwarding"; bad: false; from: string };

/** Signature failures older than this are not reported, in milliseconds. */
const recent = 24 * 3_600_000;
/** A held channel is not reported before this time, since most recover by themselves; in milliseconds. */
const brief = 30_000;
/** A lag up to this is normal, in seconds. */
const ordinaryLag = 15;
/** Above this lag customers notice, in seconds. */
const longLag = 120;

/** The findings at `health.at`; empty if all is well. */
export function findingsOf(health: Health): Finding[] {
  const now = Date.parse(health.at);
  const found: Finding[] = [];
  const { waiting, lag_seconds: seconds } = health.drain;
  if (waiting > 0 && seconds > ordinaryLag) found.push({ kind: "lag", bad: seconds > longLag, waiting, seconds });
  for (const endpoint of health.webhook_endpoints) found.push(...refusals(endpoint, now));
  for (const provider of health.providers) {
    const source = provider === "meta" ? "meta" : "twilio.message";
    const endpoint = health.webhook_endpoints.find((one) => one.source === source);
    const heard = health.channels.some((channel) => channel.provider === provider && channel.last_in_at !== null);
    if (!heard && !endpoint?.last_webhook_at) found.push({ kind: "silent", bad: false, source });
  }
  for (const channel of health.channels)
    if (channel.held !== null && (channel.held.operator || now - Date.parse(channel.held.since) > brief))
      found.push({ kind: "resting", bad: true, channel, held: channel.held });
  for (const harm of health.database.harms) found.push({ kind: "database", ...harm });
  if (health.stuck.length > 0) found.push({ kind: "stuck", bad: false, count: health.stuck.length });
  if (health.dead_letters > 0) found.push({ kind: "dead", bad: false, count: health.dead_letters });
  if (health.forwarding) found.push({ kind: "forwarding", bad: false, from: health.forwarding.from });
  return found.sort((a, b) => Number(b.bad) - Number(a.bad));
}

function refusals(
  { source, last_signature_failure: why, last_signature_failure_at: at, last_webhook_at: taken }: Endpoint,
  now: number,
): Finding[] {
  if (at === null || now - Date.parse(at) > recent) return [];
  // A wrong secret of ours would refuse every webhook: if others were accepted since, this call came from somebody else.
  if (why === "wrong" && taken !== null && taken >= at) return [{ kind: "stray", bad: false, source, at }];
  if (why === "unset" || why === "wrong") return [{ kind: why, bad: true, source, at }];
  return [{ kind: "missing", bad: false, source, at }];
}
