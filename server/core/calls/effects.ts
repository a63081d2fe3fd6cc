// What follows from the steps of calls that webhooks tell: the policy of the number, and conversations that wait because nobody took a call.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { happened } from "../../base/journal.ts";
import { CALL_BACK, type CallPolicy } from "../../contract/calls.ts";
import type { InboundMessage, Provider } from "../../contract/inbound.ts";
import type { ButtonsDraft } from "../../contract/outbound.ts";
import type { ByNumber, CallProvider } from "../../contract/ports.ts";
import type { ChangedCall } from "../inbox/calls.ts";
import { waitForPeople } from "../inbox/waiting.ts";

/** A call that the policy of its number refuses: at the provider after the transaction, and with an answer. */
export type RefusedCall = {
  provider: Provider;
  externalId: string;
  accountId: string | null;
  callId: string;
  /** What the customer is told, as a message to queue; null when nothing says who the customer is. */
  answer: {
    channelId: number;
    conversationId: number;
    draft: ButtonsDraft;
    origin: string;
    answersId: number | null;
    windowExempt: true;
  } | null;
};

/** The button under the text that answers a refused call. */
const callBack = { id: CALL_BACK, title: "Call me back" };

/** The answer to a refused call whose number has no text of its own. */
const defaultReply = "We do not take calls on WhatsApp. Write to us here, or tap the button and we call you back.";

/** Tells live views, makes conversations of missed calls wait, and returns the calls that the policy of their number refuses. */
export async function followCalls(
  tx: Transaction<DB>,
  changed: readonly ChangedCall[],
  now: Date,
): Promise<RefusedCall[]> {
  if (changed.length === 0) return [];
  const ids = changed.map(({ id }) => id);
  await happened(tx, { type: "call.changed", data: { call_ids: ids } }, now);
  const missed = changed.filter(({ state, before }) => state === "missed" && before !== "missed");
  await waitForPeople(tx, await conversationsOf(tx, missed), "missed_call", now);
  const begun = changed.filter(({ state, before }) => state === "rang" && before === null);
  return refusedOf(tx, begun, now);
}

async function conversationsOf(tx: Transaction<DB>, calls: readonly ChangedCall[]): Promise<number[]> {
  if (calls.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select distinct m.conversation_id as id from calls k join messages m on m.id = k.message_id
    where k.direction = 'in' and k.id = any(${calls.map(({ id }) => id)}::bigint[]) order by 1`.execute(tx);
  return rows.map(({ id }) => id);
}

async function refusedOf(tx: Transaction<DB>, calls: readonly ChangedCall[], now: Date): Promise<RefusedCall[]> {
  if (calls.length === 0) return [];
  const policy: CallPolicy = "reject";
  const { rows } = await sql<Refused>`
    update calls k set rejected_at = ${now}
    from channels h where h.id = k.channel_id and h.call_policy = ${policy} and k.direction = 'in' and k.taken_at is null
      and k.id = any(${calls.map(({ id }) => id)}::bigint[])
    returning h.provider, h.external_id as "externalId", h.account_id as "accountId", k.provider_id as "callId", k.channel_id as "channelId", h.call_reply as reply,
      k.message_id as "messageId", (select m.conversation_id from messages m where m.id = k.message_id) as "conversationId"`.execute(
    tx,
  );
  return rows.map(({ provider, externalId, accountId, callId, channelId, conversationId, messageId, reply }) => {
    const draft: ButtonsDraft = { type: "buttons", text: reply ?? defaultReply, buttons: [callBack] };
    const said = { channelId, draft, origin: "bot:calls", answersId: messageId, windowExempt: true as const };
    return {
      provider,
      externalId,
      accountId,
      callId,
      answer: conversationId === null ? null : { ...said, conversationId },
    };
  });
}

type Refused = Omit<RefusedCall, "answer"> & {
  channelId: number;
  conversationId: number | null;
  messageId: number | null;
  reply: string | null;
};

/** Whether a customer's message asks to be called back: a person does that, not the bot. */
export const asksForCall = ({ message }: { message: InboundMessage }): boolean =>
  message.payload === CALL_BACK && !message.echo;

/** Refuses calls at their provider. A refusal that fails does no harm: the call rings until the provider ends it. */
export async function refuseAtProvider(
  calls: readonly RefusedCall[],
  providers: ByNumber<CallProvider>,
): Promise<void> {
  await Promise.all(
    calls.map(({ provider, externalId, accountId, callId }) =>
      providers.get(provider, { externalId, accountId })?.act(externalId, callId, { action: "reject" }),
    ),
  );
}
