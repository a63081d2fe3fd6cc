// Known results for X-Hub-Signature-256 (secret test_app_secret); the bytes are given in base64.
import { expect, test } from "vitest";
import { hubSignature } from "./signature.ts";

const escaped =
  "eyJvYmplY3QiOiJ3aGF0c2FwcF9idXNpbmVzc19hY2NvdW50IiwiZW50cnkiOlt7ImlkIjoiMSIsImNoYW5nZXMiOlt7ImZpZWxkIjoibWVzc2FnZXMiLCJ2YWx1ZSI6eyJtZXNzYWdlcyI6W3siZnJvbSI6IjE1NTUwMDAxMTExIiwiaWQiOiJ3YW1pZC5YIiwidGltZXN0YW1wIjoiMTcwMDAwMDAwMCIsInR5cGUiOiJ0ZXh0IiwidGV4dCI6eyJib2R5IjoiY2FmXHUwMGU5IFx1ZDgzZFx1ZGUwMCBodHRwczpcL1wvYS5iIn19XX19XX1dfQ==";

test.each([
  [
    "eyJvYmplY3QiOiJ3aGF0c2FwcF9idXNpbmVzc19hY2NvdW50IiwiZW50cnkiOltdfQ==",
    "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
  ],
  [
    "eyJvYmplY3QiOiAid2hhdHNhcHBfYnVzaW5lc3NfYWNjb3VudCIsImVudHJ5IjpbXX0=",
    "cbf3986cd6b11b5c09cb14a7ee5ee82f5d593da7ed62218a99ed83bdd987cd0e",
  ],
  [escaped, "3a19aafd569d116edba4ef3e011f5443d1eb610fb0c6d37b79546ca9b51f5c5f"],
  ["", "517bc4c7d1d8d400868e0ad6f64b77098b818a2f2595004253a1922302a602c0"],
])("%s", (base64, hex) => {
  expect(hubSignature("test_app_secret", Buffer.from(base64, "base64"))).toBe(`sha256=${hex}`);
});
