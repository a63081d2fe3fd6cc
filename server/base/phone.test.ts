import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialable, isBsuid, isParentBsuid, matchKeys } from "./phone.ts";

describe("matchKeys", () => {
  test.each([
    ["5511987654321", ["5511987654321", "551187654321"]],
    ["551187654321", ["551187654321", "5511987654321"]],
    ["551133334444", ["551133334444"]],
    ["5511933334444", ["5511933334444"]],
    ["5215512345678", ["5215512345678", "525512345678"]],
    ["525512345678", ["525512345678", "5215512345678"]],
    ["5491112345678", ["5491112345678", "541112345678"]],
    ["541112345678", ["541112345678"]],
    ["15550100001", ["15550100001"]],
    ["", [""]],
    ["US.10000000000000000001", ["US.10000000000000000001"]],
  ])("%s", (waId, keys) => {
    expect(matchKeys(waId)).toEqual(keys);
  });

  test("the id itself is always the first, and at most one other follows", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(55|52|54|1|44)\d{8,11}$/), (waId) => {
        const keys = matchKeys(waId);
        expect(keys[0]).toBe(waId);
        expect(keys.length).toBeLessThanOrEqual(2);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test("two spellings of a Brazilian or Mexican number find each other", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(55[1-9]\d[6-9]\d{7}|521\d{10})$/), (waId) => {
        const [, other] = matchKeys(waId);
        expect(matchKeys(other ?? "")).toContain(waId);
      }),
    );
  });
});

test.each([
  ["US.10000000000000000001", true, false],
  ["US.ENT.20000000000000000001", true, true],
  ["BR.aZ9", true, false],
  ["us.1", false, false],
  ["US.", false, false],
  ["US.ENT.", false, false],
  ["15550100001", false, false],
  [`US.${"1".repeat(129)}`, false, false],
  ["US.1\n", false, false],
])("isBsuid %j", (value, bsuid, parent) => {
  expect(isBsuid(value)).toBe(bsuid);
  expect(isParentBsuid(value)).toBe(parent);
});

describe("dialable", () => {
  test.each([
    ["+1 (555) 010-0001", "15550100001"],
    ["+15550100001", "15550100001"],
    ["15550100001", "15550100001"],
    ["919876543210", "919876543210"],
    ["0015550100001", "15550100001"],
    ["00 44 20 7946 0958", "442079460958"],
    ["+44 (0)20 7946 0958", "442079460958"],
    ["whatsapp:+14155238886", "14155238886"],
    ["tel:+1-415-523-8886", "14155238886"],
    ["\u202a+55 11 98765\u20114321\u202c", "5511987654321"],
    ["+551187654321", "551187654321"],
    ["+5215512345678", "5215512345678"],
    ["5215512345678", "5215512345678"],
    ["+5491112345678", "5491112345678"],
    ["+٩١٩٨٧٦٥٤٣٢١٠", "919876543210"],
    ["＋१५५५०१००००१", "15550100001"],
    ["+৪৫ ২০ ১২ ৩৪ ৫৬", "4520123456"],
    ["+๖๖ ๘๑ ๒๓๔ ๕๖๗๘", "66812345678"],
    ["＋１５５５０１００００１", "15550100001"],
  ])("%s", (typed, digits) => {
    expect(dialable(typed)).toEqual({ digits });
  });

  test.each([
    ["", "empty"],
    ["  ", "empty"],
    ["hello", "not a phone number"],
    ["020 7946 0958", "starts with 0"],
    ["+0 20 7946 0958", "starts with 0"],
    ["+1555", "4 digits"],
    ["+1234567890123456", "16 digits"],
    ["+999123456789", "country code"],
    ["+1555010", "country code"],
    ["11987654321", "may lack its country code"],
    ["5550100", "may lack its country code"],
    ["+1 555 010 0001 ext 5", "extension"],
    ["+1 555 010 0001 x5", "extension"],
    ["+1+5550100001", "not a phone number"],
  ])("refuses %s", (typed, why) => {
    expect(dialable(typed)).toEqual({ fault: expect.stringContaining(why) });
  });

  test("never throws, and gives 7 to 15 digits or a sentence", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[+0-9 ()x-]{0,20}$/)), (typed) => {
        const result = dialable(typed);
        if ("digits" in result) expect(result.digits).toMatch(/^[1-9]\d{6,14}$/);
        else expect(result.fault).toMatch(/\.$/);
      }),
    );
  });
});
