import { describe, expect, test } from "vitest";
import { adviseCode, isKnownCode } from "./errors.ts";

/** Each code with the action that Twilio's pages advise; `O`: an operator must act. */
const CODES: [string, number[]][] = [
  ["template - message", [63016]],
  [
    "never O message",
    [
      63015, 63013, 63026, 63027, 63028, 63040, 63041, 63042, 63062, 21655, 21408, 11200, 11205, 11210, 11220, 11237,
      12100, 12200, 12300, 57012,
    ],
  ],
  ["never O channel", [63007, 63051, 21606, 21609, 20003, 20005, 20008, 90010, 30002]],
  ["retry - channel", [63017, 63018, 21611, 14107, 20429, 429]],
  ["wait - channel", [63038]],
  ["retry - message", [63009, 63010, 63012, 63019, 63037]],
  [
    "never - message",
    [
      63003, 63024, 63005, 63021, 63030, 63014, 63033, 63034, 11751, 63032, 21211, 21614, 21602, 21610, 21617, 21620,
      21623, 21656, 63049, 20404, 30001, 30003, 30004, 30005, 30006, 30007, 30008, 30009, 30010,
    ],
  ],
];

describe("adviseCode", () => {
  test.each(CODES)("%s: %j", (expected, codes) => {
    for (const code of codes) {
      const { action, operator, scope, remedy } = adviseCode(code);
      expect(`${code} ${action} ${operator ? "O" : "-"} ${scope}`).toBe(`${code} ${expected}`);
      expect(remedy).toMatch(/^[A-Z].{15,}[.]$/);
      expect(isKnownCode(code)).toBe(true);
    }
  });

  test("faults of templates are told as such, each in its own words", () => {
    const codes = [21655, 63027, 63028, 63040, 63041, 63042];
    expect(codes.every((code) => adviseCode(code).templateFault)).toBe(true);
    expect(new Set(codes.map((code) => adviseCode(code).remedy)).size).toBe(codes.length);
    expect(adviseCode(63016).templateFault).toBeUndefined();
  });

  test("an unknown code is given up, or tried again when it may pass", () => {
    expect(isKnownCode(99_999)).toBe(false);
    expect(adviseCode(99_999)).toMatchObject({ action: "never", operator: false });
    expect(adviseCode(99_999, true)).toMatchObject({ action: "retry", operator: false });
  });
});
