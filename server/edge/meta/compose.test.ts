import { describe, expect, test } from "vitest";
import type { Address, Draft, TemplateDraft } from "../../contract/outbound.ts";
import { compose } from "./compose.ts";

const TO: Address = { kind: "wa_id", value: "15550100001" };
const COMMON = {
  messaging_product: "whatsapp",
  recipient_type: "individual",
  to: "+15550100001",
  biz_opaque_callback_data: "key-1",
};

test.each<[Draft, object]>([
  [
    { type: "text", text: "hello" },
    { type: "text", text: { preview_url: false, body: "hello" } },
  ],
  [
    { type: "text", text: "see HTTPS://a.example" },
    { type: "text", text: { preview_url: true, body: "see HTTPS://a.example" } },
  ],
  [
    { type: "text", text: "got it", replyTo: "wamid.T1" },
    { context: { message_id: "wamid.T1" }, type: "text", text: { preview_url: false, body: "got it" } },
  ],
  [
    { type: "link_button", header: "Lot 4", text: "Pay here", footer: "Secure", label: "Pay", url: "https://e.com/p" },
    {
      type: "interactive",
      interactive: {
        type: "cta_url",
        header: { type: "text", text: "Lot 4" },
        body: { text: "Pay here" },
        footer: { text: "Secure" },
        action: { name: "cta_url", parameters: { display_text: "Pay", url: "https://e.com/p" } },
      },
    },
  ],
  [
    { type: "location_request", text: "Where did you park?" },
    {
      type: "interactive",
      interactive: {
        type: "location_request_message",
        body: { text: "Where did you park?" },
        action: { name: "send_location" },
      },
    },
  ],
  [
    { type: "number_request", text: "For the receipt", replyTo: "wamid.T1" },
    {
      context: { message_id: "wamid.T1" },
      type: "interactive",
      interactive: {
        type: "request_contact_info",
        body: { text: "For the receipt" },
        action: { name: "request_contact_info" },
      },
    },
  ],
  [
    {
      type: "contacts",
      contacts: [
        { name: "Ana María Paz", company: "Uno", phones: ["+1 555 010 0002", "reception"], emails: ["a@b.example"] },
        { name: "Bob", phones: ["+15550100003"] },
      ],
    },
    {
      type: "contacts",
      contacts: [
        {
          name: { formatted_name: "Ana María Paz", first_name: "Ana", last_name: "María Paz" },
          org: { company: "Uno" },
          phones: [
            { phone: "+1 555 010 0002", type: "CELL", wa_id: "15550100002" },
            { phone: "reception", type: "CELL" },
          ],
          emails: [{ email: "a@b.example" }],
        },
        {
          name: { formatted_name: "Bob", first_name: "Bob" },
          phones: [{ phone: "+15550100003", type: "CELL", wa_id: "15550100003" }],
        },
      ],
    },
  ],
  [
    { type: "reaction", target: "wamid.T1", emoji: "" },
    { type: "reaction", reaction: { message_id: "wamid.T1", emoji: "" } },
  ],
  [
    {
      type: "buttons",
      text: "Confirm?",
      footer: "Shop",
      buttons: [{ id: "yes", title: "Yes", description: "left out" }],
    },
    {
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "Confirm?" },
        footer: { text: "Shop" },
        action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] },
      },
    },
  ],
  [
    {
      type: "list",
      text: "Choose",
      button: "Open",
      sections: [
        {
          title: "Morning",
          rows: [
            { id: "9", title: "9:00", description: "two left" },
            { id: "10", title: "10:00" },
          ],
        },
      ],
    },
    {
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "Choose" },
        action: {
          button: "Open",
          sections: [
            {
              title: "Morning",
              rows: [
                { id: "9", title: "9:00", description: "two left" },
                { id: "10", title: "10:00" },
              ],
            },
          ],
        },
      },
    },
  ],
  [
    { type: "template", name: "order_update", language: "es_AR", parameters: ["Ana", "9"] },
    {
      type: "template",
      template: {
        name: "order_update",
        language: { code: "es_AR" },
        components: [
          {
            type: "body",
            parameters: [
              { type: "text", text: "Ana" },
              { type: "text", text: "9" },
            ],
          },
        ],
      },
    },
  ],
  [
    {
      ...{ type: "buttons", text: "Take it?", buttons: [{ id: "yes", title: "Yes" }] },
      header: { type: "image", link: "https://a.example/a.jpg" },
    },
    {
      type: "interactive",
      interactive: {
        type: "button",
        header: { type: "image", image: { link: "https://a.example/a.jpg" } },
        body: { text: "Take it?" },
        action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] },
      },
    },
  ],
  [
    { type: "template", name: "hello", language: "en", parameters: [] },
    { type: "template", template: { name: "hello", language: { code: "en" } } },
  ],
  [
    { type: "media", kind: "image", link: "https://a.example/a.jpg", caption: "see", fileName: "left out" },
    { type: "image", image: { link: "https://a.example/a.jpg", caption: "see" } },
  ],
  [
    { type: "media", kind: "document", link: "https://a.example/a.pdf", caption: "list", fileName: "a.pdf" },
    { type: "document", document: { link: "https://a.example/a.pdf", caption: "list", filename: "a.pdf" } },
  ],
  [
    { type: "media", kind: "audio", link: "https://a.example/a.ogg", caption: "left out" },
    { type: "audio", audio: { link: "https://a.example/a.ogg" } },
  ],
  [
    { type: "media", kind: "sticker", link: "https://a.example/a.webp" },
    { type: "sticker", sticker: { link: "https://a.example/a.webp" } },
  ],
  [
    { type: "media", kind: "video", link: "https://a.example/a.mp4" },
    { type: "video", video: { link: "https://a.example/a.mp4" } },
  ],
  [
    { type: "location", latitude: -34.6, longitude: -58.3, name: "Office", address: "Av. 1" },
    { type: "location", location: { latitude: -34.6, longitude: -58.3, name: "Office", address: "Av. 1" } },
  ],
  [
    { type: "location", latitude: 0, longitude: 0 },
    { type: "location", location: { latitude: 0, longitude: 0 } },
  ],
])("%j", (draft, body) => {
  expect(compose({ key: "key-1", to: TO, draft })).toEqual({ ...COMMON, ...body });
});

