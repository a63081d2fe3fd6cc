// Contacts: people, found by the keys under which providers know them. Two contacts that turn out to be one are merged.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as identity from "./identity.ts";
import { mergeConversations } from "./merge.ts";

/** What a payload says of a person. */
export type Sighting = {
  keys: IdentityKeys;
  /** Keys that the provider says belong to the same person (the number or BSUID before a change). */
  formerKeys?: IdentityKeys;
  name: string | null;
  at: Date;
};

/**
 * Finds the contact of each sighting, in order: creates new ones, adds new keys, merges contacts that one payload shows to be
 * the same person, and keeps the newest name and phone. Throws nothing of its own; a sighting without keys is the caller's bug.
 */
export async function resolve(tx: Transaction<DB>, sightings: readonly Sighting[]): Promise<number[]> {
  if (sightings.length === 0) return [];
  const sets = sightings.map((sighting) => [
    ...identity.keysOf(sighting.keys),
    ...(sighting.formerKeys ? identity.keysOf(sighting.formerKeys) : []),
  ]);
  let grouped = identity.group(sets, await stored(tx, sets));
  if (grouped.people.some((person) => person.contacts.length !== 1 || person.newKeys.length > 0)) {
    // Whoever changes who is who does it alone: another process may have added the same person since we looked.
    await lockPeople(tx);
    grouped = identity.group(sets, await stored(tx, sets));
    await settle(tx, grouped.people, new Date(Math.max(...sightings.map(({ at }) => at.getTime()))));
  }
  const ids = grouped.personOf.map((index) => grouped.people[index]!.contacts[0]!);
  await learn(tx, sightings, ids);
  return ids;
}

