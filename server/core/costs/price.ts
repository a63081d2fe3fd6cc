// What one delivered message costs. Pure.
import { type CostBasis, type CostCategory, costCategories } from "../../contract/costs.ts";
import type { Json, JsonObject, Provider } from "../../contract/inbound.ts";
import type { TemplateCategory } from "../../contract/templates.ts";
import { marketOf } from "./markets.ts";

/** How many service messages of a number Meta delivers for nothing in a calendar month. (Meta: pricing from 1 October 2026.) */
export const FREE_SERVICE_MESSAGES = 1_000;

/** An amount in millionths of a currency's unit: messages cost fractions of a cent. */
export type Amount = { micros: number; currency: string };

/** A rate of the table: it counts from the start of a day of UTC on, until a later one. */
export type Rate = Amount & { market: string; category: CostCategory; validFrom: string };

/** A message that was delivered. */
export type Delivered = {
  provider: Provider;
  /** Number or user id to which it was delivered. */
  recipient: string | null;
  at: Date;
  /** Meta's `pricing` of its statuses; null when there is none. */
  pricing: JsonObject | null;
  isTemplate: boolean;
  /** The category of its template as the provider listed it; null when that is not known. */
  templateCategory: TemplateCategory | null;
};

/** What a message cost. `micros` and `currency` are null when the basis is unknown. */
export type Cost = {
  category: CostCategory | null;
  market: string | null;
  micros: number | null;
  currency: string | null;
  basis: CostBasis;
};

/**
 * The cost of a delivered message. `serviceBefore`: how many service messages of the number were delivered before in the month. What the provider
 * does not say is unknown and never zero.
 */
export function costOf(message: Delivered, rates: readonly Rate[], serviceBefore: number): Cost {
  const market = marketOf(message.recipient);
  if (message.provider === "twilio") return ofTwilio(message, market, rates);
  const { pricing } = message;
  const category = categoryIn(pricing);
  const unknown: Cost = { category, market, micros: null, currency: null, basis: "unknown" };
  if (pricing === null || category === null) return unknown;
  if (typeof pricing.type === "string" && pricing.type !== "regular") return free(category, market);
  // Older statuses have no type; what is not billable costs nothing. (Meta: `billable` will go.)
  if (typeof pricing.type !== "string" && pricing.billable === false) return free(category, market);
  const told = toldAmount(pricing.cost);
  if (told !== null) return { category, market, ...told, basis: "billed" };
  if (category === "service" && serviceBefore < FREE_SERVICE_MESSAGES) return free(category, market);
  const rate = rateOf(rates, market, category, message.at);
  return rate === null ? unknown : { category, market, micros: rate.micros, currency: rate.currency, basis: "rate" };
}

/**
 * Twilio's callbacks say nothing of costs: they are estimated as its fee and Meta's rate, for service or for the template's category. Where that was
 * never listed the cost is unknown.
 */
function ofTwilio(
  { isTemplate, templateCategory, at }: Delivered,
  market: string | null,
  rates: readonly Rate[],
): Cost {
  const category = isTemplate ? templateCategory : "service";
  const fee = rateOf(rates, "Twilio", "provider_fee", at);
  const rate = category === null ? null : rateOf(rates, market, category, at);
  if (fee === null || rate === null || fee.currency !== rate.currency)
    return { category, market, micros: null, currency: null, basis: "unknown" };
  return { category, market, micros: fee.micros + rate.micros, currency: rate.currency, basis: "rate" };
}

const free = (category: CostCategory, market: string | null): Cost => ({
  category,
  market,
  micros: 0,
  currency: null,
  basis: "free",
});

/** The rate that counts at a time; null when there is none. */
export function rateOf(rates: readonly Rate[], market: string | null, category: CostCategory, at: Date): Amount | null {
  const day = at.toISOString().slice(0, 10);
  const fitting = rates.filter((rate) => rate.market === market && rate.category === category && rate.validFrom <= day);
  return fitting.reduce<Rate | null>((last, rate) => (last && last.validFrom > rate.validFrom ? last : rate), null);
}

/** The category that a status names. Conversation-based names of older statuses (`referral_conversion`) are none. */
function categoryIn(pricing: JsonObject | null): CostCategory | null {
  const word = typeof pricing?.category === "string" ? pricing.category.toLowerCase().replaceAll("-", "_") : null;
  if (word === "marketing_lite") return "marketing";
  return costCategories.find((category) => category === word && category !== "provider_fee") ?? null;
}

/** An amount that a status names itself (`pricing.cost`, of marketing_lite). */
function toldAmount(cost: Json | undefined): Amount | null {
  if (typeof cost !== "object" || cost === null || Array.isArray(cost)) return null;
  const { amount, currency } = cost;
  const value = typeof amount === "string" ? Number(amount) : amount;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return null;
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) return null;
  return { micros: Math.round(value * 1_000_000), currency };
}
