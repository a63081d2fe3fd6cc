import { expect, test } from "vitest";
import { shortName } from "./short-name.ts";

test.each([
  ["price list.pdf", "application/pdf", "price-list.pdf"],
  ["Übersicht Stellplätze 2026.PDF", "application/pdf", "Ubersicht-Stellp.pdf"],
  ["photo.exe", "image/jpeg", "photo.jpg"],
  ["../../etc/passwd.txt", "text/plain", "etc-passwd.txt"],
  ["地図.png", "image/png", "file.png"],
  [null, "audio/ogg", "file.ogg"],
  ["a.b", "application/x-unknown", "a.bin"],
])("%j of the type %s is %s", (name, type, short) => {
  expect(shortName(name, type)).toBe(short);
});
