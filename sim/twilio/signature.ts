// Twilio's signature over a webhook's URL and parameters.
import { createHmac } from "node:crypto";

export type FormParams = Record<string, string | string[]>;

/**
 * The value of `X-Twilio-Signature` for a form POST (Twilio: webhook security): the URL as configured, without its fragment, then every parameter by
 * name in byte order with its value; the values of a repeated name are deduplicated and sorted.
 */
export function twilioSignature(authToken: string, url: string, params: FormParams): string {
  const names = Object.keys(params).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let text = url.replace(/#.*$/, "");
  for (const name of names) {
    const value = params[name] ?? "";
    const values = Array.isArray(value) ? [...new Set(value)].sort() : [value];
    for (const one of values) text += name + one;
  }
  return createHmac("sha1", authToken).update(Buffer.from(text, "utf8")).digest("base64");
}
