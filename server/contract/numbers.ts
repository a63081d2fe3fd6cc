// The business's numbers with their credentials, as admins enter them in the Desk.
import type { ChannelRef } from "./inbound.ts";

/** Where the credentials of a number come from; those of the environment win. */
export const credentialSources = ["environment", "desk"] as const;

export type CredentialSource = (typeof credentialSources)[number];

/** The secrets of a number at Meta. */
export type MetaSecrets = {
  accessToken: string;
  /** Several while one replaces another. */
  appSecrets: string[];
  verifyToken: string;
};

/** The secrets of a number at Twilio. */
export type TwilioSecrets = {
  /** The primary one first. */
  authTokens: string[];
};

/** A number that was entered in the Desk. */
export type StoredNumber = {
  channelId: number;
  ref: ChannelRef;
  /** Grows with each change. */
  revision: number;
  /** Those of its provider; null: they cannot be decrypted with this process's keys, so the number can neither send nor verify webhooks. */
  secrets: MetaSecrets | TwilioSecrets | null;
};

/** A number that is to be added or changed. */
export type NumberCandidate = {
  provider: ChannelRef["provider"];
  externalId: string;
  /** WABA id at Meta, Account SID at Twilio. */
  accountId: string;
  secrets: MetaSecrets | TwilioSecrets;
};

/** The secrets of both providers by their names in the API. */
export const secretNames = ["access_token", "app_secrets", "verify_token", "auth_tokens"] as const;

export type SecretName = (typeof secretNames)[number];

/**
 * What is checked of a number before it is saved, in order. `token`: the provider accepts it. `rights`: it may do what is needed. `app_secret`: it is
 * that of the token's app. `number`: it is there for the token. `account`: the number is one of the account's. `subscription`: the account's
 * webhooks come to the app. `address`: the provider can reach this Bellhop.
 */
export const checkSteps = ["token", "rights", "app_secret", "number", "account", "subscription", "address"] as const;

export type CheckStep = (typeof checkSteps)[number];

/** `warning`: it works, but not for long or not for all. `unknown`: it could not be found out. */
export const checkStates = ["ok", "warning", "failed", "unknown"] as const;

/** What came of a step. */
export type CheckResult = {
  step: CheckStep;
  state: (typeof checkStates)[number];
  /** What was found, a sentence. */
  detail: string;
  /** What to do about it, a sentence; null: nothing. */
  remedy: string | null;
  /** The number as people dial it, in digits, where the provider told it. */
  displayNumber?: string;
};

/** Checks the credentials of a number at its provider; nothing is kept and, but for `subscribe`, nothing changed. */
export interface NumberChecker {
  /** The steps for this provider, in order. */
  readonly steps: readonly CheckStep[];
  /** Never throws for faults of the network or the provider: the result tells them. */
  check(candidate: NumberCandidate, step: CheckStep, signal?: AbortSignal): Promise<CheckResult>;
  /** Has the account's webhooks sent to the token's app. Null where the provider has nothing to subscribe to. */
  readonly subscribe: ((candidate: NumberCandidate, signal?: AbortSignal) => Promise<CheckResult>) | null;
}
