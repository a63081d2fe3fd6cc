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
