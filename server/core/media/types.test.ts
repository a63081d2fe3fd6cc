import { expect, test } from "vitest";
import { servedAs, trueType } from "./types.ts";

test.each([
  ["image/jpeg", "image/png", "image/jpeg"],
  ["audio/ogg; codecs=opus", "audio/ogg; codecs=opus", "audio/ogg"],
  ["audio/x-m4a", "audio/mp4", "audio/mp4"],
  ["video/mp4", "audio/mp4", "audio/mp4"],
  ["video/mp4", "text/html", "video/mp4"],
  ["text/plain", "text/x-vcard", "text/vcard"],
  ["text/plain", "text/html", "text/plain"],
  ["application/x-cfb", "application/msword", "application/msword"],
  ["application/zip", "image/png", "application/zip"],
  ["application/octet-stream", "image/png", "application/octet-stream"],
])("%s that says it is %s is %s", (sniffed, declared, type) => {
  expect(trueType(sniffed, declared)).toBe(type);
});

test.each([
  ["image/webp", "image/webp", true],
  ["application/pdf", "application/pdf", true],
  ["text/vcard", "text/vcard; charset=utf-8", false],
  ["text/html", "application/octet-stream", false],
  ["image/svg+xml", "application/octet-stream", false],
  ["application/xml", "application/octet-stream", false],
  ["text/xml", "application/octet-stream", false],
  ["text/javascript", "application/octet-stream", false],
])("%s is served as %s", (type, contentType, inline) => {
  expect(servedAs(type)).toEqual({ contentType, inline });
});