describe("recipients", () => {
  test.each<[Address, object]>([
    [
      { kind: "wa_id", value: "15550100001" },
      { recipient_type: "individual", to: "+15550100001" },
    ],
    [
      { kind: "bsuid", value: "US.1" },
      { recipient_type: "individual", recipient: "US.1" },
    ],
    [
      { kind: "group", value: "120363" },
      { recipient_type: "group", to: "120363" },
    ],
  ])("%j", (to, keys) => {
    const { messaging_product, biz_opaque_callback_data, type, text, ...rest } = compose({
      key: "k",
      to,
      draft: { type: "text", text: "x" },
    });
    expect([messaging_product, biz_opaque_callback_data, type, text]).toBeDefined();
    expect(rest).toEqual(keys);
  });
});

test("a template with values by name, a header and buttons (Meta: sending templates)", () => {
  const draft: TemplateDraft = {
    type: "template",
    name: "bay_booked",
    language: "en_US",
    parameters: [],
    named: { guest: "Ana" },
    header: { type: "text", text: "B12", name: "bay" },
    buttons: [
      { index: 0, type: "quick_reply", value: "keep:B12" },
      { index: 1, type: "url", value: "B12" },
      { index: 2, type: "copy_code", value: "SAVE15" },
    ],
  };
  const to = { kind: "wa_id", value: "15550100001" } as const;
  expect(compose({ key: "k", to, draft }).template).toEqual({
    name: "bay_booked",
    language: { code: "en_US" },
    components: [
      { type: "header", parameters: [{ type: "text", parameter_name: "bay", text: "B12" }] },
      { type: "body", parameters: [{ type: "text", parameter_name: "guest", text: "Ana" }] },
      { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "keep:B12" }] },
      { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "B12" }] },
      {
        type: "button",
        sub_type: "copy_code",
        index: "2",
        parameters: [{ type: "coupon_code", coupon_code: "SAVE15" }],
      },
    ],
  });
});