/** For whoever changes who is who, until the end of the transaction. Take it before any row of messages or conversations. */
export async function lockPeople(tx: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('bellhop contacts'))`.execute(tx);
}

async function stored(tx: Transaction<DB>, sets: readonly identity.Key[][]): Promise<Map<string, number>> {
  const { rows } = await sql<{ kind: identity.KeyKind; value: string; contact_id: number }>`
    select i.kind, i.value, i.contact_id
    from ${recordset("r", "kind text, value text", identity.lookups(sets))}
    join contact_identities i on i.kind = r.kind and i.value = r.value and i.kind <> 'username'`.execute(tx);
  return new Map(rows.map((row) => [identity.keyText(row), row.contact_id]));
}

/** Makes each person exactly one contact with all its keys. Leaves that contact's id at the head of `contacts`. */
async function settle(tx: Transaction<DB>, people: identity.Person[], at: Date): Promise<void> {
  const fresh = people.filter((person) => person.contacts.length === 0);
  if (fresh.length > 0) {
    const { rows } = await sql<{ id: number }>`
      insert into contacts (name) select null from generate_series(1, ${fresh.length}::int) returning id`.execute(tx);
    for (const [index, person] of fresh.entries()) person.contacts.push(rows[index]!.id);
  }
  const keys = people.flatMap((person) => person.newKeys.map((key) => ({ ...key, contact_id: person.contacts[0]! })));
  if (keys.length > 0) {
    await sql`
      insert into contact_identities (contact_id, kind, value)
      select contact_id, kind, value from ${recordset("r", "contact_id bigint, kind text, value text", keys)}`.execute(
      tx,
    );
  }
  for (const person of people) {
    const [kept, ...others] = person.contacts;
    for (const other of others) await merge(tx, kept!, other, at);
  }
}

/** Notes that a provider said one key had become another: what is sent to the old one goes to the new one from then on. */
export async function replaceKeys(
  tx: Transaction<DB>,
  changes: readonly { previous: IdentityKeys; current: IdentityKeys; at: Date }[],
): Promise<void> {
  const rows = changes.flatMap(({ previous, current, at }) =>
    [
      { kind: "wa_id", value: previous.waId, replaced_by: current.waId, replaced_at: at },
      { kind: "bsuid", value: previous.bsuid, replaced_by: current.bsuid, replaced_at: at },
    ].filter((row) => row.value !== null && row.replaced_by !== null && row.value !== row.replaced_by),
  );
  if (rows.length === 0) return;
  await sql`
    update contact_identities i set replaced_by = r.replaced_by, replaced_at = r.replaced_at
    from (
      select distinct on (kind, value) *
      from ${recordset("r", "kind text, value text, replaced_by text, replaced_at timestamptz", rows)}
      order by kind, value, replaced_at desc, replaced_by collate "C" desc
    ) r
    where i.kind = r.kind and i.value = r.value
      and (i.replaced_at is null or (r.replaced_at, r.replaced_by collate "C") > (i.replaced_at, i.replaced_by collate "C"))`.execute(
    tx,
  );
}

/** Makes two contacts one, who were seen to be one at that time: everything of `gone` becomes `kept`'s. */
async function merge(tx: Transaction<DB>, kept: number, gone: number, at: Date): Promise<void> {
  await sql`
    insert into contact_identities (contact_id, kind, value, first_seen_at)
    select ${kept}, kind, value, first_seen_at from contact_identities where contact_id = ${gone} and kind = 'username'
    on conflict do nothing`.execute(tx);
  await sql`delete from contact_identities where contact_id = ${gone} and kind = 'username'`.execute(tx);
  await sql`update contact_identities set contact_id = ${kept} where contact_id = ${gone}`.execute(tx);
  await mergeConversations(tx, kept, gone, at);
  await sql`update messages set contact_id = ${kept} where contact_id = ${gone}`.execute(tx);
  await sql`
    update contacts k set
      name = case when g.newer_name then g.name else k.name end,
      name_at = greatest(k.name_at, g.name_at),
      phone = case when g.newer_phone then g.phone else k.phone end,
      phone_at = greatest(k.phone_at, g.phone_at),
      given_name = coalesce(k.given_name, g.given_name),
      created_at = least(k.created_at, g.created_at)
    from (
      select o.*, coalesce((o.name_at, o.name collate "C") > (n.name_at, n.name collate "C"), o.name_at is not null) as newer_name,
        coalesce((o.phone_at, o.phone collate "C") > (n.phone_at, n.phone collate "C"), o.phone_at is not null) as newer_phone
      from contacts o, contacts n where o.id = ${gone} and n.id = ${kept}
    ) g
    where k.id = ${kept}`.execute(tx);
  await sql`delete from contacts where id = ${gone}`.execute(tx);
  // Whoever keeps something by contact follows from here.
  await sql`insert into contact_merges (gone, kept) values (${gone}, ${kept})`.execute(tx);
}

/** Keeps the newest name, phone and username of each contact; of two at the same second the greater, so that order is no matter. */
async function learn(tx: Transaction<DB>, sightings: readonly Sighting[], ids: readonly number[]): Promise<void> {
  const rows = new Map<
    number,
    { id: number; name: string | null; name_at: string | null; phone: string | null; phone_at: string | null }
  >();
  const usernames = new Map<string, { contact_id: number; value: string }>();
  for (const [index, { keys, name, at }] of sightings.entries()) {
    const id = ids[index]!;
    const time = at.toISOString();
    const row = rows.get(id) ?? { id, name: null, name_at: null, phone: null, phone_at: null };
    rows.set(id, row);
    if (name !== null && isNewer(time, name, row.name_at, row.name)) Object.assign(row, { name, name_at: time });
    if (keys.waId !== null && isNewer(time, keys.waId, row.phone_at, row.phone))
      Object.assign(row, { phone: keys.waId, phone_at: time });
    if (keys.username !== null) usernames.set(`${id} ${keys.username}`, { contact_id: id, value: keys.username });
  }
  const changes = [...rows.values()].sort((a, b) => a.id - b.id);
  await sql`
    update contacts c set
      name = case when n.name_newer then n.name else c.name end,
      name_at = case when n.name_newer then n.name_at else c.name_at end,
      phone = case when n.phone_newer then n.phone else c.phone end,
      phone_at = case when n.phone_newer then n.phone_at else c.phone_at end
    from (
      select r.*,
        r.name_at is not null and (k.name_at is null or (r.name_at, r.name collate "C") > (k.name_at, k.name collate "C")) as name_newer,
        r.phone_at is not null and (k.phone_at is null or (r.phone_at, r.phone collate "C") > (k.phone_at, k.phone collate "C")) as phone_newer
      from ${recordset("r", "id bigint, name text, name_at timestamptz, phone text, phone_at timestamptz", changes)}
      join contacts k on k.id = r.id
    ) n
    where c.id = n.id and (n.name_newer or n.phone_newer)`.execute(tx);
  if (usernames.size > 0) {
    await sql`
      insert into contact_identities (contact_id, kind, value)
      select contact_id, 'username', value from ${recordset("r", "contact_id bigint, value text", [...usernames.values()])}
      on conflict do nothing`.execute(tx);
  }
}

function isNewer(at: string, value: string, knownAt: string | null, known: string | null): boolean {
  // Bytes, as the database compares them: JavaScript's own order of emoji is another.
  return (
    knownAt === null ||
    at > knownAt ||
    (at === knownAt && Buffer.compare(Buffer.from(value), Buffer.from(known ?? "")) > 0)
  );
}

/** The contact that a wa_id or BSUID belongs to, other spellings of the number included; null when nobody has it. */
export async function find(db: Kysely<DB> | Transaction<DB>, keys: IdentityKeys): Promise<number | null> {
  const sets = [identity.keysOf(keys)];
  const { people } = identity.group(sets, await stored(db as Transaction<DB>, sets));
  return people[0]?.contacts[0] ?? null;
}

/** The conversations of a contact, over all channels. */
export async function conversationsOf(db: Kysely<DB>, contactId: number): Promise<number[]> {
  const rows = await db.selectFrom("conversations").select("id").where("contact_id", "=", contactId).execute();
  return rows.map((row) => row.id);
}

/** A key under which a contact is known, or was. */
export type KnownKey = {
  kind: "wa_id" | "bsuid" | "parent_bsuid" | "username";
  value: string;
  first_seen_at: Date;
  replaced_by: string | null;
};

/** All keys of a contact, those that identify first. */
export async function identitiesOf(db: Kysely<DB> | Transaction<DB>, contactId: number): Promise<KnownKey[]> {
  const { rows } = await sql<KnownKey>`
    select kind, value, first_seen_at, replaced_by from contact_identities where contact_id = ${contactId}
    order by array_position(array['wa_id', 'bsuid', 'parent_bsuid', 'username'], kind), first_seen_at, value`.execute(
    db,
  );
  return rows;
}

/** Names and phones of contacts, by id. */
export async function cards(
  tx: Transaction<DB>,
  ids: readonly number[],
): Promise<Map<number, { name: string | null; phone: string | null }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; name: string | null; phone: string | null }>`
    select id, name, phone from contacts where id = any(${ids}::bigint[])`.execute(tx);
  return new Map(rows.map(({ id, ...card }) => [id, card]));
}
