// Codes against the test vectors of the RFCs.
import { expect, test } from "vitest";
import { addressOf, base32, codeOf, match, stepOf } from "./totp.ts";

const secret = Buffer.from("12345678901234567890");

// RFC 6238, appendix B. Apps show the last six of its eight digits.
test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("RFC 6238 at %i s", (seconds, code) => {
  const at = new Date(seconds * 1_000);
  expect(codeOf(secret, stepOf(at))).toBe(code);
  expect(match(secret, code, at)).toBe(stepOf(at));
});

test("a code is good one step before and after, and no longer", () => {
  const at = (seconds: number) => new Date(Date.parse("2026-01-01T12:00:00Z") + seconds * 1_000);
  const code = codeOf(secret, stepOf(at(0)));
  for (const seconds of [-30, -1, 0, 29, 59]) expect(match(secret, code, at(seconds))).toBe(stepOf(at(0)));
  for (const seconds of [-31, 60, 3_600]) expect(match(secret, code, at(seconds))).toBeNull();
  for (const other of ["", "1", code.slice(1), `${code}0`, "１２３４５６", "abcdef"])
    expect(match(secret, other, at(0))).toBeNull();
});

test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("base32 of %j, as RFC 4648 has it", (text, coded) => {
  expect(base32(Buffer.from(text))).toBe(coded);
});

test("what apps read names the house and the person", () => {
  const uri = new URL(addressOf(secret, "a+b@desk.test"));
  expect(decodeURIComponent(uri.pathname)).toContain("Bellhop:a+b@desk.test");
  expect(uri.searchParams.get("secret")).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect(uri.searchParams.get("issuer")).toBe("Bellhop");
});
