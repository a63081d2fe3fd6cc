// What a customer may write around a word, and what remains of it after normalization.
import fc from "fast-check";
import { expect, test } from "vitest";
import { command, normalizeText } from "./normalize-text.ts";

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
  expect(normalizeText(text)).toBe(plain);
});

test.each([
  ["パス", "バス"],
  ["ข่าว", "ข้าว"],
  ["कार", "कर"],
  ["가", "각"],
  ["й", "и"],
  ["ї", "і"],
  ["ў", "у"],
  ["ѓ", "г"],
  ["ဗမာ", "ဗမ"],
  ["ខ្មែរ", "ខមរ"],
  ["க", "கா"],
  ["ક", "કી"],
  ["ল", "লা"],
  ["ກ", "ກ້"],
  ["ދ", "ދި"],
])("%j and %j are different words", (one, other) => {
  expect(normalizeText(one)).not.toBe(normalizeText(other));
});

test.each([
  ["Crème", "creme"],
  ["ΏΡΑ", "ωρα"],
  ["ΟΔΟΣ", "οδοσ"],
  ["ℋello", "hello"],
  ["Ёж", "еж"],
  ["أحمد", "احمد"],
  ["مُحَمَّد", "محمد"],
  ["שָׁלוֹם", "שלום"],
  ["ﾊﾞｽ", "バス"],
  ["IŞIK", "ışık"],
  ["STRASSE", "Straße"],
  ["Łódź", "lodz"],
  ["می‌خواهم", "میخواهم"],
  ["क़", "क\u093c"],
])("%j and %j are the same word", (one, other) => {
  expect(normalizeText(one)).toBe(normalizeText(other));
});

test("the digits of all scripts are the same digits", () => {
  const digits = [...Array(0x20000).keys()].flatMap((code) => {
    const sign = code >= 0xd800 && code <= 0xdfff ? "" : String.fromCodePoint(code);
    return /\p{Nd}/u.test(sign) ? [sign] : [];
  });
  expect(digits.length).toBeGreaterThan(600);
  expect(digits.map(normalizeText).join("")).toBe("0123456789".repeat(digits.length / 10));
});

test("reading a text twice changes nothing, and no text ends in a fault", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const once = normalizeText(text);
      expect(normalizeText(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
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
