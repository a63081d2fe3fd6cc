// As what files are sent.
import { expect, test } from "vitest";
import { sentAs } from "./limits.ts";

test.each([
  ["image/jpeg", "image"],
  ["image/heic", "image"],
  ["image/gif", "document"],
  ["image/svg+xml", "document"],
  ["video/mp4", "video"],
  ["video/webm", "document"],
  ["audio/ogg; codecs=opus", "audio"],
  ["audio/wav", "document"],
  ["application/pdf", "document"],
  ["", "document"],
])("a file of the type %s is sent as %s", (type, as) => {
  expect(sentAs(type)).toBe(as);
});
