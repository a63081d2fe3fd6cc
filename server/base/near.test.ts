// Near misses: typing errors that people make on a phone, and words that must not be taken for others.
import fc from "fast-check";
import { expect, test } from "vitest";
import { near } from "./near.ts";

const commands = ["menu", "help", "slots", "book", "status", "cancel", "balance", "history", "extend"];

test.each([
  ["boook", "book"],
  ["bok", null],
  ["cancell", "cancel"],
  ["cancle", "cancel"],
  ["stat", "status"],
  ["sta", "status"],
  ["balence", "balance"],
  ["histroy", "history"],
  ["menue", "menu"],
  ["extned", "extend"],
  ["halp", "help"],
  ["exte", "extend"],
  ["sltos", "slots"],
  ["mneu", "menu"],
])("%s", (word, meant) => expect(near(word, commands)).toBe(meant));

test.each(["a", "ab", "hello", "look here", "headphones", "book", "st", "", "mean", "yes", "no"])(
  "%s is no near miss",
  (word) => expect(near(word, commands)).toBeNull(),
);

test("two that are equally near are no guess", () => {
  expect(near("bool", ["book", "boot"])).toBeNull();
  expect(near("can", ["cancel", "candle"])).toBeNull();
});

test("how short a beginning and a word with a slip may be is the caller's", () => {
  const lenient = { start: 4, short: 1 };
  expect(near("bok", commands, lenient)).toBe("book");
  expect(near("can", commands, lenient)).toBeNull();
  expect(near("canc", commands, lenient)).toBe("cancel");
  expect(near("bo", commands, lenient)).toBeNull();
});

test("whatever is written, what is guessed is a candidate and not the word itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.string()), (word, candidates) => {
      const meant = near(word, candidates);
      expect(meant === null || (candidates.includes(meant) && meant !== word)).toBe(true);
    }),
  );
});
