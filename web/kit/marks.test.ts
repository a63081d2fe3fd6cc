// Texts without formatting, and search words found in texts.
import { expect, test } from "vitest";
import { foundIn, unmarked } from "./marks.ts";

test.each([
  ["Spot *A* is booked", "Spot A is booked"],
  ["*_both_*", "both"],
  ["~no~ *yes* _perhaps_", "no yes perhaps"],
  ["```code``` here", "code here"],
  ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
  ["* a list", "* a list"],
  ["**", "**"],
])("%s", (text, plain) => expect(unmarked(text)).toBe(plain));

test("what was found is told apart", () => {
  expect(foundIn("Your invoice, Invoices and réservation", "inv Reserv")).toEqual([
    { text: "Your ", found: false },
    { text: "invoice", found: true },
    { text: ", ", found: false },
    { text: "Invoices", found: true },
    { text: " and ", found: false },
    { text: "réservation", found: true },
  ]);
  expect(foundIn("nothing", "x")).toEqual([{ text: "nothing", found: false }]);
  expect(foundIn("", "x")).toEqual([]);
});
