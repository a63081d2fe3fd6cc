// Terms and codes as they are typed.
import { describe, expect, it } from "vitest";
import { codesOf, rangeFault, termsOf, typedTerms } from "./terms.tsx";

describe("codesOf", () => {
  it.each([
    ["", []],
    ["A", ["A"]],
    ["A, B,C", ["A", "B", "C"]],
    ["A1-A3", ["A1", "A2", "A3"]],
    ["A1-3, VIP", ["A1", "A2", "A3", "VIP"]],
    ["08-11", ["08", "09", "10", "11"]],
    ["A1-B3", ["A1-B3"]],
  ])("%s", (typed, codes) => {
    expect(codesOf(typed)).toEqual(codes);
  });
});

describe("rangeFault", () => {
  it.each([
    ["A1-A500, B1", null],
    ["A1-B3", null],
    ["A1, A1-A99999", { range: "A1-A99999", fault: "long" }],
    ["A3-A1", { range: "A3-A1", fault: "reversed" }],
  ])("%s", (typed, fault) => {
    expect(rangeFault(typed)).toEqual(fault);
    expect(codesOf(typed)).not.toContain(fault?.range);
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
