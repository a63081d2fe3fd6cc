// Reading Twilio's list of messages: whose prices are taken, which pages are followed, and that a refusal is told.
import { afterAll, beforeEach, expect, test } from "vitest";
import { useServer } from "../../../test/support/server.ts";
import { createTwilioPrices } from "./prices.ts";

const server = useServer();
const sid = `AC${"1".repeat(32)}`;
const path = `/2010-04-01/Accounts/${sid}/Messages.json`;
let source: ReturnType<typeof createTwilioPrices>;
beforeEach(() => {
  source ??= createTwilioPrices({ baseUrl: server.url, accountSid: sid, authToken: "token" });
});
afterAll(() => source.close());

async function read() {
  const found = [];
  for await (const page of source.read(new Date("2026-11-28T10:00:00Z"))) found.push(...page);
  return found;
}

const page = (messages: object[], next: string | null = null) => ({
  status: 200,
  body: JSON.stringify({ messages, next_page_uri: next }),
});
const sent = (given: object) => ({
  sid: "SM1",
  direction: "outbound-api",
  price: "-0.0605",
  price_unit: "usd",
  ...given,
});

test("all pages are read with the password, from the day on", async () => {
  server.answer = ({ url }) =>
    url?.includes("Page=1") ? page([sent({ sid: "SM2" })]) : page([sent({})], `${path}?Page=1`);
  expect(await read()).toEqual(["SM1", "SM2"].map((providerId) => ({ providerId, micros: 60_500, currency: "USD" })));
  const [first, second] = server.seen;
  expect(new URL(first!.url!, server.url).searchParams.get("DateSent>")).toBe("2026-11-28");
  expect(second!.headers.authorization).toBe(`Basic ${Buffer.from(`${sid}:token`).toString("base64")}`);
});

test.each([
  ["a customer's message", { direction: "inbound" }],
  ["one that was not billed yet", { price: null, price_unit: null }],
  ["an empty price", { price: "" }],
  ["a price that is no number", { price: "cheap" }],
  ["a currency that is none", { price_unit: "dollars" }],
])("%s has no price", async (_, given) => {
  server.answer = () => page([sent(given)]);
  expect(await read()).toEqual([]);
});

test("a page elsewhere is not asked for: the password would go with it", async () => {
  server.answer = () => page([], "//elsewhere.example.com/");
  await read();
  expect(server.seen).toHaveLength(1);
});

test.each([
  [401, '{"code": 20003}'],
  [200, "<html>"],
  [200, "{}"],
])("the answer %i %s is told", async (status, body) => {
  server.answer = () => ({ status, body });
  await expect(read()).rejects.toThrow(`Twilio did not list messages: HTTP ${status}`);
});
