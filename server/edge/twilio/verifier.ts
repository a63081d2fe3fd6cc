// Verifies Twilio's webhooks; implements the port `WebhookVerifier`. The signed URL is built from the configured public address and the
// request's target, never from Host or X-Forwarded headers.
import type { WebhookVerifier } from "../../contract/ports.ts";
import { hasRepeats } from "./form.ts";
import { checkSignature } from "./signature.ts";

/** Settings of {@link createTwilioVerifier}. */
export type TwilioVerifierOptions = {
  /** Tokens of the account in the environment (usually one; two while a new one replaces the old), or of any account. */
  authTokens: readonly string[];
  /** Tokens by Account SID: a webhook that names one of these accounts is verified with its tokens alone. */
  accounts?: ReadonlyMap<string, readonly string[]>;
  publicUrl: string;
};

/** A verifier for these auth tokens. Without any token it accepts nothing. */
export function createTwilioVerifier(options: TwilioVerifierOptions): WebhookVerifier {
  const tokens = usable(options.authTokens);
  const accounts = new Map([...(options.accounts ?? [])].map(([sid, given]) => [sid, usable(given)]));
  const all = [...new Set([...tokens, ...[...accounts.values()].flat()])];
  const base = options.publicUrl.replace(/#.*$/s, "").replace(/\/+$/, "");
  const origin = /^[a-z]+:\/\/[^/?]+/i.exec(base)?.[0] ?? base;
  const prefix = base.slice(origin.length);
  /** An account that is not known may be a subaccount of the environment's, whose webhooks are signed with its token or their own. */
  const tokensFor = (sid: string | null) => (sid === null ? all : (accounts.get(sid) ?? tokens));
  return {
    verify({ target, headers, body }) {
      if (all.length === 0) return "unset";
      const signature = headers["x-twilio-signature"];
      // A proxy may have removed the public address's path from the target, or kept it.
      const kept = prefix !== "" && target.startsWith(`${prefix}/`);
      const url = (kept ? origin : base) + target;
      const verdict = checkSignature(url, body, signature, tokensFor(accountIn(target, body)));
      return verdict === "ok" && isRepeated(target, body) ? "repeated" : verdict;
    },
  };
}

const usable = (tokens: readonly string[]): string[] =>
  tokens.map((token) => token.trim()).filter((token) => token !== "");

/** The account that a webhook names, in its form, JSON or query; nothing is believed of it but whose token to try. Null: it names none. */
function accountIn(target: string, body: Buffer): string | null {
  const text = `${target.slice(target.indexOf("?") + 1)}&${body.toString("latin1")}`;
  return (
    /(?:^|&)AccountSid=(AC[0-9a-f]{32})(?=&|$)|"AccountSid"\s*:\s*"(AC[0-9a-f]{32})"/i
      .exec(text)
      ?.slice(1)
      .find((sid) => sid !== undefined) ?? null
  );
}

/** The signature covers the distinct values of a repeated name in sorted order, so anybody could change their order and number. */
function isRepeated(target: string, body: Buffer): boolean {
  const query = target.includes("?") ? target.slice(target.indexOf("?") + 1) : "";
  const isJson = /^\s*[{[]/.test(body.toString("latin1", 0, 64));
  return hasRepeats(query) || (!isJson && hasRepeats(body.toString("utf8")));
}
