import { describe, expect, test } from "vitest";
import type { InboundItem, InboundMessage, Json, JsonObject } from "../../contract/inbound.ts";
import { readWebhook } from "./read.ts";

const METADATA = { display_phone_number: "15550100000", phone_number_id: "800000000000001" };
const CHANNEL = {
  provider: "meta",
  externalId: "800000000000001",
  displayNumber: "15550100000",
  accountId: "900000000000001",
};
const CONTACT = {
  profile: { name: "Ana Prueba", username: "@ana.prueba" },
  wa_id: "15550100001",
  user_id: "US.10000000000000000001",
  parent_user_id: "US.ENT.20000000000000000001",
};
const ANA = {
  waId: "15550100001",
  bsuid: "US.10000000000000000001",
  parentBsuid: "US.ENT.20000000000000000001",
  username: "ana.prueba",
};
const NOBODY = { waId: null, bsuid: null, parentBsuid: null, username: null };
const AT = new Date("2026-01-01T00:00:00Z");

const body = (json: unknown) => Buffer.from(JSON.stringify(json));
const envelope = (value: Json, field = "messages", entry: JsonObject = {}): JsonObject => ({
  object: "whatsapp_business_account",
  entry: [{ id: "900000000000001", changes: [{ field, value }], ...entry }],
});
const read = (value: JsonObject, field = "messages"): InboundItem[] =>
  readWebhook(body(envelope({ messaging_product: "whatsapp", metadata: METADATA, ...value }, field)));

const makeMessage = (overrides: JsonObject = {}): JsonObject => ({
  from: "15550100001",
  from_user_id: "US.10000000000000000001",
  id: "wamid.TEST0001",
  timestamp: "1767225600",
  type: "text",
  text: { body: "hello" },
  ...overrides,
});

/** What a message of ours looks like when nothing special was said. */
const expected = (overrides: Partial<InboundMessage>) => ({
  kind: "message",
  channel: CHANNEL,
  providerId: "wamid.TEST0001",
  sender: ANA,
  senderName: "Ana Prueba",
  groupId: null,
  echo: false,
  sentAt: AT,
  text: null,
  caption: null,
  payload: null,
  location: null,
  media: [],
  replyTo: null,
  target: null,
  content: {},
  ...overrides,
});

