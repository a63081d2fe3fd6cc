import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wellFormed } from "../../base/text.ts";
import type { InboundItem, InboundMessage, InboundStatus } from "../../contract/inbound.ts";
import { readMessageWebhook, readStatusWebhook } from "./read.ts";

type Fields = Record<string, string | undefined>;

const MESSAGE: Fields = {
  SmsMessageSid: "SM00000000000000000000000000000001",
  NumMedia: "0",
  ProfileName: "Ana Prueba",
  MessageType: "text",
  SmsSid: "SM00000000000000000000000000000001",
  WaId: "15550100001",
  SmsStatus: "received",
  Body: "hola  ¿qué tal? 😀 ",
  To: "whatsapp:+14155238886",
  NumSegments: "1",
  ReferralNumMedia: "0",
  MessageSid: "SM00000000000000000000000000000001",
  AccountSid: "AC00000000000000000000000000000000",
  From: "whatsapp:+15550100001",
  ApiVersion: "2010-04-01",
};

const CHANNEL = {
  provider: "twilio",
  externalId: "+14155238886",
  displayNumber: "14155238886",
  accountId: "AC00000000000000000000000000000000",
};
const ANA = { waId: "15550100001", bsuid: null, parentBsuid: null, username: null };

const defined = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, string>;
const form = (fields: Fields) => Buffer.from(new URLSearchParams(defined(fields)).toString());

