// Lets Twilio's webhooks in: the port `Gate` over the signature check. The signed URL is built from the configured public
// address and the request's target, never from Host or X-Forwarded headers.

import type { Gate } from "../../contract/ports.ts";
import { checkSignature } from "./signature.ts";

/** A gate for the given auth tokens (usually one; two while a new one is promoted). With none set nothing passes. */
export function createTwilioGate(options: { authTokens: readonly string[]; publicUrl: string }): Gate {
  const tokens = options.authTokens.map((token) => token.trim()).filter((token) => token !== "");
  const base = options.publicUrl.replace(/#.*$/s, "").replace(/\/+$/, "");
  const origin = /^[a-z]+:\/\/[^/?]+/i.exec(base)?.[0] ?? base;
  const prefix = base.slice(origin.length);
  return {
    verify({ target, headers, body }) {
      if (tokens.length === 0) return "unset";
      const signature = headers["x-twilio-signature"];
      // A proxy may have cut the public address's path off the target, or left it there.
      const kept = prefix !== "" && target.startsWith(`${prefix}/`);
      return checkSignature((kept ? origin : base) + target, body, signature, tokens);
    },
  };
}
