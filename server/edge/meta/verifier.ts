// Verifies Meta's webhooks (implements the port `WebhookVerifier`) and answers Meta's verification request. Chooses no HTTP status.
import type { Challenge, WebhookVerifier } from "../../contract/ports.ts";
import { checkSignature, sameSecret } from "./signature.ts";

/** A verifier for these app secrets. Without any secret it accepts nothing. */
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
 * Answers `hub.mode=subscribe` with the unchanged challenge when the token is one of ours. Without a configured token it refuses everybody. (Meta:
 * webhooks, verification requests.)
 */
export function createChallenge(verifyTokens: readonly string[]): Challenge {
  const tokens = verifyTokens.filter((token) => token !== "");
  return ({ mode, token, challenge }) => {
    if (mode !== "subscribe" || typeof token !== "string" || typeof challenge !== "string") return null;
    // All are compared, so that the time does not tell which one is like it.
    return tokens.filter((known) => sameSecret(token, known)).length > 0 ? challenge : null;
  };
}
