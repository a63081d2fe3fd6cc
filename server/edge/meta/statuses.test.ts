import { describe, expect, test } from "vitest";
import type { InboundStatus, JsonObject } from "../../contract/inbound.ts";
import { readWebhook } from "./read.ts";

const METADATA = { display_phone_number: "15550100000", phone_number_id: "800000000000001" };
const CHANNEL = { provider: "meta", externalId: "800000000000001", displayNumber: "15550100000", accountId: "9" };
const NOBODY = { waId: null, bsuid: null, parentBsuid: null, username: null };

const read = (statuses: unknown, more: JsonObject = {}) => {
  const value = { messaging_product: "whatsapp", metadata: METADATA, statuses, ...more };
  const entry = [{ id: "9", changes: [{ field: "messages", value }] }];
  return readWebhook(Buffer.from(JSON.stringify({ object: "whatsapp_business_account", entry })));
};

const makeStatus = (overrides: JsonObject = {}): JsonObject => ({
  id: "wamid.OUT1",
  status: "delivered",
  timestamp: "1767225700",
  recipient_id: "15550100001",
  ...overrides,
});

const expected = (overrides: Partial<InboundStatus> = {}) => ({
  kind: "status",
  channel: CHANNEL,
  providerId: "wamid.OUT1",
  status: "delivered",
  providerStatus: "delivered",
  participant: "",
  recipient: { ...NOBODY, waId: "15550100001" },
  at: new Date("2026-01-01T00:01:40Z"),
  echoKey: null,
  error: null,
  details: {},
  ...overrides,
});

