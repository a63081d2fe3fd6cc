// The holes in the core's wall and the shapes that fit them. Adapters in edge/ fulfil these; core/ and api/ only ever see these.
import type { InboundItem, Provider, ProviderError, WebhookSource } from "./inbound.ts";
import type { Address, Advice, Draft, Outbound, SendResult } from "./outbound.ts";

/** What a provider knows of a message to which it gave no verdict. */
export type Found = { found: "yes"; providerId: string } | { found: "no" | "unknown" | "several" };

/** What a signature proved: nothing without one (`missing`), or that the sender knows the secret or does not. */
export type SignatureVerdict = "ok" | "missing" | "wrong";

/** Sends through one provider. */
export interface Channel {
  readonly provider: Provider;
  /** Whether `find` can tell that a message arrived; false where only a status webhook can. */
  readonly canFind: boolean;
  /** Tells the faults of a draft before it is queued (too long, too many buttons); empty when it can be sent. */
  check(draft: Draft): string[];
  /** One attempt. Never throws for anything the network or the provider does; the outcome says it. */
  send(message: Outbound, signal?: AbortSignal): Promise<SendResult>;
  /**
   * Looks up whether an unanswered message arrived after all. `known`: provider ids of other messages to the same person, which
   * it cannot be. `no`: there is no trace of it, though the provider works. `unknown`: it could not be asked this time; asking again
   * may help. `several`: more than one may be it, so nobody can tell.
   */
  find(message: Outbound, known: ReadonlySet<string>, signal?: AbortSignal): Promise<Found>;
  /** Normalises what a person typed as a recipient (`+1 (555) 010-0001`, a BSUID) or tells why it cannot be one. */
  address(typed: string): { address: Address } | { fault: string };
  /** What an error number means and asks for, also for failures that arrive later as a status. */
  advise(error: ProviderError): Advice;
}

/** A webhook as it stands on the wire. */
export type SignedRequest = {
  /** Path and query exactly as requested (`/api/x/?id=1`). */
  target: string;
  /** Lower-case header names. */
  headers: Record<string, string | string[] | undefined>;
  /** Body bytes as received. */
  body: Buffer;
};

/** Lets webhooks of one provider in, or not. */
export interface WebhookVerifier {
  /**
   * `missing`: no usable signature. `wrong`: it does not match. `unset`: no secret is configured, so nothing can pass. `repeated`: it
   * matches, but does not say which value of a repeated parameter is meant.
   */
  verify(request: SignedRequest): SignatureVerdict | "unset" | "repeated";
}

/** Answers Meta's verification request: the challenge to echo, or null when the token is wrong or not configured. */
export type Challenge = (query: { mode?: string; token?: string; challenge?: string }) => string | null;

/** Reads a stored webhook. Never throws: what it cannot read comes back as `unreadable`. */
export type ReadWebhook = (webhook: { source: WebhookSource; query: string; body: Buffer }) => InboundItem[];

/** Now. Tests hold it in their hand. */
export type Clock = () => Date;
