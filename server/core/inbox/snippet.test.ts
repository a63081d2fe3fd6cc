// The part of a found message that is shown.
import { expect, test } from "vitest";
import { snippet } from "./snippet.ts";

const long = "It began on a very ordinary day in a very ordinary street, where nobody had ever lost anything at all.";

test.each<[text: string, words: string[], shown: string]>([
  ["Where is my car?", ["car"], "Where is my car?"],
  ["", ["car"], ""],
  ["one\n\n two\tthree", ["three"], "one two three"],
  [`${long} Then the CAR came.`, ["car"], "…at all. Then the CAR came."],
  [`${long} Crème`, ["creme"], "…anything at all. Crème"],
  ["<b>hello</b>", ["hello"], "<b>hello</b>"],
  [`${long} scar, car`, ["car"], "…g at all. scar, car"],
  [`${long} ok 👍🏽`, ["👍"], "…anything at all. ok 👍🏽"],
  [`${long} วันนี้อยากกินข้าว`, ["ข้", "้า", "าว", "ว"], "…all. วันนี้อยากกินข้าว"],
  [`${long} कार`, ["कार"], "…anything at all. कार"],
])("of %j with %j", (text, words, shown) => {
  expect(snippet(text, words)).toBe(shown);
});

test("it is never longer than it may be, starts near the word, and never holds half an emoji", () => {
  const emoji = snippet(`${"👍".repeat(200)} needle ${"👍".repeat(200)}`, ["needle"]);
  expect(emoji.isWellFormed()).toBe(true);
  expect(emoji).not.toContain("\uFFFD");
  expect(emoji).toContain("needle");
  expect(emoji.length).toBeLessThanOrEqual(162);
  const run = snippet(`${"x".repeat(3_000)} needle`, ["needle"]);
  expect(run).toContain("needle");
  const han = snippet(`${"天".repeat(300)}塔${"地".repeat(300)}`, ["塔"]);
  expect(han).toContain("塔");
  expect(snippet("word ".repeat(2_000), ["nothing"])).toMatch(/^word .*…$/);
});
