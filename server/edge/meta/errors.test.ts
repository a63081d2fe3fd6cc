import { describe, expect, test } from "vitest";
import { adviseCode } from "./errors.ts";

/** Each code of Meta's error page with the action that the page advises; `O`: an operator must act. */
const CODES: [string, number[]][] = [
  [
    "never O channel",
    [
      0, 190, 102, 3, 10, 200, 250, 299, 33, 368, 131005, 131031, 131037, 131042, 131045, 133000, 133010, 134011,
      141006,
    ],
  ],
  ["never O message", [132015, 132016]],
  ["retry - message", [1, 2, 131000, 131016, 131053, 133004]],
  ["retry - channel", [130429, 131057, 429]],
  ["retry - pair", [131056]],
  ["wait - channel", [4, 17, 32, 341, 80000, 80007, 80099, 613, 131064, 133016]],
  ["wait - message", [132069]],
  ["wait O channel", [131048]],
  ["template - message", [131047]],
  [
    "never - message",
    [
      100, 130403, 130472, 130497, 131008, 131009, 131020, 131021, 131026, 131030, 131041, 131049, 131050, 131051,
      131052, 131060, 131062, 131063, 131200, 131299, 132000, 132001, 132005, 132007, 132008, 132012, 132018, 132068,
      135000, 137000, 138000, 138999,
    ],
  ],
];

describe("adviseCode", () => {
  test.each(CODES)("%s: %j", (expected, codes) => {
    for (const code of codes) {
      const { action, operator, scope, remedy } = adviseCode(code);
      expect(`${code} ${action} ${operator ? "O" : "-"} ${scope}`).toBe(`${code} ${expected}`);
      expect(remedy).toMatch(/^[A-Z].{15,}[.]$/);
    }
  });

  test("a code of the table keeps its action whatever the HTTP status", () => {
    expect(adviseCode(100, true)).toEqual(adviseCode(100));
  });

  test.each([-1, 5, 999999, 131999, 139000])("unknown code %i: given up, or tried again when it may pass", (code) => {
    expect(adviseCode(code)).toMatchObject({ action: "never", scope: "message", operator: false });
    expect(adviseCode(code, true)).toMatchObject({ action: "retry", scope: "message", operator: false });
  });
});
