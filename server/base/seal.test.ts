// Encrypted secrets: nobody reads them with another key or for another row, and nobody changes them.
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seal, unseal } from "./seal.ts";

test("a secret is decrypted with its key and for its row alone", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (bytes, id) => {
      const key = randomBytes(32);
      const sealed = seal(key, String(id), bytes);
      expect(unseal(key, String(id), sealed)).toEqual(Buffer.from(bytes));
      expect(() => unseal(key, String(id + 1), sealed)).toThrow();
      expect(() => unseal(randomBytes(32), String(id), sealed)).toThrow();
    }),
  );
});

test("a changed or shortened secret is not decrypted, and the same secret looks different each time", () => {
  const key = randomBytes(32);
  const secret = Buffer.from("a token");
  const sealed = seal(key, "row", secret);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(() => unseal(key, "row", changed)).toThrow();
    expect(() => unseal(key, "row", sealed.subarray(0, at))).toThrow();
  }
  expect(seal(key, "row", secret).equals(sealed)).toBe(false);
});
