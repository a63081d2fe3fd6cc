// What follows from the steps of calls that webhooks tell: the policy of the number, and conversations that wait because nobody took a call.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { happened } from "../../base/journal.ts";
import { CALL_BACK, type CallPolicy } from "../../contract/calls.ts";
import type { InboundMessage, Provider } from "../../contract/inbound.ts";
import type { ButtonsDraft } from "../../contract/outbound.ts";
import type { ByNumber, CallProvider } from "../../contract/ports.ts";
import type { Language } from "../../contract/skill.ts";
import type { ChangedCall } from "../inbox/calls.ts";
import { waitForPeople } from "../inbox/waiting.ts";
import { languageOf, messagesIn } from "../texts/catalogue.ts";

/** A call that the policy of its number refuses, at the provider after the transaction. */
export type RefusedCall = { provider: Provider; externalId: string; accountId: string | null; callId: string };

/** What a customer is told whose call was refused or missed, as a message to queue. */
export type CallAnswer = {
  channelId: number;
  conversationId: number;
  draft: ButtonsDraft;
  origin: string;
  answersId: number;
  windowExempt: true;
};

/** The author of these answers. */
const ORIGIN = "bot:calls";

/** Whoever calls again within this time is not answered again, in minutes. */
const ANSWERED_ONCE_MINUTES = 10;

/** The policies with which calls are refused: a customer without the button may still call by a link. */
const refusing: readonly CallPolicy[] = ["reject", "hide"];

/**
 * Tells live views, makes conversations of missed calls wait, and returns the calls that the policy of their number refuses, with the answers to these
 * and to missed calls.
 */
export async function followCalls(
  tx: Transaction<DB>,
  changed: readonly ChangedCall[],
  now: Date,
): Promise<{ refused: RefusedCall[]; answers: CallAnswer[] }> {
  if (changed.length === 0) return { refused: [], answers: [] };
  const ids = changed.map(({ id }) => id);
  await happened(tx, { type: "call.changed", data: { call_ids: ids } }, now);
  const missed = changed.filter(({ state, before }) => state === "missed" && before !== "missed");
  await waitForPeople(tx, await conversationsOf(tx, missed), "missed_call", now);
  const begun = changed.filter(({ state, before }) => state === "rang" && before === null);
  const refused = await refusedOf(tx, begun, now);
  const answers = await answersTo(
    tx,
    { refused: refused.map(({ id }) => id), missed: missed.map(({ id }) => id) },
    now,
  );
  return { refused, answers };
}

async function conversationsOf(tx: Transaction<DB>, calls: readonly ChangedCall[]): Promise<number[]> {
  if (calls.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select distinct m.conversation_id as id from calls k join messages m on m.id = k.message_id
    where k.direction = 'in' and k.id = any(${calls.map(({ id }) => id)}::bigint[]) order by 1`.execute(tx);
  return rows.map(({ id }) => id);
}

async function refusedOf(
  tx: Transaction<DB>,
  calls: readonly ChangedCall[],
  now: Date,
): Promise<(RefusedCall & { id: number })[]> {
  if (calls.length === 0) return [];
  const { rows } = await sql<RefusedCall & { id: number }>`
    update calls k set rejected_at = ${now}
    from channels h where h.id = k.channel_id and h.call_policy = any(${refusing}) and k.direction = 'in' and k.taken_at is null
      and k.id = any(${calls.map(({ id }) => id)}::bigint[])
    returning k.id, h.provider, h.external_id as "externalId", h.account_id as "accountId", k.provider_id as "callId"`.execute(
    tx,
  );
  return rows;
}

/** The answers to refused calls, and to missed ones of numbers that have a reply or refuse calls; not again to who was answered lately. */
async function answersTo(
  tx: Transaction<DB>,
  { refused, missed }: { refused: readonly number[]; missed: readonly number[] },
  now: Date,
): Promise<CallAnswer[]> {
  if (refused.length + missed.length === 0) return [];
  const { rows } = await sql<Answered>`
    select distinct on (v.id) k.channel_id as "channelId", v.id as "conversationId", m.id as "answersId",
      h.call_reply as reply, h.language as house, c.language as own
    from calls k join channels h on h.id = k.channel_id join messages m on m.id = k.message_id join conversations v on v.id = m.conversation_id
      left join contacts c on c.id = v.contact_id
    where (k.id = any(${refused}::bigint[])
        or (k.id = any(${missed}::bigint[]) and k.direction = 'in' and (h.call_reply is not null or h.call_policy = any(${refusing}))))
      and v.contact_id is not null
      and not exists (select from messages o where o.conversation_id = v.id and o.direction = 'out' and o.origin = ${ORIGIN}
        and o.sent_at > ${now}::timestamptz - interval '${sql.lit(ANSWERED_ONCE_MINUTES)} minutes')
    order by v.id, k.id desc`.execute(tx);
  return rows.map(({ reply, house, own, ...to }) => {
    const { bot } = messagesIn(languageOf({ contact: { language: own }, channel: { language: house } }));
    const draft: ButtonsDraft = {
      ...{ type: "buttons", text: reply ?? bot.noCalls },
      buttons: [{ id: CALL_BACK, title: bot.callMeBack }],
    };
    return { ...to, draft, origin: ORIGIN, windowExempt: true };
  });
}

type Answered = Pick<CallAnswer, "channelId" | "conversationId" | "answersId"> & {
  reply: string | null;
  house: Language;
  own: Language | null;
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
