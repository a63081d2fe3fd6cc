// Reads what Bellhop only looks on at: conversations that another application has, the history of a number that was used in the app, handovers.
import type { ChannelRef, InboundItem, InboundMessage, Json, JsonObject } from "../../contract/inbound.ts";
import type { PassiveSource } from "../../contract/shown-kinds.ts";
import { ident, list, record, text, time } from "./fields.ts";
import { completeKeys, isSomebody, keysOf, readContacts } from "./identity-keys.ts";
import { compact, contentOf } from "./message-content.ts";
import { readMessage, type Setting, unreadable } from "./messages.ts";
import { noticeOf } from "./other-changes.ts";
import { readStatus } from "./statuses.ts";

/**
 * Reads the field `standby`, which holds messages, echoes or statuses one level deeper than `messages` does; an echo is the body that another
 * application sent. (Meta: conversation routing, standby.)
 */
export function readStandby(outer: Setting, path: string): InboundItem[] {
  const inner = record(outer.value.standby);
  if (!inner) return [];
  const value: JsonObject = { ...inner, metadata: outer.value.metadata ?? null };
  const setting = { ...outer, value, contacts: readContacts(value) };
  const echo = (element: Json) => {
    const { message, ...around } = record(element) ?? {};
    return record(message) ? { ...record(message), ...around } : element;
  };
  return [
    ...each(value.messages, (element, n) => readMessage(element, `${path}.messages[${n}]`, setting, false)),
    ...each(value.message_echoes, (element, n) =>
      readMessage(echo(element), `${path}.message_echoes[${n}]`, setting, true),
    ),
    ...each(value.statuses, (element, n) => [readStatus(element, `${path}.statuses[${n}]`, setting)]),
  ].map((item) => asPassive(item, "standby"));
}

/**
 * Reads the field `history`: what was written in the WhatsApp Business app before the number came here, in chunks of any order. Files that were left
 * out come later, as messages and echoes. (Meta: coexistence, history.)
 */
export function readHistory(setting: Setting, path: string): InboundItem[] {
  const { value } = setting;
  const chunks = each(value.history, (element, n) => {
    const chunk = record(element);
    const threads = each(chunk?.threads, (thread, t) =>
      readThread(thread, `${path}.history[${n}].threads[${t}]`, setting),
    );
    // The owner of the phone may decline to share it.
    return chunk && list(chunk.threads) ? threads : [noticeOf("history", element, setting)];
  });
  return [
    ...chunks,
    ...each(value.messages, (element, n) => readMessage(element, `${path}.messages[${n}]`, setting, false)),
    ...each(value.message_echoes, (element, n) => readMessage(element, `${path}.message_echoes[${n}]`, setting, true)),
  ].map((item) => asPassive(item, "history"));
}

/** One conversation of the history: its `id` is the customer's number, and who wrote is told by `from` alone. */
function readThread(element: Json, path: string, setting: Setting): InboundItem[] {
  const thread = record(element);
  if (!thread) return [unreadable(path, "Expected a thread object.", element)];
  const { channel } = setting;
  const customer = keysOf(thread.id, record(thread.context)?.wa_id, record(thread.context)?.user_id);
  return each(thread.messages, (one, n) => {
    const message = record(one);
    const from = keysOf(message?.from).waId;
    const echo = from !== null && [channel.displayNumber, channel.externalId].includes(from.replace(/\D/g, ""));
    const completed = message && {
      ...message,
      ...(echo
        ? compact({ to: customer.waId, to_user_id: customer.bsuid })
        : compact({ from: ident(message.from) ?? customer.waId, from_user_id: customer.bsuid })),
    };
    const items = readMessage(completed ?? one, `${path}.messages[${n}]`, setting, echo);
    return echo ? [...items, ...statusIn(items[0], message)] : items;
  });
}