const FILE = { mime_type: "image/jpeg", sha256: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", id: "700000000000001" };
const MEDIA = {
  providerId: "700000000000001",
  url: null,
  mimeType: "image/jpeg",
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  fileName: null,
};
const BUSINESS = "15550100000";

describe("messages of every type", () => {
  const UNSUPPORTED = [{ code: 131051, title: "Message type unknown", error_data: { details: "Not supported." } }];
  const CARD = { name: { formatted_name: "Beto Uno" }, phones: [{ phone: "+1 555 010 0002", wa_id: "15550100002" }] };
  const ORDER = { catalog_id: "6", text: "", product_items: [{ product_retailer_id: "SKU-1", quantity: 2 }] };
  const REFERRAL = { source_url: "https://example.com/ad", source_type: "ad", ctwa_clid: "clid-1" };
  const PERMISSION = { response: "accept", expiration_timestamp: 1767830400 };

  test.each<[string, JsonObject, Partial<InboundMessage>]>([
    ["text", {}, { type: "text", text: "hello" }],
    [
      "image",
      { type: "image", image: { ...FILE, caption: "see", url: "https://lookaside.fbsbx.com/?mid=7" } },
      { type: "image", caption: "see", media: [{ ...MEDIA, url: "https://lookaside.fbsbx.com/?mid=7" }] },
    ],
    ["video", { type: "video", video: FILE }, { type: "video", media: [MEDIA] }],
    [
      "voice note",
      { type: "audio", audio: { ...FILE, voice: true } },
      { type: "audio", media: [MEDIA], content: { voice: true } },
    ],
    ["audio file", { type: "audio", audio: { ...FILE, voice: false } }, { type: "audio", media: [MEDIA] }],
    ["voice as a type", { type: "voice", voice: FILE }, { type: "audio", media: [MEDIA], content: { voice: true } }],
    [
      "document",
      { type: "document", document: { ...FILE, filename: "price list.pdf", caption: "list" } },
      { type: "document", caption: "list", media: [{ ...MEDIA, fileName: "price list.pdf" }] },
    ],
    ["sticker", { type: "sticker", sticker: { ...FILE, animated: false } }, { type: "sticker", media: [MEDIA] }],
    [
      "animated sticker",
      { type: "sticker", sticker: { ...FILE, animated: true } },
      { type: "sticker", media: [MEDIA], content: { animated: true } },
    ],
    [
      "media with a checksum that is none",
      { type: "image", image: { id: 7, sha256: "bm90LWEtcmVhbC1oYXNo" } },
      { type: "image", media: [{ ...MEDIA, providerId: "7", mimeType: null, sha256: null }] },
    ],
    [
      "place",
      {
        type: "location",
        location: {
          latitude: -34.6037,
          longitude: -58.3816,
          name: "Obelisco",
          address: "Av. 9",
          url: "https://e.com/p",
        },
      },
      {
        type: "location",
        location: { latitude: -34.6037, longitude: -58.3816, name: "Obelisco", address: "Av. 9" },
        content: { url: "https://e.com/p" },
      },
    ],
    [
      "place in strings",
      { type: "location", location: { latitude: "1.5", longitude: "0" } },
      { type: "location", location: { latitude: 1.5, longitude: 0, name: null, address: null } },
    ],
    [
      "place that is none",
      { type: "location", location: { latitude: 91, longitude: 0, name: "X" } },
      { type: "location", text: "X", content: { reason: "The place has no valid coordinates." } },
    ],
    [
      "contact cards",
      { type: "contacts", contacts: [CARD, {}] },
      { type: "contacts", text: "Beto Uno", content: { contacts: [CARD, {}] } },
    ],
    [
      "contact card without a name",
      { type: "contacts", contacts: [{ phones: [{ phone: "+1" }] }], origin: "contact_request" },
      {
        type: "contacts",
        text: "+1",
        content: { contacts: [{ phones: [{ phone: "+1" }] }], origin: "contact_request" },
      },
    ],
    [
      "button reply",
      {
        type: "interactive",
        context: { from: BUSINESS, id: "wamid.OUT1" },
        interactive: { type: "button_reply", button_reply: { id: "confirm:42", title: "Confirm" } },
      },
      {
        type: "interactive",
        text: "Confirm",
        payload: "confirm:42",
        replyTo: "wamid.OUT1",
        content: { kind: "button_reply" },
      },
    ],
    [
      "list reply",
      {
        type: "interactive",
        interactive: { type: "list_reply", list_reply: { id: "row-3", title: "Tuesday", description: "9 to 12" } },
      },
      {
        type: "interactive",
        text: "Tuesday",
        payload: "row-3",
        content: { kind: "list_reply", description: "9 to 12" },
      },
    ],
    [
      "form",
      {
        type: "interactive",
        interactive: {
          type: "nfm_reply",
          nfm_reply: { name: "flow", body: "Sent", response_json: '{"rating":"5\\u0000"}' },
        },
      },
      { type: "interactive", text: "Sent", content: { kind: "nfm_reply", name: "flow", response: { rating: "5" } } },
    ],
    [
      "form with an answer that is no object",
      { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: { response_json: "[1]" } } },
      { type: "interactive", content: { kind: "nfm_reply", response: [1] } },
    ],
    [
      "form with an answer that does not parse",
      { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: { response_json: "{" } } },
      { type: "interactive", content: { kind: "nfm_reply", response: "{" } },
    ],
    [
      "call permission",
      { type: "interactive", interactive: { type: "call_permission_reply", call_permission_reply: PERMISSION } },
      {
        type: "interactive",
        payload: "accept",
        content: { kind: "call_permission_reply", call_permission: PERMISSION },
      },
    ],
    [
      "interactive of a new kind",
      { type: "interactive", interactive: { type: "hologram", hologram: {} } },
      { type: "interactive", content: { kind: "hologram", interactive: { type: "hologram", hologram: {} } } },
    ],
    [
      "interactive without its key",
      { type: "interactive", context: { from: BUSINESS, id: "wamid.OUT5" } },
      {
        type: "interactive",
        replyTo: "wamid.OUT5",
        content: { reason: "Meta sent no content with this interactive message." },
      },
    ],
    [
      "template button",
      { type: "button", button: { payload: "STOP", text: "Stop" } },
      { type: "button", text: "Stop", payload: "STOP" },
    ],
    ["order", { type: "order", order: ORDER }, { type: "order", content: { order: ORDER } }],
    [
      "reaction",
      { type: "reaction", reaction: { message_id: "wamid.OUT7", emoji: "👍" } },
      { type: "reaction", text: "👍", target: "wamid.OUT7" },
    ],
    [
      "reaction taken back",
      { type: "reaction", reaction: { message_id: "wamid.OUT7" } },
      { type: "reaction", target: "wamid.OUT7", content: { removed: true } },
    ],
    [
      "reaction taken back with an empty emoji",
      { type: "reaction", reaction: { message_id: "wamid.OUT7", emoji: "" } },
      { type: "reaction", target: "wamid.OUT7", content: { removed: true } },
    ],
    [
      "edit",
      {
        type: "edit",
        edit: {
          original_message_id: "wamid.T1",
          message: { context: { id: "M0" }, type: "text", text: { body: "corrected" } },
        },
      },
      { type: "edit", text: "corrected", target: "wamid.T1", content: { edited_type: "text" } },
    ],
    [
      "edit of a caption",
      {
        type: "edit",
        edit: { original_message_id: "wamid.T1", message: { type: "image", image: { ...FILE, caption: "new" } } },
      },
      {
        type: "edit",
        text: "new",
        caption: "new",
        media: [MEDIA],
        target: "wamid.T1",
        content: { edited_type: "image" },
      },
    ],
    ["revoke", { type: "revoke", revoke: { original_message_id: "wamid.T1" } }, { type: "revoke", target: "wamid.T1" }],
    [
      "identity changed",
      {
        type: "system",
        system: { body: "Identity changed", type: "customer_identity_changed" },
        identity: { acknowledged: true, created_timestamp: "1767225600", hash: "aGFzaA==" },
      },
      {
        type: "system",
        text: "Identity changed",
        content: {
          kind: "customer_identity_changed",
          system: { body: "Identity changed", type: "customer_identity_changed" },
          identity: { acknowledged: true, created_timestamp: "1767225600", hash: "aGFzaA==" },
        },
      },
    ],
    [
      "unsupported",
      { type: "unsupported", errors: UNSUPPORTED, unsupported: { type: "poll_creation" } },
      {
        type: "unsupported",
        content: {
          reason: "WhatsApp does not hand over messages of this kind.",
          provider_type: "unsupported",
          unsupported_type: "poll_creation",
          unsupported: { type: "poll_creation" },
          errors: UNSUPPORTED,
        },
      },
    ],
    [
      "unknown, the older word",
      { type: "unknown" },
      {
        type: "unsupported",
        content: { reason: "WhatsApp does not hand over messages of this kind.", provider_type: "unknown" },
      },
    ],
    [
      "a type that nobody foretold",
      { type: "constructor" },
      {
        type: "unsupported",
        content: { reason: 'Messages of type "constructor" are not supported.', provider_type: "constructor" },
      },
    ],
    ["no type", { type: null }, { type: "unsupported", content: { reason: "The message has no type (null)." } }],
    [
      "a type that is a number",
      { type: 5 },
      { type: "unsupported", content: { reason: 'Messages of type "5" are not supported.', provider_type: "5" } },
    ],
    ["request_welcome", { type: "request_welcome" }, { type: "system", content: { kind: "request_welcome" } }],
    ["in a group", { group_id: "120363001" }, { type: "text", text: "hello", groupId: "120363001" }],
    ["forwarded", { context: { forwarded: true } }, { type: "text", text: "hello", content: { forwarded: true } }],
    [
      "forwarded often",
      { context: { frequently_forwarded: true } },
      { type: "text", text: "hello", content: { forwarded: true, frequently_forwarded: true } },
    ],
    [
      "about a product",
      { context: { id: "wamid.OUT9", referred_product: { catalog_id: "6", product_retailer_id: "SKU-1" } } },
      {
        type: "text",
        text: "hello",
        replyTo: "wamid.OUT9",
        content: { referred_product: { catalog_id: "6", product_retailer_id: "SKU-1" } },
      },
    ],
    ["from an ad", { referral: REFERRAL }, { type: "text", text: "hello", content: { referral: REFERRAL } }],
    ["empty text", { text: { body: "" } }, { type: "text" }],
    ["number as text", { text: { body: 42 } }, { type: "text", text: "42" }],
    [
      "text without its key",
      { text: [] },
      { type: "text", content: { reason: "Meta sent no content with this text message." } },
    ],
    ["timestamp as a number", { timestamp: 1767225600 }, { type: "text", text: "hello" }],
    ["timestamp in milliseconds", { timestamp: "1767225600000" }, { type: "text", text: "hello" }],
    ["timestamp NaN", { timestamp: "soon" }, { type: "text", text: "hello", sentAt: null }],
    ["timestamp in the year 300000", { timestamp: 9.4e12 * 1000 }, { type: "text", text: "hello", sentAt: null }],
    ["id as a number", { id: 12345 }, { type: "text", text: "hello", providerId: "12345" }],
  ])("%s", (_, overrides, item) => {
    const message = makeMessage(overrides);
    expect(read({ contacts: [CONTACT], messages: [message] })).toEqual([
      { ...expected(item), raw: { message, contact: CONTACT, metadata: METADATA } },
    ]);
  });

  test("an interactive message without content is explained by the errors of its batch", () => {
    const errors = [{ code: 131000, title: "Unsupported webhook payload" }];
    const items = read({ contacts: [CONTACT], messages: [makeMessage({ type: "interactive", text: null })], errors });
    expect(items).toMatchObject([
      { kind: "message", type: "interactive", content: { errors } },
      { kind: "notice", topic: "errors", channel: CHANNEL, raw: { errors: errors[0] } },
    ]);
  });
});

