// Cases of Meta's `pricing` (webhooks reference, statuses; pricing from 1 October 2026) and of Twilio's price list.
import { expect, test } from "vitest";
import type { JsonObject } from "../../contract/inbound.ts";
import { marketOf, markets } from "./markets.ts";
import { costOf, type Delivered, type Rate } from "./price.ts";

const rates: Rate[] = [
  { market: "Germany", category: "service", micros: 50_000, currency: "USD", validFrom: "2026-10-01" },
  { market: "Germany", category: "service", micros: 55_000, currency: "USD", validFrom: "2027-01-01" },
  { market: "Germany", category: "utility", micros: 55_000, currency: "USD", validFrom: "2026-10-01" },
  { market: "Twilio", category: "provider_fee", micros: 5_000, currency: "USD", validFrom: "2025-01-01" },
];
const message = (pricing: JsonObject | null, more: Partial<Delivered> = {}): Delivered => ({
  provider: "meta",
  recipient: "4915112345678",
  at: new Date("2026-11-29T10:00:00Z"),
  pricing,
  isTemplate: false,
  templateCategory: null,
  ...more,
});
const regular = (category: string): JsonObject => ({ billable: true, pricing_model: "PMP", type: "regular", category });
const cost = (pricing: JsonObject | null, more: Partial<Delivered> = {}, before = 1_000) => {
  const { micros, currency, basis } = costOf(message(pricing, more), rates, before);
  return [basis, micros, currency];
};

test("a message costs the rate of its category in the recipient's market", () => {
  expect(cost(regular("utility"))).toEqual(["rate", 55_000, "USD"]);
  expect(cost(regular("service"))).toEqual(["rate", 50_000, "USD"]);
});

test("the rate of the day of delivery counts", () => {
  expect(cost(regular("service"), { at: new Date("2026-12-31T23:59:59Z") })).toEqual(["rate", 50_000, "USD"]);
  expect(cost(regular("service"), { at: new Date("2027-01-01T00:00:00Z") })).toEqual(["rate", 55_000, "USD"]);
  expect(cost(regular("service"), { at: new Date("2026-09-30T12:00:00Z") })[0]).toBe("unknown");
});

test("the first thousand service messages of a number and month are free, and nothing else is", () => {
  expect(cost(regular("service"), {}, 999)).toEqual(["free", 0, null]);
  expect(cost(regular("service"), {}, 1_000)).toEqual(["rate", 50_000, "USD"]);
  expect(cost(regular("utility"), {}, 0)).toEqual(["rate", 55_000, "USD"]);
});

test.each(["free_customer_service", "free_entry_point"])("what is %s costs nothing", (type) => {
  expect(cost({ ...regular("marketing"), type })).toEqual(["free", 0, null]);
});

test("without pricing, market or rate the cost is unknown, not zero", () => {
  expect(cost(null)).toEqual(["unknown", null, null]);
  expect(cost({ type: "regular" })).toEqual(["unknown", null, null]);
  expect(cost(regular("service"), { recipient: null })).toEqual(["unknown", null, null]);
  expect(cost(regular("marketing"))).toEqual(["unknown", null, null]);
  expect(cost(regular("referral_conversion"))).toEqual(["unknown", null, null]);
});

test("an amount that Meta names itself wins over the table", () => {
  const named = { ...regular("marketing_lite"), cost: { amount: 0.1201, currency: "EUR" } };
  expect(cost(named)).toEqual(["billed", 120_100, "EUR"]);
  expect(cost({ ...named, cost: { amount: "many", currency: "EUR" } })[0]).toBe("unknown");
});

test("Twilio's fee comes on top of Meta's rate, by the category that a template was listed with", () => {
  expect(cost(null, { provider: "twilio" })).toEqual(["rate", 55_000, "USD"]);
  expect(cost(null, { provider: "twilio", isTemplate: true })).toEqual(["unknown", null, null]);
  const utility = { provider: "twilio", isTemplate: true, templateCategory: "utility" } as const;
  expect(cost(null, utility)).toEqual(["rate", 60_000, "USD"]);
});

test.each([
  ["4915112345678", "Germany"],
  ["77011234567", "Kazakhstan"],
  ["79161234567", "Russia"],
  ["18095550100", "Rest of Latin America"],
  ["15550100001", "North America"],
  ["35312345678", "Rest of West Europe"],
  ["8801712345678", "Bangladesh"],
  ["88612345678", "Rest of Asia Pacific"],
  ["29012345", "Other"],
  ["DE.10000000000000000001", "Germany"],
  ["US.10000000000000000001", "North America"],
  ["XX.1", null],
  [null, null],
])("%s is of the market %s", (recipient, market) => {
  expect(marketOf(recipient)).toBe(market);
  if (market !== null) expect(markets).toContain(market);
});
