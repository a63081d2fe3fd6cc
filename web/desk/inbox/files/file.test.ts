// What files are shown as, and their sizes in words.
import { expect, test, vi } from "vitest";
import { boxOf, lengthInWords, shownAs, sizeInWords, typeName } from "./file.ts";

test.each([
  ["image", "image/jpeg", "photo"],
  ["image", "image/svg+xml", "document"],
  ["sticker", "image/webp", "sticker"],
  ["document", "image/png", "document"],
  ["audio", "audio/ogg; codecs=opus", "audio"],
  ["template", "video/mp4", "video"],
  ["template", "image/png", "photo"],
  ["unsupported", null, "document"],
] as const)("a %s of type %s is shown as a %s", (type, mime_type, shown) => {
  expect(shownAs({ mime_type }, type)).toBe(shown);
});

test("types are named by the file's ending, else by the MIME type", () => {
  expect(typeName({ file_name: "price list.pdf", mime_type: "application/octet-stream" })).toBe("PDF");
  expect(typeName({ file_name: null, mime_type: "text/plain; charset=utf-8" })).toBe("PLAIN");
});

test("sizes are told whatever the browser says of its language", () => {
  vi.stubGlobal("navigator", { language: "en-US@posix" });
  expect(sizeInWords(340 * 1_024)).toMatch(/^340.kB$/);
  vi.unstubAllGlobals();
});

test("lengths in minutes and seconds", () => {
  expect([0, 7.4, 59.6, 750].map(lengthInWords)).toEqual(["0:00", "0:07", "1:00", "12:30"]);
});

test("a picture keeps its shape in the box and is never made larger", () => {
  expect(boxOf({ width: 3_200, height: 1_600 })).toEqual({ width: 320, height: 160 });
  expect(boxOf({ width: 900, height: 1_800 })).toEqual({ width: 180, height: 360 });
  expect(boxOf({ width: 100, height: 80 })).toEqual({ width: 100, height: 80 });
});

test("sizes as WhatsApp counts them", () => {
  expect([0, 1, 340_000, 16 * 1_024 * 1_024, 17_000_000, 104_857_600].map(sizeInWords)).toEqual([
    "0 kB",
    "1 kB",
    "333 kB",
    "16 MB",
    "16.2 MB",
    "100 MB",
  ]);
});
