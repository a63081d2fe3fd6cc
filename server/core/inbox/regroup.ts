// Regrouping: updates the tables after identities have changed. Contacts are created, merged or separated, and messages move to their sender's
// contact.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import { keepDoubts } from "./doubts.ts";
import { type IdentityRow, type Known, load, noteSightings } from "./evidence.ts";
import { decideIdentity, type Evidence, keysOf, keyText, type People } from "./identity.ts";
import type { Key, Seen } from "./keys.ts";
import { mergeContacts } from "./merge.ts";
import { rehomeChoices } from "./opt-outs.ts";
import {
  currentOwners,
  type MessageOwner,
  messageOwners,
  rename,
  renumber,
  separate,
  usedAddress,
} from "./separate.ts";
import { restore } from "./unmerge.ts";

/** The result of regrouping. */
export type Grouped = {
  /** The contact to whom keys belonged at a time. */
  contactOf(keys: IdentityKeys, at: Date): number;
  /** Contacts that are newly in doubt. */
  doubted: number[];
  /** All contacts concerned, whose keys may have changed. */
  contacts: number[];
};

/**
 * Updates the tables to the evidence about some keys and everything connected with them. `sightings` are those of messages that are not stored
 * yet; unrelated ones are ignored. `leaving` are keys, as text, that a colleague has just assigned to another person: the contact stays with
 * the remaining keys. Needs `lockPeople`.
 */
export async function regroup(
  tx: Transaction<DB>,
  keys: readonly Key[],
  sightings: readonly Seen[],
  now: Date,
  leaving: ReadonlySet<string> = new Set(),
): Promise<Grouped> {
  let known = await load(tx, keys);
  if (await noteOlder(tx, known)) known = await load(tx, keys);
  const involved = new Set(known.sightings.flatMap((one) => keysOf(one.keys).map(keyText)));
  const seen = sightings.filter((one) => keysOf(one.keys).some((key) => involved.has(keyText(key))));
  let people = decideIdentity(evidenceOf(known, seen));
  let messages: MessageOwner[] = [];
  const contested = isContested(people, known.identities);
  if (contested) {
    messages = await messageOwners(tx, known);
    people = decideIdentity(evidenceOf(known, [...seen, ...messages]));
  }
  const contacts = await assign(tx, known.identities, people, messages, now, leaving);
  await keepHoldings(tx, people, contacts, known.identities);
  // Read again: merged and restored contacts have taken their messages along.
  const places = await currentOwners(tx, messages);
  const moved = messages.flatMap((message) => {
    const { contactId, conversationId } = places.get(message.id)!;
    const contact = contacts.get(people.personOf(message.keys, message.at))!;
    return contact === contactId ? [] : [{ ...message, conversationId, contactId: contact, was: contactId ?? contact }];
  });
  if (moved.length > 0) {
    await separate(tx, moved, now);
    await rename(tx, [...new Set(moved.flatMap(({ contactId, was }) => [contactId, was]))]);
  }
  const everybody = [...new Set(contacts.values())];
  const contactOf: Grouped["contactOf"] = (set, at) => contacts.get(people.personOf(set, at.getTime()))!;
  if (contested) await renumber(tx, everybody, numbersOf(known, [...seen, ...messages], people, contacts));
  // New people have no incidents yet, and no address that could be outdated.
  const unknown = known.identities.length === 0 && !contested;
  if (unknown) return { contactOf, doubted: [], contacts: [] };
  await rehomeChoices(tx, [...everybody, ...known.identities.map((row) => row.contact_id)]);
  const doubted = await keepDoubts(
    tx,
    people.doubts.map(({ person, other }) => ({ contact: contacts.get(person)!, other: contacts.get(other)! })),
    everybody,
    now,
  );
  return { contactOf, doubted, contacts: everybody };
}

/** All numbers with which a contact was seen or reported, with times. */
function numbersOf(
  known: Known,
  seen: readonly Seen[],
  people: People,
  contacts: ReadonlyMap<string, number>,
): { contactId: number; phone: string; at: number }[] {
  const first = known.sightings.map((one) => ({ keys: one.keys, at: one.first, when: one.first }));
  // The new keys of a change count from 1 ms after it.
  const told = known.changes.map(({ current, at }) => ({ keys: current, at, when: at + 1 }));
  return [...seen.map(({ keys, at }) => ({ keys, at, when: at })), ...first, ...told].flatMap(({ keys, at, when }) =>
    keys.waId === null ? [] : [{ contactId: contacts.get(people.personOf(keys, when))!, phone: keys.waId, at }],
  );
}

