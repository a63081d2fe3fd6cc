import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkSignature, urlForms } from "./signature.ts";

/** Known signatures: Twilio's own example, and others computed independently of this code. */
const VECTORS: { note: string; token: string; url: string; parameters: string[][]; signature: string }[] = [
  {
    note: "Known answer printed in Twilio security docs; recomputed and equal",
    token: "12345",
    url: "https://example.com/myapp.php?foo=1&bar=2",
    parameters: [
      ["Digits", "1234"],
      ["To", "+18005551212"],
      ["From", "+14158675310"],
      ["Caller", "+14158675310"],
      ["CallSid", "CA1234567890ABCDE"],
    ],
    signature: "L/OH5YylLD5NRKLltdqwSvS0BnU=",
  },
  {
    note: "WhatsApp inbound, UTF-8 values, leading/trailing/double spaces kept",
    token: "tok_6789",
    url: "https://bot.example.com/twilio/in?tenant=a",
    parameters: [
      ["SmsMessageSid", "SM00000000000000000000000000000001"],
      ["NumMedia", "0"],
      ["ProfileName", "Zoë Ñandú"],
      ["MessageType", "text"],
      ["SmsSid", "SM00000000000000000000000000000001"],
      ["WaId", "15550001111"],
      ["SmsStatus", "received"],
      ["Body", "hola  ¿qué tal? 😀 "],
      ["To", "whatsapp:+14155238886"],
      ["NumSegments", "1"],
      ["ReferralNumMedia", "0"],
      ["MessageSid", "SM00000000000000000000000000000001"],
      ["AccountSid", "AC00000000000000000000000000000000"],
      ["From", "whatsapp:+15550001111"],
      ["ApiVersion", "2010-04-01"],
    ],
    signature: "dMpLyY3acPgLmdRwfDq8NpWsSQk=",
  },
  {
    note: "same params, URL signed with explicit :443 - accept by trying both forms",
    token: "tok_6789",
    url: "https://bot.example.com:443/twilio/in?tenant=a",
    parameters: [
      ["SmsMessageSid", "SM00000000000000000000000000000001"],
      ["NumMedia", "0"],
      ["ProfileName", "Zoë Ñandú"],
      ["MessageType", "text"],
      ["SmsSid", "SM00000000000000000000000000000001"],
      ["WaId", "15550001111"],
      ["SmsStatus", "received"],
      ["Body", "hola  ¿qué tal? 😀 "],
      ["To", "whatsapp:+14155238886"],
      ["NumSegments", "1"],
      ["ReferralNumMedia", "0"],
      ["MessageSid", "SM00000000000000000000000000000001"],
      ["AccountSid", "AC00000000000000000000000000000000"],
      ["From", "whatsapp:+15550001111"],
      ["ApiVersion", "2010-04-01"],
    ],
    signature: "+9wrrl1D0hN1cPJY3TMsxyIvPEA=",
  },
  {
    note: "empty-valued parameter is still appended by name",
    token: "tok_6789",
    url: "https://bot.example.com/twilio/in?tenant=a",
    parameters: [
      ["SmsMessageSid", "SM00000000000000000000000000000001"],
      ["NumMedia", "0"],
      ["ProfileName", "Zoë Ñandú"],
      ["MessageType", "text"],
      ["SmsSid", "SM00000000000000000000000000000001"],
      ["WaId", "15550001111"],
      ["SmsStatus", "received"],
      ["Body", ""],
      ["To", "whatsapp:+14155238886"],
      ["NumSegments", "1"],
      ["ReferralNumMedia", "0"],
      ["MessageSid", "SM00000000000000000000000000000001"],
      ["AccountSid", "AC00000000000000000000000000000000"],
      ["From", "whatsapp:+15550001111"],
      ["ApiVersion", "2010-04-01"],
    ],
    signature: "L97aJM54gOgGZMA6vvadufBBPEc=",
  },
  {
    note: "repeated parameter: values de-duplicated, sorted, name repeated (twilio-node behaviour)",
    token: "tok_6789",
    url: "https://bot.example.com/t",
    parameters: [
      ["A", "2"],
      ["A", "1"],
      ["A", "2"],
      ["B", "x"],
    ],
    signature: "YNn/tsQKsKqpaelH/kKyPpGIUpM=",
  },
  {
    note: "GET request: params are only in the URL, params map is empty",
    token: "tok_6789",
    url: "https://bot.example.com/t?From=whatsapp%3A%2B15550001111&Body=hi",
    parameters: [],
    signature: "yZXByZYCMND26rz1wTesUWcg5Aw=",
  },
];