/** What became of a message of the business, as the app knew it: `history_context.status` is READ, DELIVERED and the like. */
function statusIn(item: InboundItem | undefined, message: JsonObject | null): InboundItem[] {
  const status = text(record(message?.history_context)?.status)?.toLowerCase();
  const known = (["delivered", "read", "played"] as const).find((one) => one === status);
  if (!known || item?.kind !== "message") return [];
  const { channel, providerId, sender, sentAt } = item;
  const about = { channel, providerId, participant: "", recipient: sender, at: sentAt };
  return [{ kind: "status", ...about, status: known, providerStatus: known, echoKey: null, error: null, details: {} }];
}

/**
 * Reads the field `smb_app_state_sync`: the address book of the phone, a notice for each entry. One that was removed has no name. (Meta: coexistence,
 * contacts.)
 */
export function readStateSync(setting: Setting): InboundItem[] {
  return each(setting.value.state_sync, (element) => {
    const entry = record(element);
    const contact = record(entry?.contact);
    const at = time(record(entry?.metadata)?.timestamp);
    const notice = { ...noticeOf("smb_app_state_sync", element, setting), at };
    const person = keysOf(ident(contact?.phone_number)?.replace(/\D/g, ""), contact?.user_id);
    const name = (text(contact?.full_name) ?? text(contact?.first_name))?.trim().slice(0, 200);
    if (text(entry?.type) !== "contact" || text(entry?.action) === "remove" || !name || !isSomebody(person))
      return [notice];
    return [{ ...notice, named: { person: completeKeys(person, null), name } }];
  });
}

/**
 * Reads the field `messaging_handovers`: who has a conversation now, as a line in it. It has no `metadata`; the number is in `recipient`.
 * (Meta: conversation routing, handovers.) Null when it names no number or nobody.
 */
export function readHandover(value: JsonObject, entry: JsonObject): InboundMessage | null {
  const recipient = record(value.recipient);
  const sender = record(value.sender);
  const externalId = ident(recipient?.phone_number_id);
  const keys = completeKeys(keysOf(sender?.phone_number, sender?.wa_id, sender?.user_id), null);
  const type = text(value.type);
  if (externalId === null || type === null || !isSomebody(keys)) return null;
  const channel: ChannelRef = {
    provider: "meta",
    externalId,
    displayNumber: ident(recipient?.display_phone_number)?.replace(/\D/g, "") || null,
    accountId: ident(entry.id),
  };
  const details = record(value[type]) ?? {};
  return {
    kind: "message",
    channel,
    // A handover has no id of its own.
    providerId: `handover.${type}.${text(value.timestamp) ?? ""}.${keys.waId ?? keys.bsuid}`.slice(0, 300),
    sender: keys,
    senderName: null,
    groupId: null,
    echo: false,
    sentAt: time(value.timestamp),
    ...contentOf("system", {
      text: handoverText(type, details),
      content: { kind: "handover", shown_as: "handover", handover: { type, ...details } },
    }),
    replyTo: null,
    raw: { messaging_handovers: value },
  };
}

/** "The conversation was passed from ai agent to escalation: wants a person. Asks about a refund." */
function handoverText(type: string, details: JsonObject): string {
  const role = (key: string) => text(details[key])?.slice(0, 60).replaceAll("_", " ") ?? null;
  const [before, after] = [role("previous_owner_role"), role("new_owner_role")];
  const verb = type === "control_taken" ? "taken" : "passed";
  const whole = `The conversation was ${verb}${before ? ` from ${before}` : ""}${after ? ` to ${after}` : ""}`;
  const summary = text(record(record(details.conversation_context)?.summary)?.text);
  const why = [text(details.metadata), summary].filter((part) => part !== null).join(". ");
  return why === "" ? whole : `${whole}: ${why}`;
}

function asPassive(item: InboundItem, source: PassiveSource): InboundItem {
  return item.kind === "message" ? { ...item, content: { ...item.content, passive: source } } : item;
}

/** Applies a reader to each element; anything but an array has none. */
function each(elements: Json | undefined, read: (element: Json, n: number) => InboundItem[]): InboundItem[] {
  return (list(elements) ?? []).flatMap(read);
}