const expected = (overrides: Partial<InboundMessage>) => ({
  kind: "message",
  channel: CHANNEL,
  providerId: "SM00000000000000000000000000000001",
  sender: ANA,
  senderName: "Ana Prueba",
  groupId: null,
  echo: false,
  sentAt: null,
  type: "text",
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

const URL0 = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM1/Media/ME00000000000000000000000000000001";
const FILE = {
  providerId: "ME00000000000000000000000000000001",
  url: URL0,
  mimeType: "image/jpeg",
  sha256: null,
  fileName: null,
};
const media = (mimeType: string, more: Fields = {}): Fields => ({
  MessageType: undefined,
  Body: "",
  NumMedia: "1",
  MediaUrl0: URL0,
  MediaContentType0: mimeType,
  ...more,
});

describe("incoming messages", () => {
  test.each<[string, Fields, Partial<InboundMessage>]>([
    ["text", {}, { text: "hola  ¿qué tal? 😀 ", content: { provider_type: "text" } }],
    ["empty text", { Body: "" }, { content: { provider_type: "text" } }],
    ["image", media("image/jpeg", { Body: "see" }), { type: "image", caption: "see", media: [FILE] }],
    [
      "sticker",
      media("image/webp", { MessageType: "sticker" }),
      { type: "sticker", media: [{ ...FILE, mimeType: "image/webp" }], content: { provider_type: "sticker" } },
    ],
    [
      "voice note",
      media("audio/ogg; codecs=opus"),
      {
        type: "audio",
        media: [{ ...FILE, mimeType: "audio/ogg; codecs=opus" }],
        content: { voice: true, shown_as: "voice" },
      },
    ],
    ["music", media("audio/mpeg"), { type: "audio", media: [{ ...FILE, mimeType: "audio/mpeg" }] }],
    ["video", media("video/mp4"), { type: "video", media: [{ ...FILE, mimeType: "video/mp4" }] }],
    ["document", media("application/pdf"), { type: "document", media: [{ ...FILE, mimeType: "application/pdf" }] }],
    ["contact card", media("text/vcard"), { type: "contacts", media: [{ ...FILE, mimeType: "text/vcard" }] }],
    ["older contact card", media("text/x-vcard"), { type: "contacts", media: [{ ...FILE, mimeType: "text/x-vcard" }] }],
    [
      "image without a type of its own",
      media("", { MessageType: "image", MediaUrl0: "https://a.example/x" }),
      {
        type: "image",
        media: [{ ...FILE, mimeType: null, providerId: null, url: "https://a.example/x" }],
        content: { provider_type: "image" },
      },
    ],
    [
      "two files, one of them missing",
      media("image/jpeg", { NumMedia: "3", MediaUrl2: URL0, MediaContentType2: "video/mp4" }),
      { type: "image", media: [FILE, { ...FILE, mimeType: "video/mp4" }] },
    ],
    ["more files than there are", media("image/jpeg", { NumMedia: "999999999999" }), { type: "image", media: [FILE] }],
    ["a file that was not counted", media("image/jpeg", { NumMedia: undefined }), { type: "image", media: [FILE] }],
    [
      "template button",
      { MessageType: "button", ButtonPayload: "STOP", ButtonText: "Stop", ButtonType: "REPLY", Body: "Stop" },
      { type: "button", text: "Stop", payload: "STOP", content: { provider_type: "button", button_type: "REPLY" } },
    ],
    [
      "button without a text",
      { ButtonPayload: "book A", Body: "Spot A" },
      { type: "button", text: "Spot A", payload: "book A", content: { provider_type: "text" } },
    ],
    [
      "list row",
      { MessageType: "interactive", ListId: "row-3", ListTitle: "Tuesday", ListDescription: "9 to 12", Body: "x" },
      {
        type: "interactive",
        text: "Tuesday",
        payload: "row-3",
        content: { provider_type: "interactive", description: "9 to 12", kind: "list_reply" },
      },
    ],
    [
      "interactive data",
      { MessageType: "interactive", InteractiveData: '{"screen_0":"a\\u0000"}', FlowData: "{", Body: "Sent" },
      {
        type: "interactive",
        text: "Screen 0: a",
        content: {
          provider_type: "interactive",
          interactive: { screen_0: "a" },
          flow: "{",
          kind: "nfm_reply",
          shown_as: "form",
          body: "Sent",
          response: { screen_0: "a" },
          answers: [{ label: "Screen 0", value: "a" }],
        },
      },
    ],
    [
      "a flow's answers as Meta nests them",
      {
        MessageType: "interactive",
        InteractiveData:
          '{"type":"nfm_reply","nfm_reply":{"response_json":"{\\"flow_token\\":\\"t\\",\\"rating\\":5}"}}',
        Body: "",
      },
      {
        type: "interactive",
        text: "Rating: 5",
        content: {
          provider_type: "interactive",
          interactive: { type: "nfm_reply", nfm_reply: { response_json: '{"flow_token":"t","rating":5}' } },
          kind: "nfm_reply",
          shown_as: "form",
          body: "",
          response: { flow_token: "t", rating: 5 },
          answers: [{ label: "Rating", value: "5" }],
        },
      },
    ],
    ...(["ACCEPTED", "REJECTED"] as const).map((answer): [string, Fields, Partial<InboundMessage>] => [
      `a call permission that is ${answer}`,
      { Body: "VOICE_CALL_REQUEST", ButtonText: "VOICE_CALL_REQUEST", ButtonPayload: answer },
      {
        type: "interactive",
        payload: answer === "ACCEPTED" ? "accept" : "reject",
        content: {
          provider_type: "text",
          kind: "call_permission_reply",
          shown_as: "call_permission",
          call_permission: { response: answer === "ACCEPTED" ? "accept" : "reject" },
        },
      },
    ]),
    [
      "place with a text",
      { MessageType: "location", Body: "We are here", Latitude: "1.5", Longitude: "2", Forwarded: "false" },
      {
        type: "location",
        text: "We are here",
        location: { latitude: 1.5, longitude: 2, name: null, address: null },
        content: { provider_type: "location" },
      },
    ],
    [
      "place",
      {
        MessageType: "location",
        Body: "",
        Latitude: "-34.6037",
        Longitude: "-58.3816",
        Address: "Av. 9 de Julio",
        Label: "Obelisco",
      },
      {
        type: "location",
        location: { latitude: -34.6037, longitude: -58.3816, name: "Obelisco", address: "Av. 9 de Julio" },
        content: { provider_type: "location" },
      },
    ],
    [
      "place that is none",
      { Body: "x", Latitude: "NaN", Longitude: "1" },
      { text: "x", content: { provider_type: "text" } },
    ],
    [
      "reply",
      { OriginalRepliedMessageSid: "SM9", OriginalRepliedMessageSender: "whatsapp:+14155238886", Body: "x" },
      { text: "x", replyTo: "SM9", content: { provider_type: "text", replied_sender: "whatsapp:+14155238886" } },
    ],
    ["forwarded", { Forwarded: "true", Body: "x" }, { text: "x", content: { provider_type: "text", forwarded: true } }],
    [
      "forwarded often",
      { FrequentlyForwarded: "true", Body: "x" },
      { text: "x", content: { provider_type: "text", forwarded: true, frequently_forwarded: true } },
    ],
    [
      "from an ad",
      {
        ReferralBody: "Two for one",
        ReferralHeadline: "Sale",
        ReferralSourceId: "5",
        ReferralSourceType: "ad",
        ReferralSourceUrl: "https://e.com/ad",
        ReferralCtwaClid: "c",
        ReferralMediaId: "m",
        ReferralMediaContentType: "image/jpeg",
        ReferralMediaUrl: "https://e.com/a.jpg",
        Body: "x",
      },
      {
        text: "x",
        content: {
          provider_type: "text",
          referral: {
            body: "Two for one",
            headline: "Sale",
            source_id: "5",
            source_type: "ad",
            source_url: "https://e.com/ad",
            media_id: "m",
            media_content_type: "image/jpeg",
            media_url: "https://e.com/a.jpg",
            ctwa_clid: "c",
          },
        },
      },
    ],
    [
      "with metadata",
      { ChannelMetadata: '{"type":"whatsapp","data":{"context":{}}}', Body: "x" },
      { text: "x", content: { provider_type: "text", channel_metadata: { type: "whatsapp", data: { context: {} } } } },
    ],
    [
      "of a new type without anything in it",
      { MessageType: "hologram", Body: "" },
      {
        type: "unsupported",
        content: {
          provider_type: "hologram",
          reason: 'Twilio handed over a message of type "hologram" without content.',
        },
      },
    ],
    [
      "of a new type with a text",
      { MessageType: "hologram", Body: "x" },
      { text: "x", content: { provider_type: "hologram" } },
    ],
    [
      "without a name",
      { ProfileName: " ", Body: "x" },
      { text: "x", senderName: null, content: { provider_type: "text" } },
    ],
    ["with the older id only", { MessageSid: undefined, Body: "x" }, { text: "x", content: { provider_type: "text" } }],
  ])("%s", (_, overrides, item) => {
    const fields = { ...MESSAGE, ...overrides };
    const want = [{ ...expected(item), raw: defined(fields) }];
    expect(readMessageWebhook(form(fields))).toEqual(want);
    expect(readMessageWebhook(Buffer.from(JSON.stringify(fields)))).toEqual(want);
    expect(readMessageWebhook(Buffer.alloc(0), `?${form(fields)}`)).toEqual(want);
  });

  test.each<[string, Fields, object]>([
    ["without WaId", { WaId: undefined }, ANA],
    ["with a + that became a space", { WaId: undefined, From: "whatsapp: 15550100001" }, ANA],
    ["without prefix", { WaId: undefined, From: "+15550100001" }, ANA],
    ["without prefix and +", { WaId: undefined, From: "15550100001" }, ANA],
    ["a user id", { WaId: undefined, From: "whatsapp:US.1" }, { ...ANA, waId: null, bsuid: "US.1" }],
    ["a user id with +", { WaId: "US.1", From: "whatsapp:+15550100001" }, { ...ANA, bsuid: "US.1" }],
    ["both", { ExternalUserId: "whatsapp:US.1", Username: "@ana" }, { ...ANA, bsuid: "US.1", username: "ana" }],
    [
      "both, and the parent's, by the newer names",
      { ExternalUserIdentifier: "whatsapp:US.1", ParentExternalUserId: "whatsapp:US.ENT.2", ProfileUsername: "@ana" },
      { ...ANA, bsuid: "US.1", parentBsuid: "US.ENT.2", username: "ana" },
    ],
    ["a user id that is none", { ExternalUserId: "whatsapp:%%%", ExternalUserIdentifier: "?" }, ANA],
    [
      "a parent id",
      { WaId: undefined, From: "whatsapp:US.ENT.2" },
      { ...ANA, waId: null, bsuid: "US.ENT.2", parentBsuid: "US.ENT.2" },
    ],
  ])("sender: %s", (_, overrides, sender) => {
    expect(readMessageWebhook(form({ ...MESSAGE, ...overrides }))).toMatchObject([{ kind: "message", sender }]);
  });

  test("a word that Advanced Opt-Out has answered is marked", () => {
    expect(readMessageWebhook(form({ ...MESSAGE, Body: "STOP", OptOutType: "STOP" }))).toMatchObject([
      { type: "text", text: "STOP", answeredByProvider: true, content: { opt_out_type: "STOP" } },
    ]);
    expect(readMessageWebhook(form(MESSAGE))[0]).not.toHaveProperty("answeredByProvider");
  });

  test("numbers in JSON are read as texts", () => {
    const fields = { ...MESSAGE, WaId: 15550100001, NumMedia: 0, Body: 5, Extra: null, Nested: { a: 1 } };
    expect(readMessageWebhook(Buffer.from(JSON.stringify(fields)))).toMatchObject([
      { sender: ANA, text: "5", raw: { NumMedia: "0", Nested: '{"a":1}' } },
    ]);
  });

  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "no usable MessageSid"],
    ["no id", form({ ...MESSAGE, MessageSid: "", SmsSid: "", SmsMessageSid: "" }), "no usable MessageSid"],
    ["an id of 3 MB", form({ ...MESSAGE, MessageSid: "x".repeat(3e6) }), "no usable MessageSid"],
    ["no recipient", form({ ...MESSAGE, To: undefined }), "no usable To"],
    ["nobody", form({ ...MESSAGE, From: undefined, WaId: undefined }), "names nobody"],
    ["another channel", form({ ...MESSAGE, From: "messenger:123", WaId: undefined }), "names nobody"],
    ["broken JSON", Buffer.from("{"), "is not JSON"],
    ["an array", Buffer.from("[1]"), "found an array"],
    ["too many fields", Buffer.from("a=1&".repeat(3_000)), "more fields"],
    ["100,000 levels", Buffer.from(`{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`), "nests"],
  ])("unreadable: %s", (_, body, reason) => {
    expect(readMessageWebhook(body)).toMatchObject([
      { kind: "unreadable", path: "", reason: expect.stringContaining(reason) },
    ]);
  });
});