describe("who wrote", () => {
  const sender = (message: JsonObject, contacts: Json = []) => {
    const [item] = read({ contacts, messages: [makeMessage({ from: null, from_user_id: null, ...message })] });
    return item?.kind === "message" ? item.sender : item;
  };

  test.each<[string, JsonObject, Json, object]>([
    ["a number alone", { from: "15550100001" }, [], { ...NOBODY, waId: "15550100001" }],
    ["a number as a number", { from: 15550100001 }, [], { ...NOBODY, waId: "15550100001" }],
    ["a number with +", { from: "+15550100001" }, [], { ...NOBODY, waId: "15550100001" }],
    ["a user id alone", { from_user_id: "US.1" }, [], { ...NOBODY, bsuid: "US.1" }],
    ["a user id in from", { from: "US.1" }, [], { ...NOBODY, bsuid: "US.1" }],
    ["a user id in wa_id", { from: "US.1" }, [{ wa_id: "US.1", profile: {} }], { ...NOBODY, bsuid: "US.1" }],
    ["a contact found by user id", { from_user_id: CONTACT.user_id }, [{}, CONTACT], ANA],
    ["a contact found by number", { from: CONTACT.wa_id }, [{ wa_id: "1" }, CONTACT], ANA],
    ["the only contact", {}, [CONTACT], ANA],
    [
      "a parent id alone",
      { from_parent_user_id: "US.ENT.2" },
      [],
      { ...NOBODY, bsuid: "US.ENT.2", parentBsuid: "US.ENT.2" },
    ],
    ["a parent id with a contact", { from_parent_user_id: CONTACT.parent_user_id }, [CONTACT], ANA],
    ["no match by position", { from: "15550100002" }, [CONTACT], { ...NOBODY, waId: "15550100002" }],
    ["contacts that are no array", { from: "15550100001" }, { a: 1 }, { ...NOBODY, waId: "15550100001" }],
  ])("%s", (_, message, contacts, keys) => {
    expect(sender(message, contacts)).toEqual(keys);
  });

  test("nobody: neither key, and not one contact to be sure of", () => {
    expect(sender({}, [CONTACT, { wa_id: "2" }])).toMatchObject({
      kind: "unreadable",
      path: "entry[0].changes[0].value.messages[0]",
      reason: expect.stringContaining("names nobody"),
    });
  });
});

