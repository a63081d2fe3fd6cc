import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excerpt, MAX_DEPTH, parseJson, wellFormed } from "./text.ts";

test.each([
  ["plain", "plain"],
  ["a\0b\0", "ab"],
  ["x\ud800y", "x\ufffdy"],
  ["\udc00", "\ufffd"],
  ["😀", "😀"],
  // Removing the NUL joins the two halves of a surrogate pair, which is still well-formed.
  ["\ud83d\0\ude00", "😀"],
])("wellFormed %j", (dirty, clean) => {
  expect(wellFormed(dirty)).toBe(clean);
});

describe("parseJson", () => {
  const value = (source: string | Buffer) => {
    const parsed = parseJson(source);
    return "value" in parsed ? parsed.value : parsed.fault;
  };

  test.each<[string, string, unknown]>([
    ["an object", '{"a":[1,"x",null]}', { a: [1, "x", null] }],
    ["a byte order mark", '\ufeff{"a":1}', { a: 1 }],
    ["escaped NUL in a value", String.raw`{"a":"x\u0000y"}`, { a: "xy" }],
    ["a lone surrogate", String.raw`["\ud800"]`, ["\ufffd"]],
    ["an upper-case one", String.raw`["\uD800"]`, ["\ufffd"]],
    ["a proper pair", String.raw`["\ud83d\ude00"]`, ["😀"]],
    ["a dirty key", String.raw`{"k\u0000":1,"b":2}`, { k: 1, b: 2 }],
    ["keys that become one", String.raw`{"k":1,"k\u0000":2}`, { k: 2 }],
    ["a top-level string", String.raw`"\u0000a"`, "a"],
    ["duplicate keys", '{"a":1,"a":2}', { a: 2 }],
  ])("%s", (_, source, expected) => {
    expect(value(Buffer.from(source))).toEqual(expected);
    expect(value(source)).toEqual(expected);
  });

  test("a key that is cleaned into __proto__ stays a plain key", () => {
    const parsed = value(Buffer.from(String.raw`{"__proto__\u0000":{"polluted":true},"a":"\u0000"}`)) as object;
    expect(Object.keys(parsed)).toEqual(["__proto__", "a"]);
    expect((parsed as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  test("invalid UTF-8 becomes replacement characters", () => {
    expect(value(Buffer.from([0x22, 0xff, 0xed, 0xa0, 0x80, 0x22]))).toMatch(/^\ufffd+$/);
  });

  test.each([
    ["", "empty"],
    ["{", "not JSON"],
    ["\0", "not JSON"],
    ["[".repeat(100_000) + "]".repeat(100_000), "nests"],
    ["[".repeat(MAX_DEPTH + 1) + "]".repeat(MAX_DEPTH + 1), "nests deeper than 512"],
    ['{"a":'.repeat(2_000).concat("1", "}".repeat(2_000)), "nests deeper than 512"],
  ])("tells the fault of %.20s", (source, fault) => {
    expect(value(Buffer.from(source))).toContain(fault);
  });

  test("the deepest allowed tree is read", () => {
    const source = "[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH);
    expect(JSON.stringify(value(source))).toBe(source);
  });

  test("whatever parses is clean", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (json) => {
        const text = JSON.stringify(json);
        const dirty: string[] = [];
        JSON.stringify(value(Buffer.from(text)), (key, inner) => {
          for (const part of [key, inner]) {
            if (typeof part === "string" && wellFormed(part) !== part) dirty.push(part);
          }
          return inner;
        });
        expect(dirty).toEqual([]);
      }),
    );
  });
});

test("an excerpt is short and clean", () => {
  expect(excerpt(Buffer.from("a\0b".repeat(10_000))).length).toBeLessThanOrEqual(4_000);
  expect(excerpt(Buffer.from([0xff, 0x00]))).toBe("\ufffd");
});
