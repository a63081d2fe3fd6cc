// Finds out which person is meant: reads identity keys from the various fields and spellings that Meta uses, and finds the contact that
// belongs to a message. Pure: no look-ups, no state.
import { isBsuid, isParentBsuid } from "../../base/phone.ts";
import type { IdentityKeys, JsonObject } from "../../contract/inbound.ts";
import { ident, list, record, text } from "./fields.ts";

/**
 * Sorts ids into keys by their pattern and not by the field that they came in: BSUIDs have been seen in `from` and `wa_id`. The first of
 * each kind wins. (Meta: business-scoped user ids.)
 */
export function keysOf(...candidates: unknown[]): IdentityKeys {
  const keys: IdentityKeys = { waId: null, bsuid: null, parentBsuid: null, username: null };
  for (const candidate of candidates) {
    const id = ident(candidate)?.trim();
    if (!id) continue;
    if (!isBsuid(id)) keys.waId ??= id.startsWith("+") ? id.slice(1) || null : id;
    else if (isParentBsuid(id)) keys.parentBsuid ??= id;
    else keys.bsuid ??= id;
  }
  return keys;
}

/** Whether there is any key. */
export function isSomebody(keys: IdentityKeys): boolean {
  return keys.waId !== null || keys.bsuid !== null || keys.parentBsuid !== null;
}

/** The contacts of one change, indexed by each of their ids, because their order means nothing. */
export type Contacts = { byId: Map<string, JsonObject>; only: JsonObject | null };

/** Indexes `value.contacts`; elements that are not objects are skipped. */
export function readContacts(value: JsonObject): Contacts {
  const byId = new Map<string, JsonObject>();
  const contacts = list(value.contacts) ?? [];
  for (const element of contacts) {
    const contact = record(element);
    if (!contact) continue;
    for (const id of [ident(contact.wa_id), ident(contact.user_id), ident(contact.parent_user_id)]) {
      if (id !== null && !byId.has(id)) byId.set(id, contact);
    }
  }
  return { byId, only: contacts.length === 1 ? record(contacts[0]) : null };
}

/** The contact that has one of these keys; without any key, the only contact of the change. */
export function contactOf(contacts: Contacts, keys: IdentityKeys): JsonObject | null {
  if (!isSomebody(keys)) return contacts.only;
  for (const id of [keys.waId, keys.bsuid, keys.parentBsuid]) {
    const contact = id === null ? undefined : contacts.byId.get(id);
    if (contact) return contact;
  }
  return null;
}

/** The keys of a message, completed with those of its contact. */
export function completeKeys(keys: IdentityKeys, contact: JsonObject | null): IdentityKeys {
  const more = keysOf(contact?.wa_id, contact?.user_id, contact?.parent_user_id);
  const waId = keys.waId ?? more.waId;
  const parentBsuid = keys.parentBsuid ?? more.parentBsuid;
  return {
    waId,
    // A parent BSUID alone still identifies a person who can be written to. Using it is better than losing the message.
    bsuid: keys.bsuid ?? more.bsuid ?? (waId === null ? parentBsuid : null),
    parentBsuid,
    username: username(record(contact?.profile)?.username) ?? username(contact?.username),
  };
}

/** The name in a contact's profile; null when it is blank. */
export function nameOf(contact: JsonObject | null): string | null {
  const name = text(record(contact?.profile)?.name);
  return name === null || name.trim() === "" ? null : name;
}

/** A username without the leading `@` that earlier payloads had. */
function username(value: unknown): string | null {
  return ident(value)?.replace(/^@/, "") || null;
}
