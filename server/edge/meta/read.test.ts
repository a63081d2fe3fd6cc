import { describe, expect, test } from "vitest";
import { readWebhook } from "./read.ts";
import { body, envelope, METADATA, makeMessage, read } from "./webhook.fixture.ts";

describe("the envelope", () => {
  test("every element of every change of every entry is read, in order", () => {
    const batch = (id: string, change: number) => ({
      field: "messages",
      value: {
        metadata: { ...METADATA, phone_number_id: `${id}${change}` },
        messages: [makeMessage({ id: `m${id}${change}a` }), makeMessage({ id: `m${id}${change}b` })],
        statuses: [{ id: `s${id}${change}`, status: "sent" }],
      },
    });
    const entries = ["1", "2"].map((id) => ({ id, changes: [batch(id, 1), batch(id, 2)] }));
    const items = readWebhook(body({ object: "whatsapp_business_account", entry: entries }));
    expect(items.map((item) => ("providerId" in item ? item.providerId : item.kind))).toEqual([
      "m11a",
      "m11b",
      "s11",
      "m12a",
      "m12b",
      "s12",
      "m21a",
      "m21b",
      "s21",
      "m22a",
      "m22b",
      "s22",
    ]);
    expect(items[11]).toMatchObject({ channel: { externalId: "22", accountId: "2" } });
  });

  test("the dashboard's test button", () => {
    const value = {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "16505551111", phone_number_id: "123456123" },
      contacts: [{ profile: { name: "test user name" }, wa_id: "16315551181" }],
      messages: [
        {
          from: "16315551181",
          id: "ABGGFlA5Fpa",
          timestamp: "1504902988",
          type: "text",
          text: { body: "this is a text message" },
        },
      ],
    };
    expect(readWebhook(body(envelope(value, "messages", { id: "0" })))).toMatchObject([
      {
        kind: "message",
        channel: { provider: "meta", externalId: "123456123", displayNumber: "16505551111", accountId: "0" },
        providerId: "ABGGFlA5Fpa",
        sender: { waId: "16315551181" },
        senderName: "test user name",
        text: "this is a text message",
      },
    ]);
  });

  test("one bad element does not harm its neighbours", () => {
    const items = read({
      messages: [null, makeMessage({ id: "" }), makeMessage(), "x", makeMessage({ id: "y".repeat(2000) })],
    });
    expect(items.map((item) => item.kind)).toEqual(["unreadable", "unreadable", "message", "unreadable", "unreadable"]);
    expect(items[1]).toEqual({
      kind: "unreadable",
      path: "entry[0].changes[0].value.messages[1]",
      reason: "The message has no usable id (a string).",
      raw: makeMessage({ id: "" }),
    });
  });

  test.each<[string, Buffer, string, string]>([
    ["empty", Buffer.alloc(0), "", "it is empty"],
    ["not JSON", Buffer.from("<html>"), "", "is not JSON"],
    ["cut off", body(envelope({})).subarray(0, 40), "", "is not JSON"],
    ["an array", body([1]), "", "Expected a JSON object, found an array."],
    ["null", body(null), "", "Expected a JSON object, found null."],
    ["another product", body({ object: "page", entry: [] }), "", 'found "page"'],
    ["no product", body({ entry: [] }), "", "found nothing"],
    [
      "entry an object",
      body({ object: "whatsapp_business_account", entry: {} }),
      "entry",
      "Expected an array, found an object.",
    ],
    ["entry of numbers", body({ object: "whatsapp_business_account", entry: [7] }), "entry[0]", "found a number"],
    [
      "changes missing",
      body({ object: "whatsapp_business_account", entry: [{}] }),
      "entry[0].changes",
      "found nothing",
    ],
    [
      "change null",
      body({ object: "whatsapp_business_account", entry: [{ changes: [null] }] }),
      "entry[0].changes[0]",
      "found null",
    ],
    [
      "field missing",
      body({ object: "whatsapp_business_account", entry: [{ changes: [{}] }] }),
      "entry[0].changes[0]",
      "found nothing",
    ],
    ["value a string", body(envelope("x")), "entry[0].changes[0].value", "found a string"],
    [
      "no number",
      body(envelope({ messages: [makeMessage()] })),
      "entry[0].changes[0].value.metadata",
      "phone_number_id",
    ],
    [
      "messages an object",
      body(envelope({ metadata: METADATA, messages: {} })),
      "entry[0].changes[0].value.messages",
      "found an object",
    ],
  ])("%s", (_, bytes, path, reason) => {
    const items = readWebhook(bytes);
    expect(items).toMatchObject([{ kind: "unreadable", path, reason: expect.stringContaining(reason) }]);
  });

  test("an empty batch says nothing", () => {
    expect(readWebhook(body({ object: "whatsapp_business_account", entry: [] }))).toEqual([]);
  });
});
