// What a customer may write around a word, and what is left of it.
import { expect, test } from "vitest";
import { command, normalise } from "./plain.ts";

test.each([
  ["MENU", "menu"],
  ["  Menü \n", "menu"],
  ["¿Dónde?", "donde"],
  ["I can't", "i can t"],
  ["menu 🚗🚗", "menu"],
  ["🅿️ book   A", "book a"],
  ["ｂｏｏｋ　Ａ", "book a"],
  ["book\u00a0A", "book a"],
  ["İstanbul", "istanbul"],
  ["Привет!", "привет"],
  ["👍", ""],
  ["", ""],
])("%j is read as %j", (text, plain) => {
  expect(normalise(text)).toBe(plain);
});

test.each([
  ["Menu please", "menu"],
  ["please, menu!", "menu"],
  ["Hi! Book A, pls. Thank you 🙏", "book a"],
  ["hello", "hello"],
  ["thank you", "thank you"],
  ["hi hi menu", "menu"],
  ["this hike", "this hike"],
])("the command in %j is %j", (text, bare) => {
  expect(command(text)).toBe(bare);
});
