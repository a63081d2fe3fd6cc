import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createTwilioVerifier } from "./verifier.ts";

const body = Buffer.from("Body=hi&From=whatsapp%3A%2B15550100001");
const sign = (token: string, url: string, tail = "BodyhiFromwhatsapp:+15550100001") =>
  createHmac("sha1", token)
    .update(url + tail)
    .digest("base64");
const request = (target: string, signature?: string) => ({
  target,
  headers: signature === undefined ? {} : { "x-twilio-signature": signature, host: "attacker.example" },
  body,
});

describe("the verifier", () => {
  const target = "/api/chatbot/twilio/webhook/?tenant=a";
  const verifier = createTwilioVerifier({ authTokens: ["tok"], publicUrl: "https://bot.example.com/" });

  test("builds the signed URL from the public address and the target", () => {
    expect(verifier.verify(request(target, sign("tok", `https://bot.example.com${target}`)))).toBe("ok");
    expect(verifier.verify(request(target, sign("tok", `https://attacker.example${target}`)))).toBe("wrong");
    expect(verifier.verify(request(target, sign("other", `https://bot.example.com${target}`)))).toBe("wrong");
    expect(verifier.verify(request(target))).toBe("missing");
  });

  test.each([
    ["https://bot.example.com/desk", "/api/x/", "https://bot.example.com/desk/api/x/"],
    ["https://bot.example.com/desk/", "/desk/api/x/", "https://bot.example.com/desk/api/x/"],
    ["https://user:pw@bot.example.com#rc=5", "/api/x/", "https://bot.example.com/api/x/"],
    ["http://localhost:3000", "/api/x/", "http://localhost:3000/api/x/"],
    ["https://bot.example.com:443", "/api/x/", "https://bot.example.com/api/x/"],
  ])("public address %s, target %s", (publicUrl, path, signed) => {
    const other = createTwilioVerifier({ authTokens: ["tok"], publicUrl });
    expect(other.verify(request(path, sign("tok", signed)))).toBe("ok");
  });

  test.each([[[]], [[""]], [[" "]]])("lets nothing in without a token: %j", (authTokens) => {
    const closed = createTwilioVerifier({ authTokens, publicUrl: "https://bot.example.com" });
    expect(closed.verify(request(target, sign("", `https://bot.example.com${target}`)))).toBe("unset");
  });

  test("a webhook is verified with the tokens of the account that it names", () => {
    const [first, second, unknown] = ["1", "2", "3"].map((digit) => `AC${digit.repeat(32)}`);
    const accounts = new Map([
      [first!, ["tok1"]],
      [second!, ["tok2", "tok2new"]],
    ]);
    const several = createTwilioVerifier({ authTokens: ["main"], accounts, publicUrl: "https://bot.example.com" });
    const verdict = (sid: string | undefined, token: string) => {
      const form = sid === undefined ? "Body=hi" : `AccountSid=${sid}&Body=hi`;
      const tail = sid === undefined ? "Bodyhi" : `AccountSid${sid}Bodyhi`;
      const signature = sign(token, `https://bot.example.com${target}`, tail);
      return several.verify({ ...request(target, signature), body: Buffer.from(form) });
    };
    expect(verdict(first, "tok1")).toBe("ok");
    expect(verdict(second, "tok2new")).toBe("ok");
    // One account's token does not sign for another.
    expect(verdict(first, "tok2")).toBe("wrong");
    expect(verdict(first, "main")).toBe("wrong");
    // A subaccount of the environment's account, and a webhook that names none.
    expect(verdict(unknown, "main")).toBe("ok");
    expect(verdict(unknown, "tok1")).toBe("wrong");
    expect(verdict(undefined, "tok2")).toBe("ok");
  });

  test("GET and JSON requests pass by their own rules", () => {
    const get = {
      ...request("/api/x/?Body=hi", sign("tok", "https://bot.example.com/api/x/?Body=hi", "")),
      body: Buffer.alloc(0),
    };
    expect(verifier.verify(get)).toBe("ok");
    const json = Buffer.from('{"a":1}');
    const hashed = `/api/x/?bodySHA256=${createHash("sha256").update(json).digest("hex")}`;
    const signature = sign("tok", `https://bot.example.com${hashed}`, "");
    expect(verifier.verify({ ...request(hashed, signature), body: json })).toBe("ok");
    expect(verifier.verify({ ...request(hashed, signature), body: Buffer.from("{}") })).toBe("wrong");
  });

  test.each(["Body=hi&Body=hi&From=x", "Body=hi&From=x&Body=ho", "Body=ho&From=x&Body=hi", "Body=hi&From=x&%42ody=hi"])(
    "a signed form that repeats a name is refused: %s",
    (form) => {
      const values = [...new Set(new URLSearchParams(form).getAll("Body"))].sort();
      const tail = `${values.map((value) => `Body${value}`).join("")}Fromx`;
      const signed = {
        ...request(target, sign("tok", `https://bot.example.com${target}`, tail)),
        body: Buffer.from(form),
      };
      expect(verifier.verify(signed)).toBe("repeated");
    },
  );

  test("a signed address that repeats a name is refused", () => {
    const twice = `${target}&tenant=b`;
    expect(verifier.verify(request(twice, sign("tok", `https://bot.example.com${twice}`)))).toBe("repeated");
  });
});