describe("identity changes", () => {
  const change = (message: JsonObject) => read({ messages: [makeMessage({ type: "system", ...message })] });
  const from = { ...NOBODY, waId: "15550100001", bsuid: "US.10000000000000000001" };

  test.each<[string, JsonObject, object]>([
    ["a new number", { wa_id: "15550100009", type: "user_changed_number" }, { waId: "15550100009" }],
    [
      "a new number, the older words",
      { new_wa_id: "15550100009", type: "customer_changed_number" },
      { waId: "15550100009" },
    ],
    ["a new user id", { user_id: "US.77", type: "user_changed_user_id" }, { bsuid: "US.77" }],
    [
      "both",
      { wa_id: "15550100009", user_id: "US.77", type: "user_changed_user_id" },
      { waId: "15550100009", bsuid: "US.77" },
    ],
  ])("%s", (_, system, current) => {
    const items = change({ system: { body: "User changed", ...system } });
    expect(items).toMatchObject([
      { kind: "message", type: "system", text: "User changed", sender: from },
      { kind: "identity", channel: CHANNEL, previous: from, current: { ...NOBODY, ...current }, at: AT },
    ]);
  });

  test("nothing new is no change", () => {
    expect(change({ system: { type: "user_changed_number" } })).toHaveLength(1);
    expect(change({ from_user_id: null, system: { type: "user_changed_number", wa_id: "15550100001" } })).toHaveLength(
      1,
    );
    expect(change({ system: { type: "else", wa_id: "15550100009" } })).toHaveLength(1);
  });

  test("the field user_id_update, under any name and beside elements of another shape", () => {
    const update = {
      wa_id: "15550100009",
      detail: "User id changed",
      user_id: { previous: "US.1", current: "US.77" },
      timestamp: "1767225600",
    };
    const item = {
      kind: "identity",
      channel: CHANNEL,
      previous: { ...NOBODY, bsuid: "US.1" },
      current: { ...NOBODY, waId: "15550100009", bsuid: "US.77" },
      at: AT,
    };
    expect(read({ user_id_update: [update] }, "user_id_update")).toEqual([item]);
    expect(read({ renamed: update }, "user_id_update")).toEqual([item]);
    expect(read(update, "user_id_update")).toEqual([item]);
    expect(read({ user_id_updates: [update, 5] }, "user_id_update")).toMatchObject([
      item,
      { kind: "notice", topic: "user_id_updates" },
    ]);
    expect(read({ user_id_update: [] }, "user_id_update")).toMatchObject([{ kind: "notice", topic: "user_id_update" }]);
  });
});

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

