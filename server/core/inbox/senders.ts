// Who wrote, who is meant, and in which conversation: the people in the items of a batch.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { InboundItem, InboundMessage, ReportedChoice } from "../../contract/inbound.ts";
import type { Address } from "../../contract/outbound.ts";
import * as contacts from "./contacts.ts";
import * as conversations from "./conversations.ts";
import { keysOf } from "./identity.ts";
import type * as inbound from "./inbound-messages.ts";
import { NOBODY } from "./inbound-messages.ts";
import { nameContacts } from "./named-by-app.ts";
import { lastingKey, type MadeChoice } from "./opt-outs.ts";
import { waitForPeople } from "./waiting.ts";

/** One item of a webhook. */
export type Entry = { webhookId: number; source: string; receivedAt: Date; item: InboundItem };

/** Finds or creates contacts and conversations for messages; also applies changes of identity keys. */
export async function resolveSenders(
  tx: Transaction<DB>,
  entries: readonly Entry[],
  channelOf: (ref: InboundMessage["channel"]) => number,
): Promise<{ arrivals: inbound.Arrival[]; moved: number[]; reported: MadeChoice[] }> {
  const { seen, written, changes, preferences, names } = sightingsIn(entries);
  const { placed, doubted, moved } = await contacts.resolveWithChanges(tx, seen, changes);
  const contactOf = (index: number) => (index === nobody ? NOBODY : placed[index]!.contactId);
  await nameContacts(
    tx,
    names.map(({ index, name }) => ({ contactId: contactOf(index), name })),
  );
  const conversationIds = await conversations.open(
    tx,
    written.map(({ message, index }) => ({
      channelId: channelOf(message.channel),
      contactId: contactOf(index),
      groupId: message.groupId,
      address: addressOf(message),
    })),
  );
  const arrivals = written.map(({ entry, message, index }, position) => ({
    message,
    webhookId: entry.webhookId,
    receivedAt: entry.receivedAt,
    channelId: channelOf(message.channel),
    contactId: contactOf(index),
    sightingId: index === nobody ? null : placed[index]!.sightingId,
    conversationId: conversationIds[position]!,
  }));
  const doubtful = arrivals.filter(({ contactId, message }) => doubted.includes(contactId) && message.groupId === null);
  if (doubtful.length > 0) {
    const now = new Date(Math.max(...doubtful.map(({ receivedAt }) => receivedAt.getTime())));
    await waitForPeople(tx, [...new Set(doubtful.map((one) => one.conversationId))], "incident", now);
  }
  const reported = preferences.map(({ index, choice: { person, choice }, at }) => ({
    ...{ contactId: contactOf(index), key: lastingKey(person)!, at },
    ...{ choice, source: "whatsapp" as const },
  }));
  return { arrivals, moved, reported };
}

/** Who is named in the items, with what each of them is there for. */
function sightingsIn(entries: readonly Entry[]) {
  const seen: contacts.Sighting[] = [];
  const preferences: { index: number; choice: ReportedChoice; at: Date }[] = [];
  const names: { index: number; name: string }[] = [];
  const written: { entry: Entry; message: InboundMessage; index: number }[] = [];
  const changes: contacts.Replacement[] = [];
  for (const entry of entries) {
    const { item, receivedAt } = entry;
    if (item.kind === "message") {
      if (keysOf(item.sender).length === 0) {
        written.push({ entry, message: item, index: nobody });
        continue;
      }
      const index =
        seen.push({ keys: item.sender, name: item.echo ? null : item.senderName, at: item.sentAt ?? receivedAt }) - 1;
      written.push({ entry, message: item, index });
    } else if (item.kind === "identity") {
      const { previous, current } = item;
      changes.push({ previous, current, at: item.at ?? receivedAt });
    } else if (item.kind === "notice" && item.marketing) {
      const at = item.at ?? receivedAt;
      const index = seen.push({ keys: item.marketing.person, name: null, at }) - 1;
      preferences.push({ index, choice: item.marketing, at });
    } else if (item.kind === "notice" && item.named) {
      const { person, name } = item.named;
      names.push({ index: seen.push({ keys: person, name: null, at: item.at ?? receivedAt }) - 1, name });
    }
  }
  return { seen, written, changes, preferences, names };
}

/** Placeholder for the customer of echoes in groups, which name none. */
const nobody = -1;

/** Where answers to a message go: the identity key that wrote. */
export function addressOf(message: InboundMessage): Address {
  if (message.groupId !== null) return { kind: "group", value: message.groupId };
  if (message.sender.waId !== null) return { kind: "wa_id", value: message.sender.waId };
  return { kind: "bsuid", value: message.sender.bsuid ?? message.sender.parentBsuid ?? "" };
}
