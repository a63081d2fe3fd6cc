// Counting rows while a file arrives in pieces.
import { expect, test } from "vitest";
import { rowCounter } from "./save.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("a CSV's header is no row, and a line break in a cell begins none", () => {
  const counter = rowCounter("csv");
  counter.take(bytes('id,text\r\n1,"two\r\nli'));
  expect(counter.rows()).toBe(0);
  counter.take(bytes('nes ""quoted"""\r\n2,plain\r\n'));
  expect(counter.rows()).toBe(2);
});

test("an NDJSON has a row a line, whatever quotes it has", () => {
  const counter = rowCounter("ndjson");
  expect(counter.rows()).toBe(0);
  counter.take(bytes('{"a":"\\""}\n{"a":1}\n'));
  expect(counter.rows()).toBe(2);
});
