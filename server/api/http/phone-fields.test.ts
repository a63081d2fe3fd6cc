// Phone numbers, user ids and groups as our lists show them are accepted by every endpoint, for all countries.
import { getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { beforeAll, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeInboundMessage } from "../../../test/support/build.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { record } from "../../../test/support/record.ts";
import { dialable } from "../../base/phone.ts";

const world = useApp();
const park = parkApi(world);

/** A mobile number of every country, as WhatsApp writes it. */
const numbers = Object.keys(examples).flatMap((country) => {
  const number = getExampleNumber(country as "DK", examples);
  return number ? [[country, number.number.slice(1)] as const] : [];
});
const get = (url: string) => world.call("agent", { method: "GET", url });
const post = (url: string, payload: object) => world.call("agent", { method: "POST", url, payload });

beforeAll(async () => {
  await record(
    world.db,
    numbers.map(([country, from]) =>
      makeInboundMessage({ from, text: country, senderName: country, providerId: `wamid.${from}` }),
    ),
  );
  await record(world.db, [makeInboundMessage({ groupId: "Y2FwaV9ncm91cA==", from: "15550105555", text: "to all" })]);
});

test("numbers of every country are there, the short ones too", () => {
  expect(numbers.length).toBeGreaterThan(240);
  expect(Math.min(...numbers.map(([, digits]) => digits.length))).toBeLessThan(9);
});

test("what the list tells of a number of any country is taken by every door", { timeout: 240_000 }, async () => {
  for (const [country, digits] of numbers) {
    const phone = encodeURIComponent(digits);
    const listed = await get(`/api/whatsapp/messages?phone=${phone}`);
    expect([country, listed.json.messages?.[0]?.from_number]).toEqual([country, digits]);
    expect([country, (await post("/api/whatsapp/mark-read", { phone_number: digits })).status]).toEqual([country, 200]);
    const sent = await post("/api/whatsapp/send", { to: digits, template: "hello", channel: "meta" });
    expect([country, sent.status, sent.json.to]).toEqual([country, 202, digits]);
    expect([country, (await get(`/api/accounts?phone=${phone}`)).status]).toEqual([country, 200]);
    expect([country, (await get(`/api/parking/bookings?phone=${phone}`)).status]).toEqual([country, 200]);
  }
});

test("with + and blanks each is the same number", () => {
  for (const [country, digits] of numbers)
    for (const spelling of [`+${digits}`, ` +${digits.replace(/(.{3})/g, "$1 ")}`, `00${digits}`])
      expect([country, dialable(spelling)]).toEqual([country, { digits }]);
});

test("a Danish driver is booked for by the digits of the list", async () => {
  const lot = await park.lot();
  const [, digits] = numbers.find(([country]) => country === "DK")!;
  expect(digits).toHaveLength(10);
  const booked = await post("/api/parking/bookings", { spot_id: lot.spots[0].id, phone: digits });
  expect(booked.status, booked.body).toBe(201);
  expect((await get(`/api/parking/bookings?phone=${digits}`)).json.count).toBe(1);
  expect((await get(`/api/accounts?phone=${digits}`)).json.accounts[0].phone).toBe(digits);
  // In the digits of another script they are the same.
  const bengali = digits.replace(/\d/g, (digit) => "০১২৩৪৫৬৭৮৯"[Number(digit)]!);
  expect((await get(`/api/accounts?phone=${encodeURIComponent(bengali)}`)).json.accounts[0].phone).toBe(digits);
  expect((await post("/api/whatsapp/send", { to: bengali, template: "hello" })).json.to).toBe(digits);
});

test("digits of nobody that may lack a country code are looked up, but nobody is written to by them", async () => {
  const unknown = "4520999999";
  expect((await get(`/api/whatsapp/messages?phone=${unknown}`)).json).toMatchObject({ count: 0, messages: [] });
  for (const to of [unknown, "5550100", "2025550123"]) {
    const sent = await post("/api/whatsapp/send", { to, template: "hello" });
    expect(sent).toMatchObject({ status: 400, json: { code: "BAD_RECIPIENT" } });
    expect(sent.json.detail).toContain("country code");
  }
  expect((await post("/api/whatsapp/send", { to: `+${unknown}`, template: "hello" })).status).toBe(202);
});

test("a group's id is taken for reading and marking, and a send to it says where to answer", async () => {
  const group = encodeURIComponent("Y2FwaV9ncm91cA==");
  const [conversation] = (await get("/api/whatsapp/conversations?limit=500")).json.filter(
    (one: { phone_number: string }) => one.phone_number === "Y2FwaV9ncm91cA==",
  );
  expect((await get(`/api/whatsapp/messages?phone=${group}`)).json).toMatchObject({
    count: 1,
    messages: [{ text_body: "to all" }],
  });
  expect((await post("/api/whatsapp/mark-read", { phone_number: conversation.phone_number })).json).toMatchObject({
    messages_marked_read: 1,
  });
  const sent = await post("/api/whatsapp/send", { to: conversation.phone_number, text: "hello" });
  expect(sent).toMatchObject({ status: 400, json: { code: "BAD_RECIPIENT" } });
  expect(sent.json.detail).toContain(`/api/inbox/conversations/${conversation.id}/messages`);
});
