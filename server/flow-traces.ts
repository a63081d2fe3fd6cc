// What is noted of each message of a batch of webhooks: that it was recorded, answered and queued, and the statuses of those that were sent.
import { sql, type Transaction } from "kysely";
import type { DB } from "../db/rows.ts";
import type { Step, Traces } from "./base/traces.ts";
import type { Turns } from "./core/bot/turns.ts";
import type { Entry, Recorded } from "./core/inbox/record.ts";
import type { OutboundMessage } from "./core/outbox/enqueue.ts";

/** When the steps of a batch were done. */
export type StepTimes = { began: Date; recorded: Date; answered: Date; queued: Date };

type Batch = {
  entries: readonly Entry[];
  messages: Recorded["messages"];
  turns: Turns;
  /** What the bot answers, and the ids under which that is queued. */
  answers: readonly OutboundMessage[];
  queuedIds: readonly number[];
};

/** The steps of a batch, for {@link Traces.note} once its transaction is committed. */
export async function stepsOf(
  tx: Transaction<DB>,
  traces: Traces,
  { entries, messages, turns, answers, queuedIds }: Batch,
  { began, recorded, answered, queued }: StepTimes,
): Promise<Step[]> {
  const webhookOf = new Map(messages.map(({ id, webhookId }) => [id, webhookId]));
  const ofMessage = (id: number) => traces.ofOutbound(id, webhookOf.get(id) ?? null);
  const step = (trace: string, name: string, from: Date, until: Date, attributes: Step["attributes"]): Step => ({
    ...{ trace, name, kind: "internal", from, until, attributes },
  });
  const seen = messages.map(({ id, webhookId, message: { type } }) =>
    step(traces.ofWebhook(webhookId), "message.recorded", began, recorded, { webhook: webhookId, message: id, type }),
  );
  const said = turns.said.map(({ prompt: { message }, skill }) =>
    step(ofMessage(message.id), "message.answered", recorded, answered, { message: message.id, skill }),
  );
  const waits = answers.flatMap(({ answersId }, index) => {
    const message = queuedIds[index];
    if (message === undefined) return [];
    const trace = answersId === null ? traces.ofOutbound(message, null) : ofMessage(answersId);
    return step(trace, "message.queued", answered, queued, { message, answers: answersId });
  });
  return [...seen, ...said, ...waits, ...(await statusesOf(tx, traces, entries, began, recorded))];
}

/** The statuses of a batch, in the traces of the messages that they are about. */
async function statusesOf(
  tx: Transaction<DB>,
  traces: Traces,
  entries: readonly Entry[],
  from: Date,
  until: Date,
): Promise<Step[]> {
  const statuses = entries.flatMap(({ item, webhookId }) => (item.kind === "status" ? [{ ...item, webhookId }] : []));
  if (statuses.length === 0) return [];
  const ids = [...new Set(statuses.map(({ providerId }) => providerId))];
  const { rows } = await sql<{ id: number; provider_id: string; webhook_id: number | null }>`
    select m.id, m.provider_id, a.webhook_id from messages m left join messages a on a.id = m.answers_id
    where m.channel_id in (select id from channels) and m.provider_id = any(${ids}::text[]) and m.direction = 'out'`.execute(
    tx,
  );
  const known = new Map(rows.map((row) => [row.provider_id, row]));
  return statuses.flatMap(({ providerId, status, webhookId }) => {
    const found = known.get(providerId);
    if (!found) return [];
    const trace = traces.ofOutbound(found.id, found.webhook_id);
    const attributes = { webhook: webhookId, message: found.id, status };
    return {
      ...{ trace, name: "message.status", kind: "internal", from, until, attributes },
      failed: status === "failed",
    };
  });
}
