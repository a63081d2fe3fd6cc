// Meta's signature of a webhook's body.
import { createHmac } from "node:crypto";

/** The value of `X-Hub-Signature-256` for exactly these bytes; the key is the app secret (Meta: webhooks, validating payloads). */
export function hubSignature(appSecret: string, body: Buffer | string): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}
