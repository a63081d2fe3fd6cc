import fc from "fast-check";
import { expect, test } from "vitest";
import { dispositionOf, safeName } from "./disposition.ts";

test.each([
  ["menu.pdf", "menu.pdf"],
  ["Menü für Mai.pdf", "Menü für Mai.pdf"],
  ["../../etc/passwd", "etc_passwd"],
  ["C:\\Windows\\x.exe", "C_Windows_x.exe"],
  ["photo\u202egpj.exe", "photo_gpj.exe"],
  ['a"; filename="b.html', "a_; filename=_b.html"],
  ["a\r\nset-cookie: x.txt", "a_set-cookie_ x.txt"],
  ["", "file"],
  [null, "file"],
  [".htaccess", "htaccess"],
  [`${"a".repeat(5_000)}.jpg`, `${"a".repeat(60)}.jpg`],
  [`${"💩".repeat(100)}.png`, `${"💩".repeat(60)}.png`],
])("%j is downloaded as %j", (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

test("the name is there in ASCII and in UTF-8", () => {
  expect(dispositionOf(true, "Menü 100%.pdf")).toBe(
    "inline; filename=\"Men_ 100_.pdf\"; filename*=UTF-8''Men%C3%BC%20100%25.pdf",
  );
});

test("whatever a file is called, the header is one line of ASCII with one name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      const header = dispositionOf(false, name);
      expect(header).toMatch(/^attachment; filename="[^"\\/\r\n]+"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/);
      expect(header.length).toBeLessThan(1_200);
    }),
  );
});
