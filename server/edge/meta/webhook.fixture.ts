// Builders for tests: Meta's webhooks, and the messages that are expected from them.
import type { InboundItem, InboundMessage, Json, JsonObject } from "../../contract/inbound.ts";
import { readWebhook } from "./read.ts";

export const METADATA = { display_phone_number: "15550100000", phone_number_id: "800000000000001" };
export const CHANNEL = {
  provider: "meta",
  externalId: "800000000000001",
  displayNumber: "15550100000",
  accountId: "900000000000001",
};
export const CONTACT = {
  profile: { name: "Ana Prueba", username: "@ana.prueba" },
  wa_id: "15550100001",
  user_id: "US.10000000000000000001",
  parent_user_id: "US.ENT.20000000000000000001",
};
export const ANA = {
  waId: "15550100001",
  bsuid: "US.10000000000000000001",
  parentBsuid: "US.ENT.20000000000000000001",
  username: "ana.prueba",
};
export const NOBODY = { waId: null, bsuid: null, parentBsuid: null, username: null };
export const AT = new Date("2026-01-01T00:00:00Z");

export const body = (json: unknown) => Buffer.from(JSON.stringify(json));
export const envelope = (value: Json, field = "messages", entry: JsonObject = {}): JsonObject => ({
  object: "whatsapp_business_account",
  entry: [{ id: "900000000000001", changes: [{ field, value }], ...entry }],
});
export const read = (value: JsonObject, field = "messages"): InboundItem[] =>
  readWebhook(body(envelope({ messaging_product: "whatsapp", metadata: METADATA, ...value }, field)));

export const makeMessage = (overrides: JsonObject = {}): JsonObject => ({
  from: "15550100001",
  from_user_id: "US.10000000000000000001",
  id: "wamid.TEST0001",
  timestamp: "1767225600",
  type: "text",
  text: { body: "hello" },
  ...overrides,
});

/** The message that a default webhook gives. */
export const expected = (overrides: Partial<InboundMessage>) => ({
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

export const BUSINESS = "15550100000";
