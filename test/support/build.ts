// Builders for the types of server/contract: each makes a complete, ordinary object, of which a test overrides what matters to it.
import type {
  ChannelRef,
  IdentityKeys,
  InboundCall,
  InboundIdentityChange,
  InboundMessage,
  InboundNotice,
  InboundStatus,
  InboundUnreadable,
} from "../../server/contract/inbound.ts";
import type { Outbound } from "../../server/contract/outbound.ts";
import type { OutboundMessage } from "../../server/core/outbox/enqueue.ts";

/** The default time of everything. */
export const noon = new Date("2026-01-01T12:00:00.000Z");

/** A time some seconds after noon. */
export const at = (seconds: number): Date => new Date(noon.getTime() + seconds * 1_000);

let made = 0;
/** A number that no other call returns. */
export const next = (): number => ++made;

export const metaChannel: ChannelRef = {
  provider: "meta",
  externalId: "800000000000001",
  displayNumber: "15550100000",
  accountId: "900000000000001",
};

export const twilioChannel: ChannelRef = {
  provider: "twilio",
  externalId: "+14155238886",
  displayNumber: "14155238886",
  accountId: "AC00000000000000000000000000000000",
};

export function makeKeys(given: Partial<IdentityKeys> = {}): IdentityKeys {
  return { waId: null, bsuid: null, parentBsuid: null, username: null, ...given };
}

/** A text from a customer; `from` is short for a sender with this wa_id. */
export function makeInboundMessage(given: Partial<InboundMessage> & { from?: string } = {}): InboundMessage {
  const { from = "15550100001", ...rest } = given;
  const providerId = given.providerId ?? `wamid.IN${next()}`;
  return {
    kind: "message",
    channel: metaChannel,
    providerId,
    sender: makeKeys({ waId: from }),
    senderName: "Ana",
    groupId: null,
    echo: false,
    sentAt: noon,
    type: "text",
    text: "hello",
    caption: null,
    payload: null,
    location: null,
    media: [],
    replyTo: null,
    target: null,
    content: {},
    raw: { id: providerId },
    ...rest,
  };
}

/** A message that the business sent from its own phone; `to` is short for the customer's wa_id. */
export function makeEcho(given: Partial<InboundMessage> & { to?: string } = {}): InboundMessage {
  const { to = "15550100001", ...rest } = given;
  return makeInboundMessage({ from: to, echo: true, senderName: null, text: "from the shop", ...rest });
}

export function makeStatus(given: Partial<InboundStatus> = {}): InboundStatus {
  const status = given.status ?? "sent";
  return {
    kind: "status",
    channel: metaChannel,
    providerId: `wamid.OUT${next()}`,
    status,
    providerStatus: status,
    participant: "",
    recipient: makeKeys({ waId: "15550100001" }),
    at: noon,
    echoKey: null,
    error: status === "failed" ? { code: 131026, title: "Undeliverable", details: null } : null,
    details: {},
    ...given,
  };
}

/** A step of a customer's call. */
export function makeCall(given: Partial<InboundCall> & Pick<InboundCall, "providerId">): InboundCall {
  const nothing = { answeredAt: null, endedAt: null, durationSeconds: null, sdp: null, failed: false, error: null };
  return { kind: "call", channel: metaChannel, direction: "in", step: "connect", at: noon, ...nothing, ...given };
}

export function makeIdentityChange(
  given: Partial<InboundIdentityChange> & Pick<InboundIdentityChange, "previous" | "current">,
): InboundIdentityChange {
  return { kind: "identity", channel: metaChannel, at: noon, ...given };
}

export function makeNotice(given: Partial<InboundNotice> = {}): InboundNotice {
  return { kind: "notice", channel: null, topic: "account_update", at: noon, raw: { event: next() }, ...given };
}

export function makeUnreadable(given: Partial<InboundUnreadable> = {}): InboundUnreadable {
  return { kind: "unreadable", path: "entry[0]", reason: "Expected an object.", raw: { odd: next() }, ...given };
}

/** A message for the outbox; its channel and conversation must be given. */
export function makeLetter(
  given: Partial<OutboundMessage> & Pick<OutboundMessage, "channelId" | "conversationId">,
): OutboundMessage {
  return {
    draft: { type: "text", text: "hello back" },
    origin: "api:test",
    answersId: null,
    windowExempt: true,
    ...given,
  };
}

/** The text of a sent message, for tests that only look at texts. */
export function wordsOf(message: Outbound): string {
  return "text" in message.draft ? message.draft.text : message.draft.type;
}
