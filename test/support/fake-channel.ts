// A provider that tests control: records what it is given and answers as configured.
import { dialable, isBsuid } from "../../server/base/phone.ts";
import type { Provider, ProviderError } from "../../server/contract/inbound.ts";
import type { Advice, Outbound, SendResult } from "../../server/contract/outbound.ts";
import type { Channel } from "../../server/contract/ports.ts";
import { next } from "./build.ts";

type Answer = SendResult | ((message: Outbound) => SendResult | Promise<SendResult>);
type Found = Awaited<ReturnType<Channel["find"]>>;

export type FakeChannel = Channel & {
  /** Every message that was sent, in order. */
  sent: Outbound[];
  /** Every message that was looked up. */
  sought: Outbound[];
  /** Results of the next sends, in order; after these `always`, or else accepted. */
  answers: Answer[];
  always: Answer | null;
  /** The result of looking up a message. */
  found: Found;
  canFind: boolean;
  /** Every receipt, in order. */
  shown: { providerId: string; typing: boolean }[];
  /** The faults that `check` reports. */
  faults: string[];
};

/** The provider accepted the message. */
export const accepted = (providerId = `wamid.OUT${next()}`): SendResult => ({
  outcome: "accepted",
  providerId,
  waId: null,
  bsuid: null,
});

/** The provider refused the message. */
export function refused(advice: Partial<Advice> = {}, error: Partial<ProviderError> = {}): SendResult {
  return {
    outcome: "refused",
    error: { code: 131000, title: "Something went wrong", details: null, ...error },
    advice: { action: "never", scope: "message", operator: false, remedy: "Do something.", ...advice },
    retryAfterMs: null,
  };
}

export const unreachable: SendResult = { outcome: "unreachable", reason: "ECONNREFUSED" };
export const unanswered: SendResult = { outcome: "unanswered", reason: "no answer within 15000 ms" };

export function makeChannel(provider: Provider = "meta"): FakeChannel {
  const channel: FakeChannel = {
    provider,
    // As with the real providers: Twilio can be asked whether a message arrived, Meta cannot.
    canFind: provider === "twilio",
    sent: [],
    sought: [],
    shown: [],
    answers: [],
    always: null,
    // With Meta, `find` only shows whether the API works; that a message did not arrive is concluded from the wait.
    found: { found: provider === "meta" ? "no" : "unknown" },
    faults: [],
    files: { by: "address" },
    check: () => channel.faults,
    async send(message) {
      channel.sent.push(message);
      const answer = channel.answers.shift() ?? channel.always ?? accepted();
      return typeof answer === "function" ? answer(message) : answer;
    },
    async find(message) {
      channel.sought.push(message);
      return channel.found;
    },
    async showRead({ providerId }, typing) {
      channel.shown.push({ providerId, typing });
      return true;
    },
    address(typed) {
      if (isBsuid(typed)) return { address: { kind: "bsuid", value: typed } };
      const read = dialable(typed);
      return "fault" in read ? read : { address: { kind: "wa_id", value: read.digits } };
    },
    advise: (error) => ({ action: "never", scope: "message", operator: false, remedy: `remedy for ${error.code}` }),
  };
  return channel;
}