describe("statuses", () => {
  const pricing = { billable: false, pricing_model: "PMP", type: "free_customer_service", category: "service" };
  const conversation = { id: "c1", origin: { type: "service" } };
  const late = { code: 131047, title: "Re-engagement message", error_data: { details: "More than 24 hours." } };

  test.each<[string, JsonObject, Partial<InboundStatus>]>([
    ["delivered", {}, {}],
    ["sent", { status: "sent" }, { status: "sent", providerStatus: "sent" }],
    ["read", { status: "read" }, { status: "read", providerStatus: "read" }],
    ["played", { status: "played" }, { status: "played", providerStatus: "played" }],
    [
      "with our key and its price",
      { biz_opaque_callback_data: "order-42", pricing, conversation },
      { echoKey: "order-42", details: { pricing, conversation } },
    ],
    [
      "failed",
      { status: "failed", errors: [late] },
      {
        status: "failed",
        providerStatus: "failed",
        error: { code: 131047, title: "Re-engagement message", details: "More than 24 hours." },
      },
    ],
    [
      "failed, the older shape of errors, several",
      { status: "failed", errors: [{ code: "131026", message: "No", details: "Old app" }, late] },
      {
        status: "failed",
        providerStatus: "failed",
        error: { code: 131026, title: "No", details: "Old app" },
        details: { errors: [{ code: "131026", message: "No", details: "Old app" }, late] },
      },
    ],
    ["failed without errors", { status: "failed" }, { status: "failed", providerStatus: "failed" }],
    [
      "failed with an error that has no number",
      { status: "failed", errors: [{ code: 1e12 }] },
      { status: "failed", providerStatus: "failed", error: { code: -1, title: "unknown error", details: null } },
    ],
    ["to a user id", { recipient_id: null, recipient_user_id: "US.1" }, { recipient: { ...NOBODY, bsuid: "US.1" } }],
    ["to a user id in the wrong place", { recipient_id: "US.1" }, { recipient: { ...NOBODY, bsuid: "US.1" } }],
    ...["parent_recipient_user_id", "recipient_parent_user_id", "parent_user_id"].map(
      (key): [string, JsonObject, Partial<InboundStatus>] => [
        `parent id as ${key}`,
        { [key]: "US.ENT.2" },
        { recipient: { ...NOBODY, waId: "15550100001", parentBsuid: "US.ENT.2" } },
      ],
    ),
    ["to nobody", { recipient_id: null }, { recipient: NOBODY }],
    ["without a time", { timestamp: null }, { at: null }],
    [
      "of a group's member",
      {
        recipient_type: "group",
        recipient_id: "120363",
        recipient_participant_id: "15550100002",
        recipient_participant_user_id: "US.2",
      },
      {
        participant: "15550100002",
        recipient: { ...NOBODY, waId: "15550100002", bsuid: "US.2" },
        details: { group_id: "120363" },
      },
    ],
    [
      "of a group's member, spelled the other way",
      { recipient_type: "group", recipient_id: "120363", participant_recipient_id: "15550100002" },
      { participant: "15550100002", recipient: { ...NOBODY, waId: "15550100002" }, details: { group_id: "120363" } },
    ],
    [
      "of a group's member without a number",
      {
        recipient_type: "group",
        recipient_id: "120363",
        recipient_participant_user_id: "US.2",
        recipient_participant_parent_user_id: "US.ENT.2",
      },
      {
        participant: "US.2",
        recipient: { ...NOBODY, bsuid: "US.2", parentBsuid: "US.ENT.2" },
        details: { group_id: "120363" },
      },
    ],
    [
      "of a whole group",
      { recipient_type: "group", recipient_id: "120363" },
      { recipient: NOBODY, details: { group_id: "120363" } },
    ],
  ])("%s", (_, overrides, item) => {
    expect(read([makeStatus(overrides)])).toEqual([expected(item)]);
  });

  test("the contact beside it completes the recipient", () => {
    const contacts = [{ profile: { username: "ana" }, wa_id: "15550100001", user_id: "US.1" }];
    expect(read([makeStatus()], { contacts })).toEqual([
      expected({ recipient: { waId: "15550100001", bsuid: "US.1", parentBsuid: null, username: "ana" } }),
    ]);
    // A status without a recipient is not assigned to a contact that happens to be in the webhook.
    expect(read([makeStatus({ recipient_id: null })], { contacts })).toEqual([expected({ recipient: NOBODY })]);
  });

  test("one message has a status for each member of a group", () => {
    const items = read(["1", "2"].map((id) => makeStatus({ recipient_type: "group", recipient_participant_id: id })));
    expect(items).toMatchObject([{ participant: "1" }, { participant: "2" }]);
  });

  test.each(["deleted", "warning", "constructor"])("the word %s is a notice", (status) => {
    const element = makeStatus({ status });
    expect(read([element])).toEqual([
      {
        kind: "notice",
        channel: CHANNEL,
        topic: "statuses",
        at: expected().at,
        raw: { status: element, metadata: METADATA },
      },
    ]);
  });

  test.each([
    ["payment", "payments"],
    ["payment", "payments", "failed"],
    ["whatever_comes_next", "statuses", "delivered"],
  ])("a status of type %s is a notice, whatever it says", (type, topic, status = "captured") => {
    expect(read([makeStatus({ type, status })])).toMatchObject([{ kind: "notice", topic }]);
  });

  test("one that says that it is about a message is about its delivery", () => {
    expect(read([makeStatus({ type: "message", status: "read" })])).toMatchObject([{ kind: "status", status: "read" }]);
  });

  test("prices without a step are a notice", () => {
    expect(read([makeStatus({ status: null, pricing: { category: "service" } })])).toMatchObject([
      { kind: "notice", topic: "statuses" },
    ]);
  });

  test("a call's progress is a step of the call wherever it comes", () => {
    expect(read([makeStatus({ type: "call", status: "RINGING" })])).toMatchObject([
      { kind: "call", step: "ringing" },
      { kind: "notice", topic: "calls" },
    ]);
  });

  test.each([
    [null, "Expected a status object, found null."],
    [[], "Expected a status object, found an array."],
    [{ status: "sent" }, "The status has no usable id (nothing)."],
    [{ id: "x" }, 'The status of "x" says nothing.'],
  ])("unreadable: %j", (element, reason) => {
    expect(read([element, makeStatus()])).toEqual([
      { kind: "unreadable", path: "entry[0].changes[0].value.statuses[0]", reason, raw: element },
      expected(),
    ]);
  });
});
