// Messages that a phone sends seldom: forms, polls, ads and the like, each as Meta's webhook has it and, where Twilio has it too, as its parameters.

type Json = Record<string, unknown>;

/** The webhook field of what Bellhop only looks on at (Meta: conversation routing; coexistence). Others come in the field `messages`. */
export type Field = "standby" | "history" | "messaging_handovers";

/** A kind of message: its label on the page, the part of `messages[]` at Meta (PROTOCOL B.5, B.6), and parameters at Twilio (D.1). */
export type Kind = { label: string; meta: () => Json; twilio?: Record<string, string>; field?: Field };

const text = (body: string, more: Json = {}): Json => ({ type: "text", text: { body }, ...more });
const interactive = (type: string, reply: Json): Json => ({
  type: "interactive",
  interactive: { type, [type]: reply },
});
const reply = (name: string, answers: Json): Json => ({ name, body: "Sent", response_json: JSON.stringify(answers) });
const form = (name: string, answers: Json): Json => interactive("nfm_reply", reply(name, answers));

/** What WhatsApp does not hand over, with the error that says why. */
const unsupported = (type: string, code = 131051): Json => {
  const title = code === 131051 ? "Message type unknown" : "Message unavailable";
  const details =
    code === 131051 ? "Message type is currently not supported." : "This message is currently unavailable.";
  return {
    type: "unsupported",
    errors: [{ code, title, message: title, error_data: { details } }],
    ...(type === "" ? {} : { unsupported: { type } }),
  };
};

const answers = { flow_token: "ft-1", screen_0_Arrival_0: "18:30", rating: "5", days: ["Monday", "Friday"] };
const survey = { flow_token: "ft-2", screen_0_How_was_it_0: "Good" };
const card = [
  "BEGIN:VCARD",
  "VERSION:3.0",
  "FN:Ivo Marsh",
  "ORG:Marsh Towing Ltd;Night shift",
  "TITLE:Driver",
  "item1.TEL;type=CELL;waid=4740000001:+47 400 00 001",
  "TEL;type=WORK:+47 400 00 002",
  "EMAIL;type=WORK:ivo@example.com",
  "ADR;type=WORK:;;Harbour Road 1;Oslo;;0150;Norway",
  "URL:https://example.com/towing",
  "BDAY:1990-01-31",
  "END:VCARD",
].join("\n");
const referral = {
  source_url: "https://example.com/ad",
  source_id: "500000000000001",
  source_type: "ad",
  headline: "Park by the harbour",
  body: "First hour free",
  media_type: "image",
  image_url: "https://example.com/ad.jpg",
  ctwa_clid: "clid-1",
};

export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    "form",
    {
      label: "Form (Flow)",
      meta: () => form("flow", answers),
      twilio: { MessageType: "interactive", Body: "Sent", FlowData: JSON.stringify(answers) },
    },
  ],
  [
    "survey",
    {
      label: "Survey (Flow)",
      meta: () => form("flow", survey),
      // What Meta sends, as it is.
      twilio: {
        MessageType: "interactive",
        Body: "",
        InteractiveData: JSON.stringify({ type: "nfm_reply", nfm_reply: reply("flow", survey) }),
      },
    },
  ],
  [
    "address",
    {
      label: "Address",
      meta: () =>
        form("address_message", {
          values: { name: "Ana", in_pin_code: "400063", city: "Mumbai", state: "Maharashtra" },
        }),
    },
  ],
  [
    "order",
    {
      label: "Order",
      meta: () => ({
        type: "order",
        order: {
          catalog_id: "600000000000001",
          text: "",
          product_items: [
            { product_retailer_id: "Day pass", quantity: 2, item_price: 9.5, currency: "EUR" },
            { product_retailer_id: "Car wash", quantity: 1, item_price: 12, currency: "EUR" },
          ],
        },
      }),
    },
  ],
  [
    "ad",
    {
      label: "By an ad",
      meta: () => text("Is it open today?", { referral }),
      twilio: {
        Body: "Is it open today?",
        ReferralBody: referral.body,
        ReferralHeadline: referral.headline,
        ReferralSourceId: referral.source_id,
        ReferralSourceType: referral.source_type,
        ReferralSourceUrl: referral.source_url,
        ReferralMediaUrl: referral.image_url,
        ReferralMediaContentType: "image/jpeg",
        ReferralNumMedia: "1",
        ReferralCtwaClid: referral.ctwa_clid,
      },
    },
  ],
  [
    "product",
    {
      label: "About a product",
      meta: () =>
        text("Does it come in blue?", {
          context: { referred_product: { catalog_id: "600000000000001", product_retailer_id: "SKU-1" } },
        }),
    },
  ],
  [
    "card",
    {
      label: "Shared card",
      meta: () => ({ type: "contacts", contacts: [{ origin: "other", name: {}, phones: [], vcard: card }] }),
    },
  ],
  [
    "place",
    {
      label: "Chosen place",
      meta: () => ({
        type: "location",
        location: {
          latitude: 59.91,
          longitude: 10.75,
          name: "Opera",
          address: "Kirsten Flagstads plass 1",
          url: "https://example.com/opera",
        },
      }),
      twilio: { MessageType: "location", Latitude: "59.91", Longitude: "10.75", Label: "Opera", Body: "We are here" },
    },
  ],
  [
    "forwarded",
    {
      label: "Forwarded often",
      meta: () => text("Look at this offer", { context: { frequently_forwarded: true } }),
      twilio: { Body: "Look at this offer", Forwarded: "true", FrequentlyForwarded: "true" },
    },
  ],
  [
    "call_allowed",
    {
      label: "You may call",
      meta: () =>
        interactive("call_permission_reply", {
          response: "accept",
          expiration_timestamp: Math.floor(Date.now() / 1000) + 7 * 86_400,
          response_source: "user_action",
        }),
      twilio: { Body: "VOICE_CALL_REQUEST", ButtonText: "VOICE_CALL_REQUEST", ButtonPayload: "ACCEPTED" },
    },
  ],
  [
    "call_refused",
    {
      label: "You may not call",
      meta: () => interactive("call_permission_reply", { response: "reject", response_source: "user_action" }),
      twilio: { Body: "VOICE_CALL_REQUEST", ButtonText: "VOICE_CALL_REQUEST", ButtonPayload: "REJECTED" },
    },
  ],
  ["poll", { label: "Poll", meta: () => unsupported("poll_creation") }],
  ["poll_vote", { label: "Vote in a poll", meta: () => unsupported("poll_update") }],
  ["event", { label: "Event", meta: () => unsupported("event_creation") }],
  ["view_once", { label: "View-once photo", meta: () => unsupported("view_once", 131060) }],
  ["unavailable", { label: "Unavailable message", meta: () => unsupported("", 131060) }],
  [
    "untyped",
    { label: "Text of a new type", meta: () => ({ type: "hologram", text: { body: "A text of a type of its own" } }) },
  ],
  [
    "reacted",
    {
      label: "Reaction to what is not here",
      meta: () => ({ type: "reaction", reaction: { message_id: "wamid.NOBODYS", emoji: "👍" } }),
    },
  ],
  [
    "unreacted",
    { label: "Took back a reaction", meta: () => ({ type: "reaction", reaction: { message_id: "wamid.NOBODYS" } }) },
  ],
  [
    "standby",
    {
      label: "While another app has the chat",
      meta: () => text("Is this the right place?"),
      field: "standby",
    },
  ],
  ["history", { label: "From the phone's history", meta: () => text("Was it open last week?"), field: "history" }],
  ["handover", { label: "Handover to Bellhop", meta: () => ({}), field: "messaging_handovers" }],
]);
