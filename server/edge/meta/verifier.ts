// Verifies Meta's webhooks: the port `WebhookVerifier` over the signature check, and the answer to the verification request.
// No HTTP status is decided here.
import type { Challenge, WebhookVerifier } from "../../contract/ports.ts";
import { checkSignature, sameSecret } from "./signature.ts";

/** A verifier for the given app secrets. With none of them set nothing is accepted. */
export function createMetaVerifier(appSecrets: readonly string[]): WebhookVerifier {
  const secrets = appSecrets.map((secret) => secret.trim()).filter((secret) => secret !== "");
  return {
    verify(request) {
      if (secrets.length === 0) return "unset";
      return checkSignature(request.body, request.headers["x-hub-signature-256"], secrets);
    },
  };
}

/**
 * Answers `hub.mode=subscribe` with the challenge, untouched, when the token is ours. Without a configured token it
 * refuses everyone. (Meta: webhooks, verification requests.)
 */
export function createChallenge(verifyToken: string | undefined): Challenge {
  return ({ mode, token, challenge }) => {
    if (!verifyToken || mode !== "subscribe" || typeof token !== "string" || typeof challenge !== "string") return null;
    return sameSecret(token, verifyToken) ? challenge : null;
  };
}
