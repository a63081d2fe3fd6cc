// Events: what happens, in the past tense, for live views, timelines and other listeners. Defined here are those of the core; a skill brings its own.
import type { Role } from "./roles.ts";

/** The lowest role that receives a type of event. */
export type Audience = Role;

/** The types of the core's events, with their data; the ids of what an event is about are separate. */
export type CoreEvents = {
  "account.created": { username: string };
  "account.merged": { into: number };
  "account.adjusted": { amount_cents: number; currency: string; reason: string };
  "device.online": Record<never, never>;
  "device.offline": Record<never, never>;
  "incident.opened": { kind: string };
  "incident.closed": { kind: string; by: string };
  /** Messages were recorded or queued, or their status changed: one event per transaction. `all`: too many to name. */
  "inbox.changed": { conversation_ids: number[]; message_ids: number[] } | { all: true };
  /** Something else about conversations changed: stage, assignee, labels, notes, read marks, or a merge. */
  "conversation.changed": { conversation_ids: number[] };
  /** Phone calls ring, were taken, or are over. */
  "call.changed": { call_ids: number[] };
  /** Somebody changed a list from which users choose. */
  "settings.changed": { what: "labels" | "canned" | "rules" };
  /** A provider said something about an account, a number or a template, or it is over. */
  "news.changed": Record<never, never>;
  /** A person changed something; the details are in the audit log. */
  "audit.written": { action: string; subject: string; id: number; by: string };
};

/** Who receives each type of event. Types that are in no such list are for admins. */
export const coreAudience: Readonly<Record<keyof CoreEvents, Audience>> = {
  "account.created": "viewer",
  "account.merged": "viewer",
  "account.adjusted": "viewer",
  "device.online": "viewer",
  "device.offline": "viewer",
  "incident.opened": "viewer",
  "incident.closed": "viewer",
  "inbox.changed": "viewer",
  "conversation.changed": "viewer",
  "call.changed": "viewer",
  "settings.changed": "viewer",
  "news.changed": "viewer",
  "audit.written": "admin",
};

/** An event of one of these types. `Subject`: the id columns of the table `events` that say what it is about. */
export type EventOf<Kinds, Subject extends string = never> = {
  [Type in keyof Kinds]: {
    type: Type;
    about?: { readonly [Column in Subject]?: number | null };
    data: Kinds[Type];
  };
}[keyof Kinds];

/** An event of the core; where a skill is involved, it may also be about a subject of the skill. */
export type CoreEvent<Subject extends string = never> = EventOf<CoreEvents, "account_id" | "device_id" | Subject>;
