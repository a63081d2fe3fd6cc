// Twilio's list of messages as prices: what was billed, page by page, from the same host only.
import { afterAll, beforeAll, expect, test } from "vitest";
import { useServer } from "../../../test/support/server.ts";
import type { BilledPrice } from "../../contract/costs.ts";
import { createTwilioPrices } from "./prices.ts";

const twilio = useServer();
const sid = "AC00000000000000000000000000000001";
let prices: ReturnType<typeof createTwilioPrices>;
beforeAll(() => {
  prices = createTwilioPrices({ baseUrl: `${twilio.url}/api`, accountSid: sid, authToken: "token" });
});
afterAll(() => prices.close());

const sent = { direction: "outbound-api", price: "-0.07100", price_unit: "USD" };
const page = (messages: object[], next: string | null = null) => ({
  status: 200,
  body: JSON.stringify({ messages, next_page_uri: next }),
});

async function read(): Promise<BilledPrice[]> {
  const all: BilledPrice[] = [];
  for await (const some of prices.read(new Date("2026-11-28T10:20:00Z"))) all.push(...some);
  return all;
}

test("charges are read from all pages since the day, with the account's credentials", async () => {
  twilio.answer = ({ url }) =>
    url!.includes("Page=1")
      ? page([{ ...sent, sid: "SM2", direction: "outbound-reply", price: "-0.0054" }])
      : page([{ ...sent, sid: "SM1" }], `/2010-04-01/Accounts/${sid}/Messages.json?Page=1`);
  expect(await read()).toEqual([
    { providerId: "SM1", micros: 71_000, currency: "USD" },
    { providerId: "SM2", micros: 5_400, currency: "USD" },
  ]);
  expect(twilio.seen.map(({ url }) => url)).toEqual([
    `/api/2010-04-01/Accounts/${sid}/Messages.json?DateSent%3E=2026-11-28&PageSize=250`,
    `/api/2010-04-01/Accounts/${sid}/Messages.json?Page=1`,
  ]);
  expect(twilio.seen[0]!.headers.authorization).toBe(`Basic ${Buffer.from(`${sid}:token`).toString("base64")}`);
});

test.each([
  ["not billed yet", { price: null, price_unit: null }],
  ["an empty price", { price: "" }],
  ["a word for a price", { price: "free" }],
  ["no currency's code", { price_unit: "dollars" }],
  ["a message that came in", { direction: "inbound" }],
  ["no direction", { direction: undefined }],
  ["no id", { sid: undefined }],
])("%s is no price", async (_, given) => {
  twilio.answer = () => page([{ ...sent, sid: "SM1", ...given }]);
  expect(await read()).toEqual([]);
});

test("an address of another host ends the list, and what was read counts", async () => {
  twilio.answer = () => page([{ ...sent, sid: "SM1" }], "//example.com/more");
  expect(await read()).toHaveLength(1);
  expect(twilio.seen).toHaveLength(1);
});

test("a fault on the second page is told, and what was read before was given", async () => {
  twilio.answer = ({ url }) =>
    url!.includes("Page=1") ? { status: 500, body: "" } : page([{ ...sent, sid: "SM1" }], "/x?Page=1");
  const pages = prices.read(new Date("2026-11-28T10:20:00Z"))[Symbol.asyncIterator]();
  expect((await pages.next()).value).toHaveLength(1);
  await expect(pages.next()).rejects.toThrow("HTTP 500");
});

test.each([
  ["wrong credentials", { status: 401, body: "{}" }],
  ["no JSON", { status: 200, body: "<html>" }],
  ["no list", { status: 200, body: "{}" }],
])("%s: that nothing is known is told", async (_, answer) => {
  twilio.answer = () => answer;
  await expect(read()).rejects.toThrow(`Twilio did not list messages: HTTP ${answer.status}`);
});
