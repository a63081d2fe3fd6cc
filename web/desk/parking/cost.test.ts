// The price of a stay, and amounts as they are typed.
import { describe, expect, it } from "vitest";
import { centsOf, costAt, costOf, digitsOf, typedOf } from "./cost.ts";

const plain = { rate_cents_per_hour: 300, daily_cap_cents: null, free_minutes: 0 };

describe("costOf", () => {
  it.each([
    ["nothing for no time", plain, 0, 0],
    ["by the minute", plain, 1, 5],
    ["an hour", plain, 60, 300],
    ["half a cent counts up", { ...plain, rate_cents_per_hour: 90 }, 1, 2],
    ["not the free minutes", { ...plain, free_minutes: 15 }, 75, 300],
    ["nothing within the free minutes", { ...plain, free_minutes: 15 }, 15, 0],
    ["the cap", { ...plain, daily_cap_cents: 1_800 }, 600, 1_800],
    ["the cap anew each 24 hours", { ...plain, daily_cap_cents: 1_800 }, 24 * 60 + 60, 2_100],
    [
      "a cap over two days and free minutes",
      { rate_cents_per_hour: 300, daily_cap_cents: 1_000, free_minutes: 30 },
      2_900,
      2_100,
    ],
  ])("%s", (_, tariff, minutes, cents) => {
    expect(costOf(tariff, minutes)).toBe(cents);
  });
});

describe("costAt", () => {
  const stay = {
    ...plain,
    amount_cents: null,
    started_at: "2026-01-01T10:00:00Z",
    empty_since: null,
    billed_until: null,
  };
  const at = (clock: string) => Date.parse(`2026-01-01T${clock}Z`);
  it("counts each minute that was begun", () => {
    expect(costAt(stay, at("10:00:01"))).toBe(5);
    expect(costAt(stay, at("11:00:00"))).toBe(300);
  });
  it("stands still while the spot is seen empty", () => {
    expect(costAt({ ...stay, empty_since: "2026-01-01T10:30:00Z" }, at("12:00:00"))).toBe(150);
  });
  it("stands still where the stay reached its lot's limit", () => {
    expect(costAt({ ...stay, billed_until: "2026-01-01T10:30:00Z" }, at("12:00:00"))).toBe(150);
    const gone = { billed_until: "2026-01-01T11:00:00Z", empty_since: "2026-01-01T10:30:00Z" };
    expect(costAt({ ...stay, ...gone }, at("12:00:00"))).toBe(150);
  });
  it("is nothing before the stay, and the amount after it", () => {
    expect(costAt({ ...stay, started_at: null }, at("12:00:00"))).toBe(0);
    expect(costAt({ ...stay, amount_cents: 42 }, at("12:00:00"))).toBe(42);
  });
});

describe("sums as they are typed", () => {
  it("knows how many digits a currency has", () => {
    expect([digitsOf("EUR"), digitsOf("JPY"), digitsOf("KWD")]).toEqual([2, 0, 3]);
  });
  it.each([
    [3.5, "EUR", 350],
    ["3.5", "EUR", 350],
    [0.29, "EUR", 29],
    [350, "JPY", 350],
    ["-4", "USD", -400],
  ])("%s %s", (typed, currency, cents) => {
    expect(centsOf(typed, currency)).toBe(cents);
    expect(typedOf(cents, currency)).toBe(Number(typed));
  });
  it("is nothing where nothing, or no number, was typed", () => {
    expect([centsOf("", "EUR"), centsOf(" ", "EUR"), centsOf("x", "EUR")]).toEqual([null, null, null]);
  });
});
