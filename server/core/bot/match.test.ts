// What a customer may write around a keyword, and what must not match it.
import { expect, test } from "vitest";
import { alternatives, type MatchKind, matches } from "./match.ts";

test("alternatives are what stands between commas; empty ones are none", () => {
  expect(alternatives("Call, phone ,, ☎️, Rück-ruf")).toEqual(["call", "phone", "ruck ruf"]);
  expect(alternatives(" ,🙂")).toEqual([]);
});

test.each<[keyword: string, match: MatchKind, text: string, does: boolean]>([
  ["menu", "exact", "MENU", true],
  ["menu", "exact", "  menu  please 🙏", true],
  ["menu", "exact", "Menú", true],
  ["menu", "exact", "the menu", false],
  ["menu", "exact", "menus", false],
  ["hello", "exact", "Hello!", true],
  ["please help", "exact", "Please help", true],
  ["book a", "exact", "book    A!", true],
  ["call, phone", "word", "Can you call me?", true],
  ["call, phone", "word", "your PHONE number", true],
  ["call, phone", "word", "call", true],
  ["call, phone", "word", "I recall that", false],
  ["call, phone", "word", "my headphones broke", false],
  ["call, phone", "word", "calling", false],
  ["call, phone", "word", "phone-call", true],
  ["call back", "word", "please call  back soon", true],
  ["call back", "word", "call me back", false],
  ["call", "contains", "I recall that", true],
  ["phone", "contains", "headphones", true],
  ["phone", "contains", "fone", false],
  ["book", "prefix", "please book A", true],
  ["book", "prefix", "bookshelf", true],
  ["book", "prefix", "a book", false],
  ["call", "word", "", false],
  ["call", "contains", "👍", false],
  ["a.b", "contains", "a b", true],
  ["パス", "exact", "バス", false],
  ["パス", "exact", "ﾊﾟｽ", true],
  ["バス", "word", "バスに乗る", true],
  ["パス", "contains", "バスに乗る", false],
  ["ข่าว", "exact", "ข้าว", false],
  ["ข้าว", "word", "อยากกินข้าว", true],
  ["ข่าว", "word", "อยากกินข้าว", false],
  ["कार", "exact", "कर", false],
  ["कर", "contains", "कार कहाँ", false],
  ["कार", "word", "मेरी कार कहाँ है", true],
  ["가", "prefix", "강남", false],
  ["가", "prefix", "가격", true],
  ["강남", "prefix", "강남역", true],
  ["ต", "prefix", "ต้น", false],
  ["й", "exact", "и", false],
  ["елка", "exact", "ёлка", true],
  ["مدرسة", "word", "هذه مدرسه", true],
  ["سلام", "exact", "سَلام", true],
  ["كتاب", "exact", "کتاب", true],
  ["தமிழ்", "exact", "தமிழ", false],
  ["מחיר", "exact", "מְחִיר", true],
  ["12", "word", "lot १२", true],
  ["price, السعر، 价格，料金", "exact", "料金", true],
  ["price, السعر، 价格，料金", "exact", "السعر", true],
  [".*", "contains", "anything", false],
])("keyword %j (%s) in %j: %s", (keyword, match, text, does) => {
  expect(matches({ keyword, match }, text)).toBe(does);
});