describe("calls", () => {
  const call = {
    id: "wacid.T1",
    from: "15550100001",
    to: BUSINESS,
    event: "connect",
    timestamp: "1767225600",
    direction: "USER_INITIATED",
  };

  test("a customer who rings is a message", () => {
    expect(read({ calls: [call] }, "calls")).toEqual([
      {
        ...expected({
          type: "call",
          providerId: "wacid.T1",
          senderName: null,
          content: { event: "connect", direction: "USER_INITIATED" },
        }),
        sender: { ...NOBODY, waId: "15550100001" },
        raw: { message: call, contact: null, metadata: METADATA },
      },
    ]);
  });

  test.each<[string, JsonObject]>([
    ["the end of a call", { calls: [{ ...call, event: "terminate", status: "COMPLETED", duration: 9 }] }],
    ["our own call", { calls: [{ ...call, direction: "BUSINESS_INITIATED" }] }],
    ["a call without id", { calls: [{ ...call, id: null }] }],
    ["ring progress", { statuses: [{ id: "wacid.T1", type: "call", status: "RINGING", timestamp: "1767225600" }] }],
  ])("%s is a notice", (_, value) => {
    expect(read(value, "calls")).toMatchObject([{ kind: "notice", topic: "calls", channel: CHANNEL, at: AT }]);
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
      },
    ]);
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
    expect(readWebhook(body(envelope(value, field, { time: 1767225600 })))).toEqual([
      {
        kind: "notice",
        channel: null,
        topic: field,
        at: AT,
        raw: { entry_id: "900000000000001", time: 1767225600, field, value },
      },
    ]);
    expect(readWebhook(body(envelope("text", field)))).toMatchObject([{ kind: "notice", topic: field, channel: null }]);
  });

  test("arrays that no manual foretold are not dropped", () => {
    expect(read({ contacts: [CONTACT], messages: [makeMessage()], groups: [{ id: "g" }] })).toMatchObject([
      { kind: "message" },
      { kind: "notice", topic: "groups", raw: { groups: [{ id: "g" }] } },
    ]);
    expect(read({})).toMatchObject([{ kind: "notice", topic: "messages", channel: CHANNEL }]);
  });
});

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
