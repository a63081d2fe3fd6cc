import { describe, expect, test } from "vitest";
import type { Address, Draft } from "../../contract/outbound.ts";
import { callbackFault, compose, faultsOf } from "./compose.ts";

const CHANNEL = { provider: "twilio" as const, externalId: "+14155238886", displayNumber: null, accountId: null };
const TO: Address = { kind: "wa_id", value: "15550100001" };
const CALLBACK = "https://bot.example.com/api/chatbot/twilio/status/";
const HX = "HX00000000000000000000000000000001";
const form = (draft: Draft, to = TO, externalId = CHANNEL.externalId) =>
  Object.fromEntries(compose({ key: "key 1", channel: { ...CHANNEL, externalId }, to, draft }, CALLBACK));

describe("compose", () => {
  test.each<[Draft, object]>([
    [{ type: "text", text: "hello", replyTo: "SM1" }, { Body: "hello" }],
    [
      {
        type: "buttons",
        text: "Sure?",
        footer: "Shop",
        buttons: [
          { id: "yes", title: "Yes" },
          { id: "book A", title: "Spot A" },
        ],
      },
      { Body: "Sure?\n\nReply *yes*\nReply *book A* – Spot A\n\nShop" },
    ],
    [
      {
        type: "list",
        text: "Choose",
        button: "Open",
        sections: [
          { title: "Morning", rows: [{ id: "9", title: "9:00", description: "two left" }] },
          { title: "Evening", rows: [{ id: "20", title: "20:00" }] },
        ],
      },
      { Body: "Choose\n\n_Morning_\nReply *9* – 9:00 (two left)\n\n_Evening_\nReply *20* – 20:00" },
    ],
    [
      { type: "template", name: HX, language: "en", parameters: ["Ana", "9"] },
      { ContentSid: HX, ContentVariables: '{"1":"Ana","2":"9"}' },
    ],
    [{ type: "template", name: HX, language: "en", parameters: [] }, { ContentSid: HX }],
    [
      {
        ...{ type: "buttons", text: "Sure?", buttons: [{ id: "yes", title: "Yes" }] },
        header: { type: "image", link: "https://a.example/a.jpg" },
      },
      { Body: "Sure?\n\nReply *yes*", MediaUrl: "https://a.example/a.jpg" },
    ],
    [
      { type: "media", kind: "image", link: "https://a.example/a.jpg", caption: "see" },
      { Body: "see", MediaUrl: "https://a.example/a.jpg" },
    ],
    [
      { type: "media", kind: "document", link: "https://a.example/a.pdf", fileName: "a.pdf" },
      { MediaUrl: "https://a.example/a.pdf" },
    ],
    [
      { type: "media", kind: "audio", link: "https://a.example/a.ogg", caption: "left out" },
      { MediaUrl: "https://a.example/a.ogg" },
    ],
    [
      {
        type: "link_button",
        header: "Lot 4",
        text: "Pay here",
        footer: "Secure",
        label: "Pay",
        url: "https://example.com/p",
      },
      { Body: "*Lot 4*\n\nPay here\n\nPay: https://example.com/p\n\nSecure" },
    ],
    [
      { type: "location_request", text: "Where?" },
      { Body: "Where?\n\nTo send your location, tap + or the paper clip, then Location." },
    ],
    [
      { type: "number_request", text: "For the receipt" },
      { Body: "For the receipt\n\nReply with your phone number and its country code." },
    ],
    [
      { type: "contacts", contacts: [{ name: "Ana", company: "Uno", phones: ["+1 555"], emails: ["a@b.example"] }] },
      { Body: "*Ana*\nUno\n+1 555\na@b.example" },
    ],
    [
      { type: "location", latitude: -34.6, longitude: -58.3, name: "Office", address: "Av. 1" },
      { Body: "Office\nAv. 1\nhttps://www.google.com/maps/search/?api=1&query=-34.6,-58.3" },
    ],
  ])("%j", (draft, fields) => {
    expect(form(draft)).toEqual({
      To: "whatsapp:+15550100001",
      From: "whatsapp:+14155238886",
      StatusCallback: `${CALLBACK}?id=key+1&from=14155238886`,
      ...fields,
    });
  });

  test("addresses", () => {
    const text: Draft = { type: "text", text: "x" };
    expect(form(text, { kind: "bsuid", value: "US.1" }).To).toBe("whatsapp:US.1");
    expect(form(text, TO, "14155238886").From).toBe("whatsapp:+14155238886");
    const service = `MG${"0".repeat(32)}`;
    expect(form(text, TO, service)).toMatchObject({ MessagingServiceSid: service });
    expect(form(text, TO, service)).not.toHaveProperty("From");
  });
});

test.each([
  [CALLBACK, null],
  ["http://localhost:3000/api/chatbot/twilio/status/", null],
  ["https://my_host.example.com/", "underscore"],
  ["ftp://example.com/", "not an http"],
  ["/status/", "not an http"],
])("callbackFault %s", (url, fault) => {
  if (fault === null) expect(callbackFault(url)).toBeNull();
  else expect(callbackFault(url)).toContain(fault);
});

describe("faultsOf", () => {
  const x = (length: number) => "x".repeat(length);

  test.each<[Draft]>([
    [{ type: "text", text: x(1600) }],
    [{ type: "buttons", text: "x", buttons: [{ id: "a", title: "A" }] }],
    [{ type: "template", name: HX, language: "", parameters: ["1"] }],
    [{ type: "media", kind: "image", link: "https://a.example/", caption: x(1600) }],
    [{ type: "media", kind: "audio", link: "https://a.example/" }],
    [{ type: "location", latitude: 1, longitude: 1 }],
  ])("none in %j", (draft) => {
    expect(faultsOf(draft)).toEqual([]);
  });

  test.each<[Draft, string]>([
    [{ type: "text", text: "" }, "The text is empty."],
    [{ type: "text", text: x(1601) }, "has 1601 characters"],
    [{ type: "buttons", text: x(1595), buttons: [{ id: "a", title: "A" }] }, "as Twilio sends it; at most 1600"],
    [{ type: "buttons", text: "x", buttons: [] }, "Buttons: 0; 1 to 3 are allowed."],
    [{ type: "list", text: "x", button: "o", sections: [] }, "Rows in all sections together: 0; 1 to 10"],
    [{ type: "template", name: "order_update", language: "en", parameters: [] }, "is not a Content SID"],
    [{ type: "template", name: HX, language: "en", parameters: [" "] }, "The template's value {{1}} is empty."],
    [{ type: "media", kind: "image", link: "a.jpg" }, "link must be a public"],
    [{ type: "media", kind: "document", link: "https://a.example/", caption: "x" }, "no caption with document"],
    [{ type: "media", kind: "audio", link: "https://a.example/", caption: "x" }, "no caption with audio"],
    [{ type: "location", latitude: Number.NaN, longitude: 1 }, "no valid coordinates"],
  ])("%j", (draft, fault) => {
    expect(faultsOf(draft)).toEqual([expect.stringContaining(fault)]);
  });
});
