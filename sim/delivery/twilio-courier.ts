// Brings webhooks to Bellhop as Twilio does: form POST, signed over the URL as given, few retries, then given up.
import { randomUUID } from "node:crypto";
import type { Faults } from "../faults.ts";
import type { Settings } from "../options.ts";
import { pause, type Timers } from "../timers.ts";
import { twilioSignature } from "../twilio/signature.ts";
import type { WireLog } from "../wire-log.ts";
import type { Flights } from "./flights.ts";
import { type Answer, answered, type Poster } from "./post.ts";
import { toTarget } from "./target.ts";
import { policyOf, retryDue, succeeded } from "./twilio-policy.ts";

export type TwilioWebhook = {
  /** As configured at Twilio or given as StatusCallback; a fragment is not sent and not signed. */
  url: string;
  params: Record<string, string>;
  onAttempt?: (outcome: { delivered: boolean; lost: boolean; attempts: number; detail: string | null }) => void;
  /** What Bellhop answered with 2xx: TwiML, for incoming messages. */
  onAnswer?: (body: string, contentType: string) => void;
};

export type TwilioCourier = {
  /** Sends a webhook. Resolves when Twilio is done with it, delivered or given up. */
  deliver(webhook: TwilioWebhook): Promise<void>;
};

type Parts = {
  settings: Settings;
  poster: Poster;
  timers: Timers;
  faults: Faults;
  log: WireLog;
  flights: Flights;
};

/** Makes a courier; it stops when its timers are cleared. */
export function createTwilioCourier(parts: Parts): TwilioCourier {
  const { settings, timers, faults, flights } = parts;

  const attempts = async (hook: TwilioWebhook, token: string): Promise<void> => {
    const policy = policyOf(hook.url);
    const start = performance.now();
    for (let n = 1; ; n += 1) {
      const wrongly = faults.strikes("bad_signature", "twilio") !== null;
      const note = wrongly ? "wrong signature" : n > 1 ? `attempt ${n}` : null;
      const answer = await post(parts, hook, token, note, wrongly ? "signature" : "none");
      const delivered = succeeded(answer);
      const spent = performance.now() - start;
      const lost = !delivered && (n > policy.retries || spent > policy.totalMs || !retryDue(policy, answer));
      hook.onAttempt?.({ delivered, lost, attempts: n, detail: delivered ? null : reason(answer) });
      if (delivered && answered(answer)) hook.onAnswer?.(answer.body, answer.contentType);
      if (delivered || lost) return;
      await pause(timers, Math.min(settings.timing.twilioRetryDelayMs * 2 ** (n - 1), 2000));
    }
  };

  const deliver = async (hook: TwilioWebhook): Promise<void> => {
    const reorder = faults.strikes("reorder", "twilio");
    if (reorder) await pause(timers, settings.random() * (reorder.ms ?? 1500));
    const token = randomUUID();
    if (faults.strikes("wrong_json", "twilio")) await post(parts, hook, randomUUID(), "unreadable form", "body");
    if (faults.strikes("duplicate", "twilio")) void flights.track(post(parts, hook, token, "duplicate", "none"));
    await attempts(hook, token);
  };

  return { deliver: (hook) => flights.track(deliver(hook)) };
}

/** One POST to Bellhop, in order or with a fault. */
async function post(
  { settings, poster, log }: Parts,
  hook: TwilioWebhook,
  token: string,
  note: string | null,
  fault: "none" | "signature" | "body",
): Promise<Answer> {
  const url = hook.url.replace(/#.*$/, "");
  const secret = fault === "signature" ? `not ${settings.twilio.authToken}` : settings.twilio.authToken;
  const params: Record<string, string> = fault === "body" ? { "%": "%%", Body: '{"this is not' } : hook.params;
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    "x-twilio-signature": twilioSignature(secret, url, params),
    "i-twilio-idempotency-token": token,
    "user-agent": "TwilioProxy/1.1",
  };
  const body = new URLSearchParams(params).toString();
  const answer = await poster.send(toTarget(settings, url), headers, body, policyOf(hook.url).readMs);
  log.add({
    direction: "webhook",
    line: "twilio",
    method: "POST",
    path: pathOf(url),
    status: answered(answer) ? answer.status : null,
    ms: answer.ms,
    note: answered(answer) ? note : [note, answer.detail].filter(Boolean).join("; "),
    request: params,
    response: answered(answer) ? answer.body.slice(0, 2000) : null,
  });
  return answer;
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function reason(answer: Answer): string {
  return answered(answer) ? `Bellhop answered ${answer.status}` : answer.detail;
}
