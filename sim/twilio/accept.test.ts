// What the fake of Twilio's API accepts and refuses, with the error code.
import { expect, test } from "vitest";
import { resolveSettings } from "../options.ts";
import { testOptions } from "../test-bellhop.ts";
import { accept } from "./accept.ts";
import { createContents } from "./content.ts";

const settings = resolveSettings(testOptions("http://127.0.0.1:1"));
const both: [string, string][] = [
  ["From", "whatsapp:+14155238886"],
  ["To", "whatsapp:+15550100001"],
];
const follow = `HX${"2".padStart(32, "0")}`;

test.each<[string, [string, string][], number | "ok"]>([
  ["a text", [...both, ["Body", "hello"]], "ok"],
  ["1600 characters", [...both, ["Body", "x".repeat(1600)]], "ok"],
  ["1601 characters", [...both, ["Body", "x".repeat(1601)]], 21617],
  ["nothing", both, 21602],
  ["an invalid recipient", [both[0]!, ["To", "whatsapp:+1"], ["Body", "x"]], 21211],
  ["a recipient without channel", [both[0]!, ["To", "+15550100001"], ["Body", "x"]], 21211],
  ["another sender", [["From", "whatsapp:+15550109999"], both[1]!, ["Body", "x"]], 63007],
  ["a file", [...both, ["MediaUrl", "https://a.example/a.png"]], "ok"],
  [
    "eleven files",
    [...both, ...Array.from({ length: 11 }, (): [string, string] => ["MediaUrl", "https://a.example/a"])],
    21623,
  ],
  ["a file nowhere", [...both, ["MediaUrl", "a.png"]], 21620],
  ["a callback nowhere", [...both, ["Body", "x"], ["StatusCallback", "status"]], 21609],
  ["a template", [...both, ["ContentSid", follow], ["ContentVariables", '{"1":"Ana"}']], "ok"],
  ["a template that is not there", [...both, ["ContentSid", `HX${"9".repeat(32)}`]], 21655],
  ["variables that are no JSON", [...both, ["ContentSid", follow], ["ContentVariables", "{"]], 21656],
  ["a validity of 0", [...both, ["Body", "x"], ["ValidityPeriod", "0"]], 20001],
])("%s", (_, form, expected) => {
  const run = () => accept(new URLSearchParams(form), settings, createContents());
  if (expected === "ok") expect(run().content).toBeDefined();
  else expect(run).toThrow(expect.objectContaining({ code: expected }));
});
