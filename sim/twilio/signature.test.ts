// Known results for X-Twilio-Signature.
import { expect, test } from "vitest";
import { twilioSignature } from "./signature.ts";

const whatsapp = {
  SmsMessageSid: "SM00000000000000000000000000000001",
  NumMedia: "0",
  ProfileName: "Zoë Ñandú",
  MessageType: "text",
  SmsSid: "SM00000000000000000000000000000001",
  WaId: "15550001111",
  SmsStatus: "received",
  Body: "hola  ¿qué tal? 😀 ",
  To: "whatsapp:+14155238886",
  NumSegments: "1",
  ReferralNumMedia: "0",
  MessageSid: "SM00000000000000000000000000000001",
  AccountSid: "AC00000000000000000000000000000000",
  From: "whatsapp:+15550001111",
  ApiVersion: "2010-04-01",
};
const call = {
  Digits: "1234",
  To: "+18005551212",
  From: "+14158675310",
  Caller: "+14158675310",
  CallSid: "CA1234567890ABCDE",
};
const hook = "https://bot.example.com/twilio/in?tenant=a";

test.each([
  ["12345", "https://example.com/myapp.php?foo=1&bar=2", call, "L/OH5YylLD5NRKLltdqwSvS0BnU="],
  ["tok_6789", hook, whatsapp, "dMpLyY3acPgLmdRwfDq8NpWsSQk="],
  ["tok_6789", `${hook}#rc=5&rp=all`, whatsapp, "dMpLyY3acPgLmdRwfDq8NpWsSQk="],
  ["tok_6789", "https://bot.example.com:443/twilio/in?tenant=a", whatsapp, "+9wrrl1D0hN1cPJY3TMsxyIvPEA="],
  ["tok_6789", hook, { ...whatsapp, Body: "" }, "L97aJM54gOgGZMA6vvadufBBPEc="],
  ["tok_6789", "https://bot.example.com/t", { A: ["2", "1", "2"], B: "x" }, "YNn/tsQKsKqpaelH/kKyPpGIUpM="],
  ["tok_6789", "https://bot.example.com/t?From=whatsapp%3A%2B15550001111&Body=hi", {}, "yZXByZYCMND26rz1wTesUWcg5Aw="],
])("%s %s", (token, url, params, signature) => {
  expect(twilioSignature(token, url, params)).toBe(signature);
});
