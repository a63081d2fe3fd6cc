// What messages cost: the categories by which providers charge, and how sure a cost is.

/** Categories of charges. `service`: what is no template. `provider_fee`: what Twilio charges beside Meta. (Meta: pricing.) */
export const costCategories = [
  "marketing",
  "utility",
  "authentication",
  "authentication_international",
  "service",
  "provider_fee",
] as const;

export type CostCategory = (typeof costCategories)[number];

/** Where a cost is from: charged by the provider, estimated by the rate table, free, or not known. */
export const costBases = ["billed", "rate", "free", "unknown"] as const;

export type CostBasis = (typeof costBases)[number];

/** What a provider charged for a message that we sent, in millionths of the currency's unit. */
export type BilledPrice = { providerId: string; micros: number; currency: string };

/** Tells what was charged, for a provider that does not tell it with statuses. */
export interface PriceSource {
  /** The prices of messages that were sent since then, as far as they were billed, in pages. Throws when the provider does not list them. */
  read(since: Date, signal?: AbortSignal): AsyncIterable<BilledPrice[]>;
}
