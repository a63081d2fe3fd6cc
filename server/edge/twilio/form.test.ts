import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsOf, parseForm } from "./form.ts";

describe("parseForm", () => {
  test.each<[string, [string, string[]][]]>([
    ["", []],
    [
      "a=1&b=2",
      [
        ["a", ["1"]],
        ["b", ["2"]],
      ],
    ],
    [
      "b=2&a=1&b=1&b=2",
      [
        ["b", ["2", "1", "2"]],
        ["a", ["1"]],
      ],
    ],
    [
      "a=&b&=c",
      [
        ["a", [""]],
        ["b", [""]],
        ["", ["c"]],
      ],
    ],
    ["&&a=1&", [["a", ["1"]]]],
    ["a=b=c", [["a", ["b=c"]]]],
    ["Body=hola++%C2%BFqu%C3%A9+tal%3F+%F0%9F%98%80+", [["Body", ["hola  ¿qué tal? 😀 "]]]],
    [
      "a%5Bb%5D=1&a[c]=2",
      [
        ["a[b]", ["1"]],
        ["a[c]", ["2"]],
      ],
    ],
    ["?a=1", [["?a", ["1"]]]],
    [
      "a=100%&b=%zz",
      [
        ["a", ["100%"]],
        ["b", ["%zz"]],
      ],
    ],
    ["a=%FF", [["a", ["\ufffd"]]]],
    ["a=é%FF", [["a", ["é\ufffd"]]]],
    [
      "__proto__=1&constructor=2",
      [
        ["__proto__", ["1"]],
        ["constructor", ["2"]],
      ],
    ],
  ])("%s", (source, pairs) => {
    expect([...(parseForm(source) ?? [])]).toEqual(pairs);
  });

  test("reads what URLSearchParams writes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))), (pairs) => {
        const form = parseForm(new URLSearchParams(pairs as [string, string][]).toString());
        expect([...(form ?? [])].flatMap(([name, values]) => values.map((value) => [name, value]))).toHaveLength(
          pairs.length,
        );
        for (const [name, value] of pairs) expect(form?.get(name)).toContain(value);
      }),
    );
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (source) => parseForm(source) !== null));
  });

  test("more pairs than any webhook has are refused", () => {
    expect(parseForm("a=1&".repeat(2_000))).not.toBeNull();
    expect(parseForm("a=1&".repeat(2_001))).toBeNull();
  });
});

test("fields are clean, the first value of a name counts", () => {
  const fields = fieldsOf(parseForm("a=x%00y&a=2&k%00=1") ?? new Map());
  expect([...fields]).toEqual([
    ["a", "xy"],
    ["k", "1"],
  ]);
});
