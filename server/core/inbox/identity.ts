// Who is who: groups sets of provider keys into people. Pure: the database's answers come in, decisions go out.
import { matchKeys } from "../../base/phone.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";

/** Keys that identify, strongest first. A username is not among them: it can pass to another person. */
export type KeyKind = "wa_id" | "bsuid" | "parent_bsuid";

/** One identifying key. */
export type Key = { kind: KeyKind; value: string };

/** The identifying keys of a set. */
export function keysOf(identity: IdentityKeys): Key[] {
  const keys: Key[] = [];
  if (identity.waId !== null) keys.push({ kind: "wa_id", value: identity.waId });
  if (identity.bsuid !== null) keys.push({ kind: "bsuid", value: identity.bsuid });
  if (identity.parentBsuid !== null) keys.push({ kind: "parent_bsuid", value: identity.parentBsuid });
  return keys;
}

/** A key as one string. */
export const keyText = (key: Key): string => `${key.kind}:${key.value}`;

/** Every key to look up for some sets: their own, and the other spellings of their phone numbers. */
export function lookups(sets: readonly Key[][]): Key[] {
  const all = new Map<string, Key>();
  for (const key of sets.flat()) {
    all.set(keyText(key), key);
    if (key.kind !== "wa_id") continue;
    for (const value of matchKeys(key.value)) all.set(`wa_id:${value}`, { kind: "wa_id", value });
  }
  return [...all.values()];
}

/** One person as the sets and the database tell it. */
export type Person = {
  /** Stored contacts that turned out to be this person, oldest first: none means new, several means merge. */
  contacts: number[];
  /** Keys of this person that are not stored yet. */
  newKeys: Key[];
};

/**
 * Groups key sets into people. `stored` maps {@link keyText} to a contact id (a lower id is older). A phone number is matched
 * exactly first and by its other spellings only if the exact one is not stored, then to the oldest contact.
 * Returns the people, and for each set the index of its person.
 */
export function group(
  sets: readonly Key[][],
  stored: ReadonlyMap<string, number>,
): { people: Person[]; personOf: number[] } {
  const parent = new Map<string, string>();
  const rootOf = (text: string): string => {
    let at = text;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(text, at);
    return at;
  };
  const unite = (a: string, b: string): void => {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x !== y) parent.set(y, x);
  };
  const own = new Set<string>();
  for (const set of sets) for (const key of set) own.add(keyText(key));
  for (const text of own) parent.set(text, text);

  const contactOf = new Map<string, number>();
  for (const set of sets) {
    for (const key of set) {
      const text = keyText(key);
      unite(keyText(set[0]!), text);
      const exact = stored.get(text);
      if (exact !== undefined) contactOf.set(text, exact);
      else if (key.kind === "wa_id") {
        const others = matchKeys(key.value).map((value) => `wa_id:${value}`);
        const known = others.flatMap((other) => stored.get(other) ?? []);
        if (known.length > 0) contactOf.set(text, Math.min(...known));
        else for (const other of others) if (own.has(other)) unite(text, other);
      }
    }
  }
  // Two groups that found the same stored contact are one person.
  const rootOfContact = new Map<number, string>();
  for (const [text, contact] of contactOf) {
    const seen = rootOfContact.get(contact);
    if (seen === undefined) rootOfContact.set(contact, text);
    else unite(seen, text);
  }

  const people: Person[] = [];
  const indexOfRoot = new Map<string, number>();
  const personAt = (text: string): Person => {
    const root = rootOf(text);
    let index = indexOfRoot.get(root);
    if (index === undefined) {
      index = people.push({ contacts: [], newKeys: [] }) - 1;
      indexOfRoot.set(root, index);
    }
    return people[index]!;
  };
  for (const set of sets) {
    for (const key of set) {
      const text = keyText(key);
      if (!own.delete(text)) continue;
      const person = personAt(text);
      const contact = contactOf.get(text);
      if (contact !== undefined && !person.contacts.includes(contact)) person.contacts.push(contact);
      if (!stored.has(text)) person.newKeys.push(key);
    }
  }
  for (const person of people) person.contacts.sort((a, b) => a - b);
  return { people, personOf: sets.map((set) => (set[0] ? indexOfRoot.get(rootOf(keyText(set[0])))! : -1)) };
}
