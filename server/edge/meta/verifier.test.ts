import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createChallenge, createMetaVerifier } from "./verifier.ts";

describe("the verifier", () => {
  const body = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
  const signature = (secret: string) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const request = (header?: string) => ({
    target: "/api/whatsapp/webhook/",
    headers: header === undefined ? {} : { "x-hub-signature-256": header },
    body,
  });

  test("tells ok, wrong, missing", () => {
    const verifier = createMetaVerifier(["one", " two "]);
    expect(verifier.verify(request(signature("one")))).toBe("ok");
    expect(verifier.verify(request(signature("two")))).toBe("ok");
    expect(verifier.verify(request(signature("three")))).toBe("wrong");
    expect(verifier.verify(request())).toBe("missing");
  });

  test.each([[[]], [[""]], [[" ", ""]]])("lets nothing in without a secret: %j", (secrets) => {
    expect(createMetaVerifier(secrets).verify(request(signature("")))).toBe("unset");
  });
});

describe("the challenge", () => {
  const good = { mode: "subscribe", token: "chosen", challenge: "1158201444" };

  test("is echoed untouched", () => {
    expect(createChallenge(["other", "chosen"])(good)).toBe("1158201444");
    expect(createChallenge(["other", "chosen"])({ ...good, challenge: " <b>é\n" })).toBe(" <b>é\n");
  });

  test.each([
    ["another token", { ...good, token: "another" }],
    ["a longer token", { ...good, token: "chosen1" }],
    ["no token", { mode: "subscribe", challenge: "1" }],
    ["another mode", { ...good, mode: "unsubscribe" }],
    ["no mode", { token: "chosen", challenge: "1" }],
    ["no challenge", { mode: "subscribe", token: "chosen" }],
    ["a repeated token", { ...good, token: ["chosen", "chosen"] as unknown as string }],
  ])("refuses %s", (_, query) => {
    expect(createChallenge(["other", "chosen"])(query)).toBeNull();
  });

  test.each([[[]], [[""]]])("refuses everyone when no token is configured: %j", (tokens) => {
    expect(createChallenge(tokens)({ ...good, token: "" })).toBeNull();
    expect(createChallenge(tokens)(good)).toBeNull();
  });
});
