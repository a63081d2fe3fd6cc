// Verifies Twilio's webhooks; implements the port `WebhookVerifier`. The signed URL is built from the configured public address and the
// request's target, never from Host or X-Forwarded headers.
import type { WebhookVerifier } from "../../contract/ports.ts";
import { hasRepeats } from "./form.ts";
import { checkSignature } from "./signature.ts";

/** A verifier for these auth tokens (usually one; two while a new one replaces the old). Without any token it accepts nothing. */
export function createTwilioVerifier(options: { authTokens: readonly string[]; publicUrl: string }): WebhookVerifier {
  const tokens = options.authTokens.map((token) => token.trim()).filter((token) => token !== "");
  const base = options.publicUrl.replace(/#.*$/s, "").replace(/\/+$/, "");
  const origin = /^[a-z]+:\/\/[^/?]+/i.exec(base)?.[0] ?? base;
  const prefix = base.slice(origin.length);
  return {
    verify({ target, headers, body }) {
      if (tokens.length === 0) return "unset";
      const signature = headers["x-twilio-signature"];
      // A proxy may have removed the public address's path from the target, or kept it.
      const kept = prefix !== "" && target.startsWith(`${prefix}/`);
      const verdict = checkSignature((kept ? origin : base) + target, body, signature, tokens);
      return verdict === "ok" && isRepeated(target, body) ? "repeated" : verdict;
    },
  };
}

/** The signature covers the distinct values of a repeated name in sorted order, so anybody could change their order and number. */
function isRepeated(target: string, body: Buffer): boolean {
  const query = target.includes("?") ? target.slice(target.indexOf("?") + 1) : "";
  const isJson = /^\s*[{[]/.test(body.toString("latin1", 0, 64));
  return hasRepeats(query) || (!isJson && hasRepeats(body.toString("utf8")));
}
