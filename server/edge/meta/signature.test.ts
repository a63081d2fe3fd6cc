import { describe, expect, test } from "vitest";
import { checkSignature, sameSecret } from "./signature.ts";

const SECRET = "test_app_secret";

/** Known signatures, computed independently of this code. */
const VECTORS = [
  {
    note: "ascii, compact",
    body: '{"object":"whatsapp_business_account","entry":[]}',
    header: "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
  },
  {
    note: "same JSON, one space added: different bytes, different signature",
    body: '{"object": "whatsapp_business_account","entry":[]}',
    header: "sha256=cbf3986cd6b11b5c09cb14a7ee5ee82f5d593da7ed62218a99ed83bdd987cd0e",
  },
  {
    note: "non-ASCII text sent as \\u escapes with escaped slash (as Meta is reported to send)",
    body: '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"from":"15550001111","id":"wamid.X","timestamp":"1700000000","type":"text","text":{"body":"caf\\u00e9 \\ud83d\\ude00 https:\\/\\/a.b"}}]}}]}]}',
    header: "sha256=3a19aafd569d116edba4ef3e011f5443d1eb610fb0c6d37b79546ca9b51f5c5f",
  },
  {
    note: "same logical JSON as UTF-8 bytes (what JSON.stringify would give): must NOT verify against the previous signature",
    body: '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"from":"15550001111","id":"wamid.X","timestamp":"1700000000","type":"text","text":{"body":"café 😀 https://a.b"}}]}}]}]}',
    header: "sha256=b0978e4037338c39bb249f16ee6c2db3c076de21440aebd98484bd02aaa902db",
  },
  {
    note: "empty body",
    body: "",
    header: "sha256=517bc4c7d1d8d400868e0ad6f64b77098b818a2f2595004253a1922302a602c0",
  },
];

describe("checkSignature", () => {
  test.each(VECTORS)("passes: $note", ({ body, header }) => {
    expect(checkSignature(Buffer.from(body), header, [SECRET])).toBe("ok");
  });

  test("the same JSON in other bytes has another signature", () => {
    for (const { body } of VECTORS) {
      for (const other of VECTORS) {
        const expected = body === other.body ? "ok" : "wrong";
        expect(checkSignature(Buffer.from(body), other.header, [SECRET])).toBe(expected);
      }
    }
  });

  const body = Buffer.from(VECTORS[0]!.body);
  const header = VECTORS[0]!.header;

  test("any of several secrets will do, an empty one never", () => {
    expect(checkSignature(body, header, ["old", SECRET])).toBe("ok");
    expect(checkSignature(body, header, [SECRET, "new"])).toBe("ok");
    expect(checkSignature(body, header, ["old", "new"])).toBe("wrong");
    expect(checkSignature(body, header, [])).toBe("wrong");
    // The HMAC of the empty body with the empty key.
    const forged = "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    expect(checkSignature(Buffer.alloc(0), forged, [""])).toBe("wrong");
  });

  test.each([
    ["absent", undefined],
    ["empty", ""],
    ["repeated", [header, header]],
    ["SHA-1", "sha1=0123456789012345678901234567890123456789"],
    ["without prefix", header.slice(7)],
    ["upper-case hex", header.toUpperCase().replace("SHA256", "sha256")],
    ["too short", header.slice(0, -1)],
    ["too long", `${header}0`],
    ["with a line end", `${header}\n`],
    ["not hex", `sha256=${"g".repeat(64)}`],
    ["of the right length in other letters", `sha256=${"é".repeat(64)}`],
  ])("is missing when %s", (_, given) => {
    expect(checkSignature(body, given, [SECRET])).toBe("missing");
  });

  test("one changed byte is wrong", () => {
    const changed = Buffer.from(body);
    changed[3]! ^= 1;
    expect(checkSignature(changed, header, [SECRET])).toBe("wrong");
  });
});

test("sameSecret takes texts of any length", () => {
  expect(sameSecret("abc", "abc")).toBe(true);
  expect(sameSecret("abc", "abcd")).toBe(false);
  expect(sameSecret("", "a")).toBe(false);
});
