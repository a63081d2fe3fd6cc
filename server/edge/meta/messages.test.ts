import { describe, expect, test } from "vitest";
import type { InboundMessage, JsonObject } from "../../contract/inbound.ts";
import { BUSINESS, CHANNEL, CONTACT, expected, METADATA, makeMessage, read } from "./webhook.fixture.ts";

const FILE = { mime_type: "image/jpeg", sha256: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", id: "700000000000001" };
const MEDIA = {
  providerId: "700000000000001",
  url: null,
  mimeType: "image/jpeg",
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  fileName: null,
};

describe("messages of every type", () => {
  const UNSUPPORTED = [{ code: 131051, title: "Message type unknown", error_data: { details: "Not supported." } }];
  const CARD = { name: { formatted_name: "Beto Uno" }, phones: [{ phone: "+1 555 010 0002", wa_id: "15550100002" }] };
  const VCARD =
    "BEGIN:VCARD\nFN:Beto Uno\nORG:Uno SA\nitem1.TEL;type=CELL;waid=15550100002:+1 555 010 0002\nTEL:+1 555 010 0003\nBDAY:19900131\nEND:VCARD";
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
      { type: "audio", media: [MEDIA], content: { voice: true, shown_as: "voice" } },
    ],
    ["audio file", { type: "audio", audio: { ...FILE, voice: false } }, { type: "audio", media: [MEDIA] }],
    [
      "voice as a type",
      { type: "voice", voice: FILE },
      { type: "audio", media: [MEDIA], content: { voice: true, shown_as: "voice" } },
    ],
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
      {
        type: "interactive",
        text: "Rating: 5",
        content: {
          kind: "nfm_reply",
          shown_as: "form",
          name: "flow",
          body: "Sent",
          response: { rating: "5" },
          answers: [{ label: "Rating", value: "5" }],
        },
      },
    ],
    [
      "form with an answer that is no object",
      { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: { response_json: "[1]" } } },
      {
        type: "interactive",
        text: "Answer: 1",
        content: { kind: "nfm_reply", shown_as: "form", response: [1], answers: [{ label: "Answer", value: "1" }] },
      },
    ],
    [
      "form with an answer that does not parse",
      { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: { response_json: "{" } } },
      {
        type: "interactive",
        text: "Answer: {",
        content: { kind: "nfm_reply", shown_as: "form", response: "{", answers: [{ label: "Answer", value: "{" }] },
      },
    ],
    [
      "call permission",
      { type: "interactive", interactive: { type: "call_permission_reply", call_permission_reply: PERMISSION } },
      {
        type: "interactive",
        payload: "accept",
        content: { kind: "call_permission_reply", shown_as: "call_permission", call_permission: PERMISSION },
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
      { type: "reaction", target: "wamid.OUT7", content: { removed: true, shown_as: "reaction_removed" } },
    ],
    [
      "reaction taken back with an empty emoji",
      { type: "reaction", reaction: { message_id: "wamid.OUT7", emoji: "" } },
      { type: "reaction", target: "wamid.OUT7", content: { removed: true, shown_as: "reaction_removed" } },
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
      { type: "unsupported", text: null, errors: UNSUPPORTED, unsupported: { type: "poll_creation" } },
      {
        type: "unsupported",
        content: {
          reason: "Not supported.",
          shown_as: "poll",
          provider_type: "unsupported",
          unsupported_type: "poll_creation",
          unsupported: { type: "poll_creation" },
          errors: UNSUPPORTED,
        },
      },
    ],
    [
      "unknown, the older word",
      { type: "unknown", text: null },
      {
        type: "unsupported",
        content: { reason: "WhatsApp does not hand over messages of this kind.", provider_type: "unknown" },
      },
    ],
    [
      "a type that nobody foretold",
      { type: "constructor", text: null },
      {
        type: "unsupported",
        content: { reason: 'Messages of type "constructor" are not supported.', provider_type: "constructor" },
      },
    ],
    [
      "no type",
      { type: null, text: null },
      { type: "unsupported", content: { reason: "The message has no type (null)." } },
    ],
    [
      "a type that is a number",
      { type: 5, text: null },
      { type: "unsupported", content: { reason: 'Messages of type "5" are not supported.', provider_type: "5" } },
    ],
    ["text without a type", { type: null }, { type: "text", text: "hello" }],
    ["text under an unknown type", { type: "hologram" }, { type: "text", text: "hello" }],
    [
      "a form under an unknown type",
      { type: "flow_reply", text: null, interactive: { type: "button_reply", button_reply: { id: "a", title: "A" } } },
      { type: "interactive", text: "A", payload: "a", content: { kind: "button_reply" } },
    ],
    [
      "an edit without a type",
      {
        type: "",
        text: null,
        edit: { original_message_id: "wamid.T1", message: { image: { ...FILE, caption: "new" } } },
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
    [
      "cards as vCards",
      {
        type: "contacts",
        contacts: [{ origin: "other", name: {}, phones: [], vcard: VCARD }],
      },
      {
        type: "contacts",
        text: "Beto Uno",
        content: {
          contacts: [
            {
              origin: "other",
              name: { formatted_name: "Beto Uno" },
              phones: [{ phone: "+1 555 010 0002", type: "CELL", wa_id: "15550100002" }, { phone: "+1 555 010 0003" }],
              org: { company: "Uno SA" },
              birthday: "1990-01-31",
            },
          ],
        },
      },
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

  test.each([
    ["poll_creation", 131051, "poll"],
    ["poll_update", 131051, "poll_vote"],
    ["event_creation", 131051, "event"],
    ["view_once_message", 131060, "view_once"],
    [undefined, 131060, "unavailable"],
    ["media_placeholder", 131060, "media_placeholder"],
    ["location", 131051, "location"],
    ["something_new", 131051, undefined],
  ])("what is not handed over has a name: %s, %i", (kind, code, shown) => {
    const errors = [{ code, title: "x", error_data: { details: "This message is currently unavailable." } }];
    const message = makeMessage({ type: "unsupported", text: null, errors, unsupported: kind ? { type: kind } : null });
    const [item] = read({ contacts: [CONTACT], messages: [message] });
    expect(item).toMatchObject({ type: "unsupported", content: { reason: "This message is currently unavailable." } });
    expect((item as InboundMessage).content.shown_as).toBe(shown);
  });

  test("the reason is the provider's own, however short it is", () => {
    const errors = [{ code: 131060, title: "This message is currently unavailable." }];
    const message = makeMessage({ type: "unsupported", text: null, errors });
    const [item] = read({ contacts: [CONTACT], messages: [message] });
    expect(item).toMatchObject({ content: { reason: "This message is currently unavailable." } });
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
