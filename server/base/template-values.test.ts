// Which values a template accepts.
import fc from "fast-check";
import { expect, test } from "vitest";
import { templateValueFault } from "./template-values.ts";

test.each([
  ["a\nb", "line break"],
  ["a\r\nb", "line break"],
  ["a\u2028b", "line break"],
  ["a\tb", "tab"],
  ["a     b", "four blanks"],
  ["", "empty"],
  ["    ", "empty"],
])("%j is refused, and the value is named", (value, why) => {
  const fault = templateValueFault(value, 3);
  expect(fault).toContain(why);
  expect(fault).toContain("{{3}}");
});

test.each(["a", "a    b", "0", "\u00a0a", "Zoë, 12:30 – 14:00", "مرحبا", "👍"])("%j is taken", (value) => {
  expect(templateValueFault(value, 1)).toBeNull();
});

test("what is taken has no break, no tab and no five blanks, wherever they stand", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("\n", "\t", "\r", "     "), fc.string(), (before, bad, after) => {
      expect(templateValueFault(`${before}x${bad}x${after}`, 1)).not.toBeNull();
    }),
  );
});
