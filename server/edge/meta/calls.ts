// Reads calls: an element of `calls`, and an element of `statuses` that is about a call. What becomes of a call is decided elsewhere.
import type { CallStep } from "../../contract/calls.ts";
import type { InboundCall, InboundItem, InboundMessage, Json, JsonObject } from "../../contract/inbound.ts";
import type { Direction } from "../../contract/messages.ts";
import { ident, kindOf, list, number, record, text, time } from "./fields.ts";
import { completeKeys, contactOf, isSomebody, keysOf, nameOf } from "./identity-keys.ts";
import { contentOf } from "./message-content.ts";
import { type Setting, unreadable } from "./messages.ts";
import { noticeOf } from "./other-changes.ts";
import { readError } from "./statuses.ts";

/** Longest duration that is believed, in seconds: the largest integer of a column. */
const LONGEST = 0x7fffffff;

const eventSteps = new Map<string, CallStep>([
  ["connect", "connect"],
  ["terminate", "terminate"],
]);

const statusSteps = new Map<string, CallStep>([
  ["ringing", "ringing"],
  ["accepted", "accepted"],
  ["rejected", "rejected"],
]);

const directionOf = new Map<string, Direction>([
  ["user_initiated", "in"],
  ["business_initiated", "out"],
]);

/**
 * Reads one element of `calls`: the message that shows the call, and what happened to it. The message is read from every step, because any
 * may arrive first or alone; its id makes it one. Other events are notices. Words are compared without regard to case, which Meta's pages
 * spell in several ways. (Meta: calling, webhooks.)
 */
export function readCall(element: Json, path: string, setting: Setting): InboundItem[] {
  const call = record(element);
  if (!call) return [unreadable(path, `Expected a call object, found ${kindOf(element)}.`, element)];
  const providerId = ident(call.id);
  const step = wordIn(eventSteps, call.event);
  const direction = wordIn(directionOf, call.direction);
  const notice = noticeOf("calls", element, setting);
  if (providerId === null || !step || !direction) return [notice];
  const message = messageOf(call, providerId, direction, setting);
  const happened = stepOf(call, providerId, step, direction, setting);
  // The message keeps the JSON of a customer's first step; that of all others is kept as a notice.
  if (message && step === "connect" && direction === "in") return [message, happened];
  return message ? [message, happened, notice] : [happened, notice];
}

/** Reads a status about a call, which only calls of the business have. (Meta: calling, webhooks.) */
export function readCallStatus(element: Json, setting: Setting): InboundItem[] {
  const notice = noticeOf("calls", element, setting);
  const status = record(element);
  const providerId = ident(status?.id);
  const step = wordIn(statusSteps, status?.status);
  if (!status || providerId === null || !step) return [notice];
  return [stepOf(status, providerId, step, "out", setting), notice];
}

const wordIn = <T>(words: ReadonlyMap<string, T>, value: unknown): T | undefined =>
  words.get((text(value) ?? "").toLowerCase());

/** The message that shows a call; null when nothing says who the customer is. */
function messageOf(
  call: JsonObject,
  providerId: string,
  direction: Direction,
  setting: Setting,
): InboundMessage | null {
  const given =
    direction === "in"
      ? keysOf(call.from, call.from_user_id, call.from_parent_user_id)
      : keysOf(call.to, call.to_user_id, call.to_parent_user_id);
  const contact = contactOf(setting.contacts, given);
  const sender = completeKeys(given, contact);
  if (!isSomebody(sender)) return null;
  return {
    kind: "message",
    channel: setting.channel,
    providerId,
    sender,
    senderName: direction === "in" ? nameOf(contact) : null,
    groupId: null,
    echo: direction === "out",
    sentAt: time(call.start_time) ?? time(call.timestamp),
    ...contentOf("call", { content: { direction: text(call.direction) } }),
    replyTo: null,
    raw: { message: call, contact, metadata: setting.value.metadata ?? null },
  };
}

/** `start_time` and `duration` are there only when the call was picked up. (Meta: calling, webhooks.) */
function stepOf(
  told: JsonObject,
  providerId: string,
  step: CallStep,
  direction: Direction,
  setting: Setting,
): InboundCall {
  const at = time(told.timestamp);
  const duration = number(told.duration);
  const ends = step === "terminate";
  const endedAt = ends ? (time(told.end_time) ?? at) : null;
  const durationSeconds =
    ends && duration !== null && duration >= 0 && duration <= LONGEST ? Math.round(duration) : null;
  const error = list(setting.value.errors)?.[0] ?? list(told.errors)?.[0];
  return {
    kind: "call",
    channel: setting.channel,
    providerId,
    direction,
    step,
    at,
    answeredAt: step === "accepted" ? at : ends ? (time(told.start_time) ?? before(endedAt, durationSeconds)) : null,
    endedAt,
    durationSeconds,
    sdp: step === "connect" ? text(record(told.session)?.sdp) : null,
    failed: ends && (text(told.status) ?? "").toLowerCase() === "failed",
    error: ends ? readError(error) : null,
  };
}

const before = (at: Date | null, seconds: number | null): Date | null =>
  at === null || seconds === null ? null : new Date(at.getTime() - seconds * 1000);
