// Sends alarms to a webhook, signed as Standard Webhooks has it (www.standardwebhooks.com); implements the port `AlarmWebhook`.
import { createHmac } from "node:crypto";
import { Agent, type Dispatcher } from "undici";
import { httpRequest, isOfOneRequest } from "../../base/http-request.ts";
import type { AlarmRequest, AlarmWebhook } from "../../contract/mail.ts";

/** How long an answer may take, in ms. */
const TIMEOUT_MS = 15_000;
/** How much of an answer is kept, in characters. */
const KEPT_ANSWER = 300;

/** A webhook at `url`. Redirects are not followed: the alarm would go where nobody asked for it. */
export function createAlarmWebhook(
  { url, secret }: { url: string; secret: Buffer },
  dispatcher: Dispatcher = new Agent({ connections: 2, keepAliveTimeout: 1_000 }),
): AlarmWebhook {
  const { origin, pathname, search, host } = new URL(url);
  return {
    host,
    async send(request, signal) {
      const asked = { method: "POST", origin, path: `${pathname}${search}`, body: request.body } as const;
      const result = await httpRequest(
        dispatcher,
        { ...asked, headers: headersOf(request, secret) },
        TIMEOUT_MS,
        signal,
      );
      if (result.kind !== "answered") return { outcome: "later", answer: `${host} did not answer: ${result.reason}` };
      const { status } = result;
      const answer = `HTTP ${status} ${result.body.replaceAll(/\s+/g, " ").slice(0, KEPT_ANSWER)}`.trim();
      if (status >= 200 && status < 300) return { outcome: "taken", answer };
      return { outcome: isOfOneRequest(status) ? "refused" : "later", answer };
    },
  };
}

/** The headers of a request: its id, its time, and the signature over both and the body. */
function headersOf({ key, at, body }: AlarmRequest, secret: Buffer): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = createHmac("sha256", secret).update(`${key}.${timestamp}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "user-agent": "Bellhop",
    "webhook-id": key,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