/** Turns keys of contacts that an earlier version or an answer to a send stored into evidence. Returns whether there were any. */
async function noteOlder(tx: Transaction<DB>, known: Known): Promise<boolean> {
  const rows = known.identities;
  const told = new Set([
    ...known.sightings.flatMap(({ keys }) => keysOf(keys).map(keyText)),
    ...known.changes.flatMap(({ previous, current }) => [...keysOf(previous), ...keysOf(current)].map(keyText)),
  ]);
  const older = rows.filter((row) => !told.has(keyText(row)));
  if (older.length === 0) return false;
  const seen: { keys: IdentityKeys; at: Date }[] = [];
  for (const contact of new Set(older.map((row) => row.contact_id))) {
    const own = rows.filter((row) => row.contact_id === contact);
    const number = own.findLast(({ kind, until_at }) => kind === "wa_id" && until_at === null);
    const bsuid = own.find(({ kind }) => kind === "bsuid") ?? null;
    for (const row of own.filter((one) => older.includes(one))) {
      const keys: IdentityKeys = { waId: null, bsuid: null, parentBsuid: null, username: null };
      if (row.kind === "wa_id") keys.waId = row.value;
      if (row.kind === "bsuid") keys.bsuid = row.value;
      if (row.kind === "parent_bsuid") keys.parentBsuid = row.value;
      // A number and its BSUIDs came together; the decision below keeps a person with two numbers together.
      if (row.kind !== "wa_id") keys.waId = number?.value ?? null;
      if (row.kind === "parent_bsuid") keys.bsuid = bsuid?.value ?? null;
      seen.push({ keys, at: row.first_seen_at });
    }
    const anchors = own.map(({ kind, value, first_seen_at }) => ({ kind, value, at: first_seen_at.getTime() }));
    if (own.filter(({ kind }) => kind === "wa_id").length > 1)
      await sql`
        insert into identity_decisions (kind, anchors, keys, decided_at, decided_by)
        values ('same', ${JSON.stringify(anchors)}::jsonb, ${anchors.map(keyText)}::text[], now(), 'upgrade')`.execute(
        tx,
      );
  }
  await noteSightings(tx, seen);
  return true;
}

function evidenceOf(known: Known, seen: readonly Seen[]): Evidence {
  const decided = (kind: "same" | "apart") =>
    known.decisions.flatMap((one) => (one.kind === kind ? [one.anchors] : []));
  return {
    seen: [...known.sightings.map(({ keys, first }) => ({ keys, at: first })), ...seen],
    changes: known.changes,
    same: decided("same"),
    apart: decided("apart"),
  };
}

/** Whether keys changed hands, or one contact's keys now belong to two people: then the times of messages matter. */
function isContested({ holdings }: People, rows: readonly IdentityRow[]): boolean {
  if (holdings.some(({ from, until }) => from !== null || until !== null)) return true;
  const personOf = new Map(holdings.map((one) => [keyText(one), one.person]));
  const people = new Map<number, Set<string | undefined>>();
  for (const row of rows)
    people.set(row.contact_id, (people.get(row.contact_id) ?? new Set()).add(personOf.get(keyText(row))));
  return [...people.values()].some((set) => set.size > 1);
}

/** Assigns a contact to each person: the one with the person's oldest traces, or a new one. Contacts of the same person are merged. */
async function assign(
  tx: Transaction<DB>,
  rows: readonly IdentityRow[],
  people: People,
  messages: readonly MessageOwner[],
  now: Date,
  leaving: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const traces = new Map<number, { person: string; at: number; leaves: boolean }[]>();
  const trace = (contact: number, person: string, at: number, keys: readonly Key[]) => {
    const leaves = keys.some((key) => leaving.has(keyText(key)));
    traces.set(contact, [...(traces.get(contact) ?? []), { person, at, leaves }]);
  };
  const at = (row: IdentityRow): Key & { at: number } => ({ ...row, at: row.first_seen_at.getTime() });
  for (const row of rows) {
    const holding = people.holdings.find(
      (one) =>
        one.kind === row.kind &&
        one.value === row.value &&
        (one.from === null || one.from <= at(row).at) &&
        (one.until === null || at(row).at < one.until),
    );
    if (holding) trace(row.contact_id, holding.person, holding.first, [row]);
  }
  for (const { contact, person, at: when, keys } of firstMessages(people, messages)) trace(contact, person, when, keys);

  const contacts = new Map<string, number>();
  const everybody = [...new Set(people.holdings.map(({ person }) => person))];
  const claims = new Map<string, number[]>();
  for (const [contact, all] of traces) {
    const [first] = all.sort(
      (a, b) => Number(a.leaves) - Number(b.leaves) || a.at - b.at || (a.person < b.person ? -1 : 1),
    );
    claims.set(first!.person, [...(claims.get(first!.person) ?? []), contact]);
  }
  const strangers = everybody.filter((person) => !claims.has(person));
  for (const [person, contact] of await restore(tx, [...traces.keys()], strangers, people, now))
    contacts.set(person, contact);
  const fresh = strangers.filter((person) => !contacts.has(person));
  if (fresh.length > 0) {
    const { rows: made } = await sql<{ id: number }>`
      insert into contacts (name) select null from generate_series(1, ${fresh.length}::int) returning id`.execute(tx);
    for (const [place, person] of fresh.entries()) contacts.set(person, made[place]!.id);
  }
  for (const [person, own] of claims) {
    const [kept, ...others] = own.sort((a, b) => a - b);
    contacts.set(person, kept!);
    for (const gone of others) {
      await mergeContacts(tx, kept!, gone, now);
    }
  }
  return contacts;
}

