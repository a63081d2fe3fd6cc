import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../contract/inbound.ts";
import { readWebhook } from "./read.ts";
import {
  AT,
  BUSINESS,
  body,
  CHANNEL,
  CONTACT,
  envelope,
  expected,
  METADATA,
  makeMessage,
  NOBODY,
  read,
} from "./webhook.fixture.ts";

describe("echoes from the Business app", () => {
  test("are outgoing, to the customer in `to`", () => {
    const message = {
      from: BUSINESS,
      to: "15550100001",
      to_user_id: "US.1",
      id: "wamid.E1",
      timestamp: "1767225600",
      type: "text",
      text: { body: "hi" },
    };
    expect(read({ contacts: [], message_echoes: [message] }, "smb_message_echoes")).toEqual([
      {
        ...expected({ type: "text", text: "hi", providerId: "wamid.E1", echo: true, senderName: null }),
        sender: { ...NOBODY, waId: "15550100001", bsuid: "US.1" },
        raw: { message, contact: null, metadata: METADATA },
      },
    ]);
  });

  test.each<[JsonObject, object]>([
    [
      { type: "revoke", revoke: { original_message_id: "wamid.E0" } },
      { type: "revoke", target: "wamid.E0" },
    ],
    [
      { type: "edit", edit: { original_message_id: "wamid.E0", message: { type: "text", text: { body: "x" } } } },
      { type: "edit", text: "x" },
    ],
    [
      { type: "template", template: { name: "t" } },
      { type: "template", content: { template: { name: "t" } } },
    ],
    [
      { type: "interactive", interactive: { type: "button", body: { text: "Sure?" } } },
      { type: "interactive", text: "Sure?" },
    ],
  ])("%j", (overrides, item) => {
    const echo = { from: BUSINESS, to: "15550100001", id: "wamid.E1", ...overrides };
    expect(read({ message_echoes: [echo] }, "smb_message_echoes")).toMatchObject([{ ...item, echo: true }]);
  });

  test("to nobody is unreadable", () => {
    expect(
      read({ message_echoes: [{ from: BUSINESS, id: "wamid.E1", type: "text" }] }, "smb_message_echoes"),
    ).toMatchObject([{ kind: "unreadable", path: "entry[0].changes[0].value.message_echoes[0]" }]);
  });
});

describe("news", () => {
  test("preferences", () => {
    const preference = { wa_id: "15550100001", category: "marketing_messages", value: "stop", timestamp: 1767225600 };
    expect(read({ contacts: [CONTACT], user_preferences: [preference] }, "user_preferences")).toEqual([
      {
        kind: "notice",
        channel: CHANNEL,
        topic: "user_preferences",
        at: AT,
        raw: { user_preferences: preference, metadata: METADATA },
        marketing: { choice: "stop", person: expect.objectContaining({ waId: "15550100001" }) },
      },
    ]);
  });

  test.each([
    ["of somebody without a number", { user_id: "US.1", value: "resume" }, { choice: "resume" }],
    ["of whom only the contact tells", { value: "stop" }, { choice: "stop" }],
    ["of an undocumented value", { wa_id: "15550100001", value: "signup" }, undefined],
    ["of another category", { wa_id: "15550100001", value: "stop", category: "newsletters" }, undefined],
  ])("preferences %s", (_, given, marketing) => {
    const preference = { category: "marketing_messages", timestamp: 1767225600, ...given };
    const [item] = read({ contacts: [CONTACT], user_preferences: [preference] }, "user_preferences");
    expect(item).toEqual(
      marketing
        ? expect.objectContaining({ marketing: expect.objectContaining(marketing) })
        : expect.not.objectContaining({ marketing: expect.anything() }),
    );
  });

  test("errors of the account, without a number too", () => {
    expect(read({ errors: [{ code: 130429 }, { code: 1 }] })).toMatchObject([
      { kind: "notice", topic: "errors", channel: CHANNEL },
      { kind: "notice", topic: "errors" },
    ]);
    expect(readWebhook(body(envelope({ errors: [{ code: 1 }] })))).toMatchObject([
      { kind: "notice", topic: "messages", channel: null },
    ]);
  });

  test.each(
    [
      "account_alerts",
      "account_review_update",
      "account_update",
      "account_settings_update",
      "automatic_events",
      "business_capability_update",
      "business_username_update",
      "flows",
      "group_lifecycle_update",
      "group_participants_update",
      "group_settings_update",
      "group_status_update",
      "history",
      "message_template_components_update",
      "message_template_quality_update",
      "message_template_status_update",
      "messaging_handovers",
      "partner_solutions",
      "payment_configuration_update",
      "phone_number_name_update",
      "phone_number_quality_update",
      "security",
      "smb_app_state_sync",
      "standby",
      "template_category_update",
      "something_new",
    ].map((field) => [field]),
  )("the field %s", (field) => {
    const value = { event: "X", groups: [{ id: "1" }] };
    // What some of them mean is said in news.test.ts.
    expect(readWebhook(body(envelope(value, field, { time: 1767225600 })))).toEqual([
      expect.objectContaining({
        kind: "notice",
        channel: null,
        topic: field,
        at: AT,
        raw: { entry_id: "900000000000001", time: 1767225600, field, value },
      }),
    ]);
    // Of these, the messages are read.
    const kind = ["history", "standby", "smb_app_state_sync"].includes(field) ? "unreadable" : "notice";
    expect(readWebhook(body(envelope("text", field)))).toMatchObject([{ kind }]);
  });

  test("arrays that no manual foretold are not dropped", () => {
    expect(read({ contacts: [CONTACT], messages: [makeMessage()], groups: [{ id: "g" }] })).toMatchObject([
      { kind: "message" },
      { kind: "notice", topic: "groups", raw: { groups: [{ id: "g" }] } },
    ]);
    expect(read({})).toMatchObject([{ kind: "notice", topic: "messages", channel: CHANNEL }]);
  });
});
