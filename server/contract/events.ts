// Events: what happens, in the past tense, for live views, time lines and whoever wants to be told. Here are those of every Bellhop; a
// skill brings its own.
import type { Role } from "./roles.ts";

/** The least role that is told of a kind of event. */
export type Audience = Role;

/** The kinds of events of every Bellhop, and what an event's data says beside the rows that it names. */
export type CoreEvents = {
  "account.created": { username: string };
  "account.merged": { into: number };
  "account.adjusted": { amount_cents: number; currency: string; reason: string };
  "device.online": Record<never, never>;
  "device.offline": Record<never, never>;
  "incident.opened": { kind: string };
  "incident.closed": { kind: string; by: string };
  /** Messages were recorded or queued, or their state changed: one event a transaction. `all`: too many to name. */
  "inbox.changed": { conversation_ids: number[]; message_ids: number[] } | { all: true };
  /** Something else about conversations changed: who has it, its labels, its notes, what is read, or it was merged into another. */
  "conversation.changed": { conversation_ids: number[] };
  /** Somebody changed one of the lists that pages offer to choose from. */
  "settings.changed": { what: "labels" | "canned" | "rules" };
  /** A person changed something, which the audit log tells in full. */
  "audit.written": { action: string; subject: string; id: number; by: string };
};

/** Who is told of each. What no list names is for admins. */
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
  "settings.changed": "viewer",
  "audit.written": "admin",
};

/** One of some kinds of events. `Subject`: the columns of the table `events` with the ids of what it may be about. */
export type EventOf<Kinds, Subject extends string = never> = {
  [Type in keyof Kinds]: {
    type: Type;
    about?: { readonly [Column in Subject]?: number | null };
    data: Kinds[Type];
  };
}[keyof Kinds];

/** An event of every Bellhop; where a skill has a part in it, it may be about something of the skill's too. */
export type CoreEvent<Subject extends string = never> = EventOf<CoreEvents, "account_id" | "device_id" | Subject>;
