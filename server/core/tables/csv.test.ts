// CSV that spreadsheets read as intended without running formulas; parsed back by an independent parser.
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, jsonLine } from "./csv.ts";

/** A parser for RFC 4180, written from its grammar and independent of the writer. */
function parse(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length; ) {
    let field = "";
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += text[at] === '"' ? 2 : 1) {
        if (at >= text.length) throw new Error("a quote without an end");
        field += text[at];
      }
      at += 1;
    } else while (at < text.length && text[at] !== "," && !text.startsWith("\r\n", at)) field += text[at++];
    record.push(field);
    if (text[at] === ",") {
      at += 1;
      // A comma at the end of the text is followed by an empty field.
      if (at === text.length) throw new Error("a record without an end");
    } else if (text.startsWith("\r\n", at)) {
      at += 2;
      records.push(record);
      record = [];
    } else throw new Error(`text after a field at ${at}`);
  }
  return records;
}

test.each([
  ["=1+1", "'=1+1"],
  ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["＝1+1", "'＝1+1"],
  ["+1 555 010 0001", "'+1 555 010 0001"],
  ["-5", "-5"],
  ["+15550100001", "+15550100001"],
  ["-5.25", "-5.25"],
  ["15550100001", "15550100001"],
  ["a=b", "a=b"],
  [" =1", " =1"],
  ["", ""],
])("%j is written as %j", (given, written) => {
  expect(parse(csvLine([given, "end"]))).toEqual([[written, "end"]]);
});

test("numbers, times and nothing are written plainly", () => {
  expect(csvLine([-1.5, 0, null, new Date("2026-01-01T00:00:00Z")])).toBe("-1.5,0,,2026-01-01T00:00:00.000Z\r\n");
});

test("whatever is written is read back, and no cell begins a formula", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({
      unit: fc.constantFrom('"', ",", "\r", "\n", ";", "'", "=", "+", "-", "@", "\t", " ", "a", "1", "é", "👍"),
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const read = parse(rows.map(csvLine).join(""));
      expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
      for (const [y, row] of rows.entries())
        for (const [x, cell] of row.entries()) {
          const got = read[y]![x]!;
          expect([cell, `'${cell}`]).toContain(got);
          if (!/^[+-]\d+(\.\d+)?$/.test(got)) expect(got).not.toMatch(/^[=+\-@\t\r\n]/);
        }
    }),
    { numRuns: 500 },
  );
});

test("a line of NDJSON is one object in the order of the columns", () => {
  expect(jsonLine(["b", "a", "c"], ['say "hi"\n', 2, null])).toBe('{"b":"say \\"hi\\"\\n","a":2,"c":null}\n');
});
