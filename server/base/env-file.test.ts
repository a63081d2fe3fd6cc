// .env files in the forms in which editors and people leave them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv, readEnvFile } from "./env-file.ts";

let file: string;
beforeAll(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), "bellhop-env-")), ".env");
});
afterAll(() => rm(path.dirname(file), { recursive: true }));

const both = { PORT: "4000", WHATSAPP_APP_SECRET: "gehëim" };
const text = "PORT=4000\nWHATSAPP_APP_SECRET=gehëim\n";
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

test.each([
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
  ["UTF-16 with a mark, as Notepad saves it", Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-16 big-endian", swapped(Buffer.from(`\ufeff${text}`, "utf16le"))],
  ["UTF-16 without a mark", Buffer.from(text, "utf16le")],
  ["Windows' line ends", Buffer.from(text.replaceAll("\n", "\r\n"))],
  ["old Macs' line ends", Buffer.from(text.replaceAll("\n", "\r"))],
])("is read as %s", async (_, bytes) => {
  await writeFile(file, bytes);
  expect(readEnvFile(file)).toEqual({ values: both, faults: [], warnings: [] });
});

test.each([
  ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
  ["Latin-1", Buffer.from("WHATSAPP_APP_SECRET=geh\u00ebim\n", "latin1")],
  ["control characters", Buffer.from("WHATSAPP_APP_SECRET=geh\0\x01im\n")],
  ["random bytes", Buffer.from([1, 2, 3, 250, 7, 255, 9])],
])("%s is no text, and is said to be none without being quoted", async (_, bytes) => {
  await writeFile(file, bytes);
  const { faults } = readEnvFile(file);
  expect(faults).toEqual([expect.stringMatching(/^\.env is not a text file\. Write it anew, as UTF-8/)]);
});

test.each([
  ["A=b", "b"],
  ["  A = b  ", "b"],
  ["export A=b", "b"],
  ["set A=b", "b"],
  ["A: b", "b"],
  ['A="b c"', "b c"],
  ["A='b # c' # remark", "b # c"],
  ["A=b # remark", "b"],
  ["A=b#c", "b#c"],
  ["A=b=c", "b=c"],
  ['A="b\\"c"', 'b"c'],
  ['A="C:\\new"', "C:\\new"],
  ["A=\u201cb\u201d", "b"],
  ["A=", ""],
  ['A=""', ""],
  ["\u00a0A=b", "b"],
])("%s", (line, value) => {
  expect(parseEnv(line)).toEqual({ values: { A: value }, faults: [], warnings: [] });
});

test("what is not understood, never closed or said twice is told by its line, and no value with it", () => {
  const { faults, warnings } = parseEnv("A=1\nsekret\nB='sekret\nA=2\nC=3\nC=3");
  expect(faults).toEqual([
    ".env, line 2, is not understood: write NAME=value, or # before a remark.",
    ".env, line 3: the quotation mark after B is never closed.",
  ]);
  expect(warnings).toEqual(["A is set twice in .env (lines 1 and 4): the last one counts."]);
});

test("whatever value is written in single quotes is read as it was written", () => {
  const value = fc
    .string({ unit: "binary" })
    .filter((one) => one.isWellFormed() && !/['\r\n\u2028\u2029\u00a0]/.test(one));
  fc.assert(
    fc.property(value, (one) => {
      expect(parseEnv(`A='${one}'`).values).toEqual({ A: one });
    }),
  );
});