const JSON_VECTOR = {
  token: "tok_6789",
  url: "https://bot.example.com/events?bodySHA256=f7a52e662c92fc838cc3e18c060954d6b27190e0051d76e139b8bab26a2923bd",
  body: '{"a":1,"b":"café"}',
  signature: "ckNg/MlDd3+9ONjmPBXIHCn6azA=",
};

const form = (parameters: string[][]) => Buffer.from(new URLSearchParams(parameters as [string, string][]).toString());

const sign = (token: string, signed: string) => createHmac("sha1", token).update(signed).digest("base64");

describe("checkSignature", () => {
  test.each(VECTORS)("passes: $note", ({ token, url, parameters, signature }) => {
    expect(checkSignature(url, form(parameters), signature, [token])).toBe("ok");
  });

  test.each(VECTORS)("the order of parameters does not matter: $note", ({ token, url, parameters, signature }) => {
    expect(checkSignature(url, form(parameters.toReversed()), signature, [token])).toBe("ok");
  });

  test.each(VECTORS)("a changed value is wrong: $note", ({ token, url, parameters, signature }) => {
    const changed = form([...parameters, ["Extra", ""]]);
    expect(checkSignature(url, changed, signature, [token])).toBe("wrong");
    expect(checkSignature(`${url}x`, form(parameters), signature, [token])).toBe("wrong");
    expect(checkSignature(url, form(parameters), signature, [`${token}x`])).toBe("wrong");
  });

  test("JSON: the URL is signed, its hash holds the body", () => {
    const { token, url, body, signature } = JSON_VECTOR;
    expect(checkSignature(url, Buffer.from(body), signature, [token])).toBe("ok");
    expect(checkSignature(url, Buffer.from(`${body} `), signature, [token])).toBe("wrong");
    expect(checkSignature(url.replace("f7a5", "f7a6"), Buffer.from(body), signature, [token])).toBe("wrong");
  });

  const { token, url, parameters, signature } = VECTORS[1]!;
  const body = form(parameters);

  test("the port may be there or not, whichever was signed", () => {
    const withPort = url.replace("example.com", "example.com:443");
    expect(checkSignature(withPort, body, signature, [token])).toBe("ok");
    expect(checkSignature(url, body, VECTORS[2]!.signature, [token])).toBe("ok");
    const other = url.replace("example.com", "example.com:8443");
    expect(checkSignature(other, body, sign(token, other), [token])).toBe("wrong");
    expect(checkSignature(other, Buffer.alloc(0), sign(token, other), [token])).toBe("ok");
  });

  test("fragment and credentials are not signed", () => {
    expect(checkSignature(`${url}#rc=5&rp=all`, body, signature, [token])).toBe("ok");
    expect(checkSignature(url.replace("https://", "https://user:pa:ss@"), body, signature, [token])).toBe("ok");
  });

  test("the old way of encoding a query passes", () => {
    const quoted = "https://bot.example.com/t?name=O%27Brien";
    const legacy = "https://bot.example.com/t?name=O'Brien";
    expect(checkSignature(quoted, Buffer.alloc(0), sign(token, legacy), [token])).toBe("ok");
    expect(checkSignature(legacy, Buffer.alloc(0), sign(token, quoted), [token])).toBe("ok");
  });

  test("either token passes while one replaces the other, an empty one never", () => {
    expect(checkSignature(url, body, signature, ["next", token])).toBe("ok");
    expect(checkSignature(url, body, signature, [])).toBe("wrong");
    expect(checkSignature(url, Buffer.alloc(0), sign("", url), [""])).toBe("wrong");
  });

  test.each([
    ["absent", undefined],
    ["empty", ""],
    ["repeated", [signature, signature]],
    ["of another form", "sha256=abc"],
    ["too short", signature.slice(1)],
    ["with a line end", `${signature}\n`],
  ])("is missing when %s", (_, header) => {
    expect(checkSignature(url, body, header, [token])).toBe("missing");
  });

  test("brackets in names are plain letters", () => {
    const odd = Buffer.from("a%5Bb%5D=1&a[b]=2");
    expect(checkSignature("https://x.example/t", odd, sign("t", "https://x.example/ta[b]1a[b]2"), ["t"])).toBe("ok");
  });

  test("a body with more pairs than any webhook is not even hashed", () => {
    expect(checkSignature(url, Buffer.from("a=1&".repeat(3_000)), signature, [token])).toBe("wrong");
  });
});

test("urlForms holds each spelling once", () => {
  expect([...urlForms("https://a.example/p")]).toEqual(["https://a.example/p", "https://a.example:443/p"]);
  expect([...urlForms("http://a.example:80/p")]).toEqual(["http://a.example:80/p", "http://a.example/p"]);
  expect([...urlForms("not a url")]).toEqual(["not a url"]);
});
