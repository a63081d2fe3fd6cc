// Terms and codes as they are typed.
import { describe, expect, it } from "vitest";
import { codesOf, termsOf, typedTerms } from "./terms.tsx";

describe("codesOf", () => {
  it.each([
    ["", []],
    ["A", ["A"]],
    ["A, B,C", ["A", "B", "C"]],
    ["A1-A3", ["A1", "A2", "A3"]],
    ["A1-3, VIP", ["A1", "A2", "A3", "VIP"]],
    ["08-11", ["08", "09", "10", "11"]],
    ["A3-A1", ["A3-A1"]],
    ["A1-B3", ["A1-B3"]],
  ])("%s", (typed, codes) => {
    expect(codesOf(typed)).toEqual(codes);
  });
});

describe("termsOf", () => {
  const typed = { ...typedTerms(null), name: "Quay", rate: "2.40", time_zone: "Europe/Oslo" };
  it("turns sums into the smallest unit, and nothing into no cap", () => {
    expect(termsOf(typed)).toMatchObject({ rate_cents_per_hour: 240, daily_cap_cents: null, hold_minutes: 720 });
    expect(termsOf({ ...typed, cap: "18" }).daily_cap_cents).toBe(1_800);
    expect(termsOf({ ...typed, currency: "JPY", rate: "300" }).rate_cents_per_hour).toBe(300);
  });
});