const STATUS: Fields = {
  MessageSid: "SM2",
  MessageStatus: "delivered",
  SmsSid: "SM2",
  SmsStatus: "delivered",
  AccountSid: "AC00000000000000000000000000000000",
  From: "whatsapp:+14155238886",
  To: "whatsapp:+15550100001",
  ApiVersion: "2010-04-01",
  ChannelPrefix: "whatsapp",
};

const expectedStatus = (overrides: Partial<InboundStatus> = {}) => ({
  kind: "status",
  channel: CHANNEL,
  providerId: "SM2",
  status: "delivered",
  providerStatus: "delivered",
  participant: "",
  recipient: ANA,
  at: null,
  echoKey: "key-1",
  error: null,
  details: {},
  ...overrides,
});

describe("status callbacks", () => {
  const read = (overrides: Fields, query = "id=key-1&from=14155238886") =>
    readStatusWebhook(form({ ...STATUS, ...overrides }), query);

  test.each<[string, InboundStatus["status"]]>([
    ["accepted", "accepted"],
    ["scheduled", "accepted"],
    ["queued", "accepted"],
    ["sending", "accepted"],
    ["sent", "sent"],
    ["partially_delivered", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
    ["failed", "failed"],
    ["undelivered", "failed"],
    ["canceled", "failed"],
  ])("%s is %s", (word, status) => {
    expect(read({ MessageStatus: word })).toEqual([expectedStatus({ status, providerStatus: word })]);
  });

  test.each(["receiving", "received", "constructor", ""])("%j is a notice", (word) => {
    expect(read({ MessageStatus: word, SmsStatus: word })).toMatchObject([
      { kind: "notice", topic: "statuses", channel: CHANNEL },
    ]);
  });

  test("why it failed", () => {
    const details = { channel_status_message: "Window closed" };
    expect(
      read({
        MessageStatus: "undelivered",
        ErrorCode: "63016",
        ErrorMessage: "Failed freeform",
        ChannelStatusMessage: "Window closed",
      }),
    ).toEqual([
      expectedStatus({
        status: "failed",
        providerStatus: "undelivered",
        error: { code: 63016, title: "Failed freeform", details: "Window closed" },
        details,
      }),
    ]);
    expect(read({ MessageStatus: "failed", ErrorCode: "63016" })).toMatchObject([
      { error: { code: 63016, title: "Twilio error 63016", details: null } },
    ]);
    for (const code of ["none", "", "0", "1e12", "-5"]) {
      expect(read({ MessageStatus: "failed", ErrorCode: code })).toMatchObject([{ status: "failed", error: null }]);
    }
    expect(read({ EventType: "READ", MessageStatus: "read" })).toMatchObject([{ details: { event_type: "READ" } }]);
  });

  test("what Twilio leaves out is found in the callback's query", () => {
    expect(read({ From: undefined, To: undefined, SmsSid: undefined, SmsStatus: undefined })).toEqual([
      expectedStatus({ recipient: { ...ANA, waId: null } }),
    ]);
    expect(read({ MessageSid: undefined, MessageStatus: undefined })).toEqual([expectedStatus()]);
    expect(read({}, "")).toEqual([expectedStatus({ echoKey: null })]);
    expect(read({}, "?id=a%20b")).toEqual([expectedStatus({ echoKey: "a b" })]);
    expect(read({ From: undefined }, "")).toMatchObject([
      { kind: "unreadable", reason: expect.stringContaining("From") },
    ]);
    expect(read({ MessageSid: "", SmsSid: "" })).toMatchObject([{ kind: "unreadable" }]);
  });

  test("to a user id", () => {
    expect(read({ To: "whatsapp:US.1" })).toEqual([
      expectedStatus({ recipient: { ...ANA, waId: null, bsuid: "US.1" } }),
    ]);
  });

  test("at the messages' address it is still a status", () => {
    expect(readMessageWebhook(form(STATUS), "id=key-1")).toEqual([expectedStatus()]);
  });
});

describe("whatever comes", () => {
  const expectClean = (items: InboundItem[]) => {
    const dirty: unknown[] = [];
    JSON.stringify(items, (key, value) => {
      if (wellFormed(key) !== key || (typeof value === "string" && wellFormed(value) !== value))
        dirty.push([key, value]);
      return value;
    });
    expect(dirty).toEqual([]);
    expect(items).toHaveLength(1);
  };
  const both = (body: Buffer, query = "") => {
    expectClean(readMessageWebhook(body, query));
    expectClean(readStatusWebhook(body, query));
  };

  test("any bytes and query", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }), (bytes, query) =>
        both(Buffer.from(bytes), query),
      ),
    );
  });

  test("any JSON", () => {
    fc.assert(fc.property(fc.json({ stringUnit: "binary" }), (json) => both(Buffer.from(json))));
  });

  test("valid fields with odd values", () => {
    const names = [
      ...Object.keys(MESSAGE),
      ...Object.keys(STATUS),
      "MediaUrl0",
      "Latitude",
      "Longitude",
      "InteractiveData",
      "ErrorCode",
      "__proto__",
    ];
    const odd = fc.oneof(
      fc.constantFrom("", "\0", "-1", "1e9", "NaN", "{", "%", "x".repeat(5_000)),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), odd), { maxLength: 5 }), (changes) => {
        const encoded = changes.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&");
        both(Buffer.from(`${encoded}&${form({ ...MESSAGE, ...STATUS })}`));
        both(Buffer.from(`${form(MESSAGE)}&${encoded}`), encoded);
      }),
    );
  });
});