/** The first message that each person wrote as each contact. */
function firstMessages(people: People, messages: readonly MessageOwner[]) {
  const firsts = new Map<string, { contact: number; person: string; at: number; keys: Key[] }>();
  for (const message of messages) {
    if (message.contactId === null) continue;
    const person = people.personOf(message.keys, message.at);
    const name = `${message.contactId} ${person}`;
    const first = firsts.get(name);
    if (!first || message.at < first.at)
      firsts.set(name, { contact: message.contactId, person, at: message.at, keys: keysOf(message.keys) });
  }
  return firsts.values();
}

/** Stores which contact holds which key, and for what time. */
async function keepHoldings(
  tx: Transaction<DB>,
  { holdings }: People,
  contacts: ReadonlyMap<string, number>,
  rows: readonly IdentityRow[],
): Promise<void> {
  const firsts = new Map(rows.map((row) => [`${keyText(row)} ${row.from_at?.getTime() ?? ""}`, row.first_seen_at]));
  const wanted = holdings.map(({ kind, value, from, until, replacedBy, first, person }) => {
    const known = firsts.get(`${kind}:${value} ${from ?? ""}`);
    return {
      contact_id: contacts.get(person)!,
      kind,
      value,
      first_seen_at: known && known.getTime() < first ? known : new Date(first),
      from_at: from === null ? null : new Date(from),
      until_at: until === null ? null : new Date(until),
      replaced_by: replacedBy,
      replaced_at: replacedBy === null || until === null ? null : new Date(until - 1),
    };
  });
  // New people have no rows yet.
  if (rows.length > 0) await forget(tx, wanted);
  const shape =
    "contact_id bigint, kind text, value text, first_seen_at timestamptz, from_at timestamptz, until_at timestamptz, replaced_by text, replaced_at timestamptz";
  await sql`
    insert into contact_identities (contact_id, kind, value, first_seen_at, from_at, until_at, replaced_by, replaced_at)
    select contact_id, kind, value, first_seen_at, from_at, until_at, replaced_by, replaced_at from ${recordset("r", shape, wanted)}`.execute(
    tx,
  );
}

async function forget(tx: Transaction<DB>, holdings: readonly Key[]): Promise<void> {
  const keys = [...new Map(holdings.map(({ kind, value }) => [`${kind}:${value}`, { kind, value }])).values()];
  await sql`
    delete from contact_identities i using ${recordset("r", "kind text, value text", keys)}
    where i.kind = r.kind and i.value = r.value and i.kind <> 'username'`.execute(tx);
}

/**
 * Where a contact no longer has the key to which answers go, sends them to the present key instead, and back again when it turns out that the
 * contact still had it. A key that was given up and taken again is a new key period, which counts from its start.
 */
export async function readdress(tx: Transaction<DB>, contacts: readonly number[]): Promise<void> {
  if (contacts.length === 0) return;
  await sql`
    with used as (
      select c.id, c.contact_id, coalesce(w.kind, c.address_kind) as kind, coalesce(w.value, c.address) as value,
        case when w.value is null then c.address_at else w.at end as at
      from conversations c left join lateral (${usedAddress}) w on true
      where c.contact_id = any(${[...contacts]}::bigint[])
    ), wanted as (
      select u.id, coalesce(k.kind, u.kind) as kind, coalesce(k.value, u.value) as value,
        case when k.kind is null then u.at else k.since end as at
      from used u left join lateral (
        select i.kind, i.value, coalesce(i.from_at, i.first_seen_at) as since from contact_identities i
        where i.contact_id = u.contact_id and i.until_at is null and i.kind in ('wa_id', 'bsuid')
          and exists (select from contact_identities o where o.contact_id = u.contact_id and o.kind = u.kind and o.value = u.value
            and o.until_at is not null)
          and not exists (select from contact_identities o where o.contact_id = u.contact_id and o.kind = u.kind and o.value = u.value
            and o.until_at is null and (u.at is null or o.from_at is null or o.from_at <= u.at))
        order by i.kind = 'wa_id' desc, since desc, i.value collate "C" desc limit 1
      ) k on true
    )
    update conversations v set address_kind = w.kind, address = w.value, address_at = w.at
    from wanted w
    where v.id = w.id and (v.address_kind, v.address, v.address_at) is distinct from (w.kind, w.value, w.at)`.execute(
    tx,
  );
}
