import { expect, test } from "vitest";
import { linesOf } from "./several.ts";

const pairs = (text: string) =>
  linesOf(text).map(({ line, keyword, template, fault }) => fault ?? `${line} ${keyword} ${template}`);

test("a Python dictionary is read as it stands", () => {
  const text = `keywords = {
    'order': 'order_status_template',
    'help': 'help_menu_template',
    'price': 'pricing_template',
    'hours': 'business_hours_template'
}`;
  expect(pairs(text)).toEqual([
    "2 order order_status_template",
    "3 help help_menu_template",
    "4 price pricing_template",
    "5 hours business_hours_template",
  ]);
});

test.each([
  ["order: order_status", ["1 order order_status"]],
  [
    "where is my order: order_status\n\n# later\nprice\tpricing",
    ["1 where is my order order_status", "4 price pricing"],
  ],
  ['"a, b" => t.1,', ["1 a, b t.1"]],
  ["order", ["shape"]],
  ["order: two words", ["shape"]],
  ["order: a\nOrder: b", ["1 order a", "twice"]],
])("%j", (text, expected) => {
  expect(pairs(text)).toEqual(expected);
});
