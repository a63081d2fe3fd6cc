import { describe, expect, test } from "vitest";
import type { InboundMessage, JsonObject } from "../../contract/inbound.ts";
import { readWebhook } from "./read.ts";
import { ANA, AT, body, CHANNEL, CONTACT, envelope, expected, makeMessage, NOBODY, read } from "./webhook.fixture.ts";

const NUMBER_ONLY = { ...NOBODY, waId: "15550100001" };

describe("standby", () => {
  test("a customer's message is read as any other, and marked", () => {
    const [item] = read({ standby: { contacts: [CONTACT], messages: [makeMessage()] } }, "standby");
    expect(item).toMatchObject(expected({ type: "text", text: "hello", content: { passive: "standby" } }));
  });

  test("an echo is what another application sent", () => {
    const message = { messaging_product: "whatsapp", to: "15550100001", type: "text", text: { body: "Hello from us" } };
    const echo = { id: "wamid.TEST4010", timestamp: "1767225600", message };
    expect(read({ standby: { message_echoes: [echo] } }, "standby")).toMatchObject([
      {
        kind: "message",
        providerId: "wamid.TEST4010",
        echo: true,
        sender: NUMBER_ONLY,
        text: "Hello from us",
        sentAt: AT,
        content: { passive: "standby" },
      },
    ]);
  });

  test("statuses of what another application sent", () => {
    const status = { id: "wamid.TEST4010", status: "read", timestamp: "1767225600", recipient_id: "15550100001" };
    expect(read({ standby: { statuses: [status] } }, "standby")).toMatchObject([{ kind: "status", status: "read" }]);
  });

  test("what cannot be read says where it stands", () => {
    expect(read({ standby: { messages: [{}] } }, "standby")).toMatchObject([
      { kind: "unreadable", path: "entry[0].changes[0].value.standby.messages[0]" },
    ]);
    expect(read({ standby: [] }, "standby")).toMatchObject([{ kind: "notice", topic: "standby", channel: CHANNEL }]);
  });
});

describe("history", () => {
  const thread = (...messages: JsonObject[]): JsonObject => ({
    history: [
      {
        metadata: { phase: 0, chunk_order: 1, progress: 40 },
        threads: [
          { id: "15550100001", context: { wa_id: "15550100001", user_id: "US.10000000000000000001" }, messages },
        ],
      },
    ],
  });
  const old = (more: JsonObject) => ({
    id: "wamid.TEST4030",
    timestamp: "1767225600",
    type: "text",
    text: { body: "old" },
    ...more,
  });

  test("what the customer wrote", () => {
    const given = old({ from: "15550100001", history_context: { status: "READ" } });
    expect(read(thread(given), "history")).toMatchObject([
      {
        kind: "message",
        echo: false,
        sender: { waId: ANA.waId, bsuid: ANA.bsuid },
        text: "old",
        sentAt: AT,
        content: { passive: "history" },
      },
    ]);
  });

  test("what the business wrote, and what became of it", () => {
    const given = old({ from: "15550100000", history_context: { status: "DELIVERED" } });
    expect(read(thread(given), "history")).toMatchObject([
      { kind: "message", echo: true, sender: { waId: ANA.waId }, content: { passive: "history" } },
      { kind: "status", providerId: "wamid.TEST4030", status: "delivered", at: AT },
    ]);
  });

  test("a file that is not there yet has a name", () => {
    const given = old({ from: "15550100001", type: "media_placeholder", text: null });
    expect(read(thread(given), "history")).toMatchObject([
      { type: "unsupported", content: { shown_as: "media_placeholder", passive: "history" } },
    ]);
  });

  test("files that come later, and a phone's owner who declines", () => {
    const errors = [{ code: 2593109, title: "History sync is turned off" }];
    const items = read({ history: [{ errors }], messages: [old({ from: "15550100001" })] }, "history");
    expect(items).toMatchObject([
      { kind: "notice", topic: "history" },
      { kind: "message", content: { passive: "history" } },
    ]);
  });
});

describe("handovers", () => {
  const handover = (more: JsonObject = {}): JsonObject => ({
    messaging_product: "whatsapp",
    sender: { phone_number: "15550100001" },
    recipient: { phone_number_id: "800000000000001", display_phone_number: "15550100000" },
    type: "control_passed",
    timestamp: "1767225600",
    control_passed: {
      previous_owner_role: "ai_agent",
      new_owner_role: "escalation",
      metadata: "wants a person",
      conversation_context: { type: "summary", summary: { text: "Asks about a refund." } },
    },
    ...more,
  });
  const readIt = (value: JsonObject) => readWebhook(body(envelope(value, "messaging_handovers")));

  test("are a line in the conversation, the same one when they are repeated", () => {
    const [item] = readIt(handover());
    expect(item).toMatchObject({
      kind: "message",
      channel: CHANNEL,
      sender: NUMBER_ONLY,
      type: "system",
      text: "The conversation was passed from ai agent to escalation: wants a person. Asks about a refund.",
      sentAt: AT,
      content: { kind: "handover", shown_as: "handover" },
    });
    expect((readIt(handover())[0] as InboundMessage).providerId).toBe((item as InboundMessage).providerId);
  });

  test("without details, and without anybody", () => {
    expect(readIt(handover({ control_passed: null }))).toMatchObject([{ text: "The conversation was passed" }]);
    expect(readIt(handover({ sender: null }))).toMatchObject([{ kind: "notice", topic: "messaging_handovers" }]);
    expect(readIt(handover({ recipient: {} }))).toMatchObject([{ kind: "notice", channel: null }]);
  });
});

describe("the address book of the phone", () => {
  const entry = (contact: object, action = "add") => ({
    ...{ type: "contact", action, metadata: { timestamp: "1767225600" } },
    contact: { phone_number: "+1 555 010 0001", user_id: "US.10000000000000000001", ...contact },
  });
  const person = expect.objectContaining({ waId: "15550100001", bsuid: "US.10000000000000000001" });

  test.each([
    ["the full name", { full_name: " Ana Uno ", first_name: "Ana" }, "Ana Uno"],
    ["else the first name", { first_name: "Ana" }, "Ana"],
  ])("%s", (_, contact, name) => {
    expect(read({ state_sync: [entry(contact)] }, "smb_app_state_sync")).toMatchObject([
      { kind: "notice", topic: "smb_app_state_sync", at: AT, named: { person, name } },
    ]);
  });

  test("nobody is named by an entry without a name, without a number, or that was removed", () => {
    const nobody = { phone_number: null, user_id: null };
    const sync = [entry({}), entry({ full_name: "Ana", ...nobody }), entry({ full_name: "Ana" }, "remove")];
    const items = read({ state_sync: sync }, "smb_app_state_sync");
    expect(items).toHaveLength(3);
    for (const item of items) expect(item).not.toHaveProperty("named");
  });
});
