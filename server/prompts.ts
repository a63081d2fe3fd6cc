// From the messages of a batch to what the bot is asked: who wrote, what is known of the conversation, and whether colleagues have answered already.
import type { Transaction } from "kysely";
import type { DB } from "../db/rows.ts";
import { isAnswerable, type Prompt } from "./core/bot/answer.ts";
import * as states from "./core/bot/states.ts";
import { asksForCall } from "./core/calls/effects.ts";
import { cards } from "./core/inbox/contacts.ts";
import { quotedBy } from "./core/inbox/inbound-messages.ts";
import { choiceIn } from "./core/inbox/opt-out-words.ts";
import type { Recorded } from "./core/inbox/record.ts";

/** Messages that were recorded. */
export type Messages = Recorded["messages"];

/** The messages to which the bot may answer. Not in groups, where people talk among themselves, and not echoes, which are our own messages. */
export async function promptsOf(
  tx: Transaction<DB>,
  messages: Messages,
  optOuts: Recorded["optOuts"],
  budget: states.Budget,
  now: Date,
): Promise<{ prompts: Prompt[]; known: Map<number, states.State> }> {
  const asked = messages.filter((one) => !one.message.echo && one.message.groupId === null && !asksForCall(one));
  // Most messages contain name and number; the others are looked up.
  const unsaid = asked.filter(({ message }) => message.senderName === null || message.sender.waId === null);
  const people = await cards(tx, [...new Set(unsaid.map(({ contactId }) => contactId))]);
  const known = await states.read(tx, [...new Set(asked.map(({ conversationId }) => conversationId))], budget, now);
  const quoted = await quotedBy(tx, asked);
  const takenOver = takenOverBy(messages);
  const languages = (conversationId: number) => (known.get(conversationId) ?? states.blank(conversationId)).languages;
  const prompts = asked.map(({ id, message, channelId, conversationId, contactId, receivedAt }) => ({
    tx,
    now,
    channel: { id: channelId, provider: message.channel.provider, language: languages(conversationId).house },
    conversation: { id: conversationId },
    quiet: known.get(conversationId)?.quiet === true || takenOver(conversationId, id),
    contact: {
      id: contactId,
      name: message.senderName,
      phone: message.sender.waId,
      ...people.get(contactId),
      language: languages(conversationId).own,
    },
    message: {
      id,
      type: message.type,
      text: message.text,
      payload: message.payload,
      repliesTo: quoted.get(id)?.id ?? null,
      repliesToAnswerOf: quoted.get(id)?.answers ?? null,
      sentAt: message.sentAt ?? receivedAt,
      ...marketingOf(message, optOuts.has(contactId)),
    },
  }));
  return { prompts, known };
}

/** What a message says about marketing. START says nothing where no STOP came before: it is a greeting. */
function marketingOf(message: Messages[number]["message"], isNew: boolean) {
  const choice = choiceIn(message);
  return choice === "stop" || (choice === "resume" && isNew) ? { marketing: { choice, isNew } } : {};
}

/** Colleagues' answers from the business's own phone. */
export const echoesOf = (messages: Messages) =>
  messages
    .filter(({ message }) => message.echo && isAnswerable({ message }))
    .map(({ id, conversationId, message, receivedAt }) => ({
      conversationId,
      messageId: id,
      sentAt: message.sentAt ?? receivedAt,
    }));

/** Whether a customer's message came after an answer from the business's own phone in the same batch. */
function takenOverBy(messages: Messages): (conversationId: number, messageId: number) => boolean {
  const since = new Map<number, number>();
  for (const { conversationId, messageId, sentAt } of echoesOf(messages)) {
    const late = messages.some(
      ({ id, conversationId: other, message, receivedAt }) =>
        other === conversationId && id < messageId && !message.echo && (message.sentAt ?? receivedAt) > sentAt,
    );
    if (!late && !since.has(conversationId)) since.set(conversationId, messageId);
  }
  return (conversationId, messageId) => messageId > (since.get(conversationId) ?? Number.POSITIVE_INFINITY);
}
