// Contacts: people, found by their identity keys. Two contacts that turn out to be one person are merged.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import { matchKeys } from "../../base/phone.ts";
import type { IdentityKeys, IdentityKind } from "../../contract/inbound.ts";
import { called, keyEnd, usernameOf } from "./called.ts";
import * as evidence from "./evidence.ts";
import * as identity from "./identity.ts";
import { findPeople } from "./people-search.ts";
import { regroup } from "./regroup.ts";

/** Why a contact is not found. */
export const missingContact = (id: number): Fault =>
  new Fault("NOT_FOUND", `There is no contact ${id}. A contact that was merged goes by the other's id.`);

/** A provider's notice that identity keys were replaced. */
export type Replacement = { previous: IdentityKeys; current: IdentityKeys; at: Date };

/** What a payload says about a person. */
export type Sighting = {
  keys: IdentityKeys;
  name: string | null;
  at: Date;
};

/** The contact of a message's sender. */
export type ResolvedSender = {
  contactId: number;
  /** The id of the stored set of identity keys that came together. */
  sightingId: number;
};

/**
 * Finds the contact of each sighting, in order: creates contacts, adds keys, and updates name and phone to the newest. Throws nothing of its own;
 * every sighting must have a key.
 */
export async function resolve(tx: Transaction<DB>, sightings: readonly Sighting[]): Promise<number[]> {
  const { placed } = await resolveWithChanges(tx, sightings, []);
  return placed.map(({ contactId }) => contactId);
}

/**
 * Like {@link resolve}, also with notices of replaced keys: contacts are merged or separated as they require (docs/identity.md). Also returns
 * the contacts that are newly in doubt (`doubted`), and those whose keys may have changed (`moved`): call `readdress` for these once their
 * conversations exist.
 */
export async function resolveWithChanges(
  tx: Transaction<DB>,
  sightings: readonly Sighting[],
  changes: readonly Replacement[],
): Promise<{ placed: ResolvedSender[]; doubted: number[]; moved: number[] }> {
  if (sightings.length + changes.length === 0) return { placed: [], doubted: [], moved: [] };
  const sets = sightings.map(({ keys }) => keys);
  let ids = await evidence.sightingsOf(tx, sets);
  // If no set was seen before, everything connected with the keys is read below.
  const rows = ids.size > 0 ? await evidence.identitiesOf(tx, sets.flatMap(identity.keysOf)) : [];
  const known = sightings.map((one) => (ids.has(evidence.setText(one.keys)) ? unchangedContact(one, rows) : null));
  let contactIds: number[];
  let doubted: number[] = [];
  const moved = rows.flatMap((row) => (row.until_at === null ? [] : [row.contact_id]));
  if (changes.length === 0 && known.every((id): id is number => id !== null)) contactIds = known;
  else {
    // Only one transaction at a time may change identities: another process may have added the same person since the reads above.
    await lockPeople(tx);
    const open = sightings.filter((_, index) => known[index] === null);
    for (const [name, id] of await evidence.noteSightings(tx, open)) ids.set(name, id);
    await evidence.noteChanges(tx, changes);
    const keys = [...open.map((one) => one.keys), ...changes.flatMap(({ previous, current }) => [previous, current])];
    const seen = sightings.map((one) => ({ keys: one.keys, at: one.at.getTime() }));
    const now = new Date(Math.max(...[...sightings, ...changes].map(({ at }) => at.getTime())));
    const grouped = await regroup(tx, keys.flatMap(identity.keysOf), seen, now);
    // Another transaction has stored them meanwhile.
    if (sets.some((one) => !ids.has(evidence.setText(one)))) ids = await evidence.sightingsOf(tx, sets);
    // A known contact may have been merged or separated: then its keys are among those that were regrouped.
    const again = known.some((id) => id !== null) ? await evidence.identitiesOf(tx, sets.flatMap(identity.keysOf)) : [];
    contactIds = sightings.map(
      (one, index) =>
        (known[index] === null ? null : unchangedContact(one, again)) ?? grouped.contactOf(one.keys, one.at),
    );
    doubted = grouped.doubted;
    moved.push(...grouped.contacts);
    await learn(
      tx,
      changes.map(({ current, at }) => ({ keys: current, name: null, at })),
      changes.map(({ current, at }) => grouped.contactOf(current, new Date(at.getTime() + 1))),
    );
  }
  await learn(tx, sightings, contactIds);
  return {
    placed: sightings.map((one, index) => ({
      contactId: contactIds[index]!,
      sightingId: ids.get(evidence.setText(one.keys))!,
    })),
    doubted,
    moved: [...new Set(moved)],
  };
}

/**
 * The contact of a sighting that changes nothing: the same contact holds all keys at that time, and each was first seen before. A sighting at
 * the very start or end of a key period may still change something.
 */
function unchangedContact({ keys, at }: Sighting, rows: readonly evidence.IdentityRow[]): number | null {
  const owners = new Set<number>();
  for (const key of identity.keysOf(keys)) {
    const holding = rows.find(
      (row) =>
        row.kind === key.kind &&
        row.value === key.value &&
        (row.from_at === null || row.from_at < at) &&
        (row.until_at === null || at.getTime() + 1 < row.until_at.getTime()),
    );
    if (!holding || at < holding.first_seen_at) return null;
    owners.add(holding.contact_id);
  }
  return owners.size === 1 ? [...owners][0]! : null;
}

/** Lets only one transaction at a time change identities, until it ends. Take this lock before locking any message or conversation. */
export async function lockPeople(tx: Transaction<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('bellhop contacts'))`.execute(tx);
}

/**
 * Updates each contact to its newest name, phone and username; at equal times the greater value wins, so that the order of arrival does not matter.
 */
async function learn(tx: Transaction<DB>, sightings: readonly Sighting[], ids: readonly number[]): Promise<void> {
  if (sightings.length === 0) return;
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
  // Compared by bytes, as in the database: JavaScript orders emoji differently.
  return (
    knownAt === null ||
    at > knownAt ||
    (at === knownAt && Buffer.compare(Buffer.from(value), Buffer.from(known ?? "")) > 0)
  );
}

/** The contact that now has a wa_id or BSUID, in any spelling of the number; null when nobody has. Earlier holders are not found. */
export async function find(db: Kysely<DB> | Transaction<DB>, keys: IdentityKeys): Promise<number | null> {
  const rows = await evidence.identitiesOf(db as Transaction<DB>, identity.keysOf(keys));
  const present = rows.filter((row) => row.until_at === null);
  for (const key of identity.keysOf(keys)) {
    const exact = present.find((row) => row.kind === key.kind && row.value === key.value);
    if (exact) return exact.contact_id;
    const others = key.kind === "wa_id" ? matchKeys(key.value) : [];
    const known = present.filter((row) => row.kind === key.kind && others.includes(row.value));
    if (known.length > 0) return Math.min(...known.map((row) => row.contact_id));
  }
  return null;
}

/** The conversations of a contact on all channels, newest message first. */
export async function conversationsOf(db: Kysely<DB>, contactId: number): Promise<number[]> {
  const rows = await db
    .selectFrom("conversations")
    .select("id")
    .where("contact_id", "=", contactId)
    .orderBy(sql`last_message_at desc nulls last, id desc`)
    .execute();
  return rows.map((row) => row.id);
}

/** A key by which a contact is or was known. */
export type KnownKey = {
  kind: IdentityKind;
  value: string;
  first_seen_at: Date;
  until_at: Date | null;
  replaced_by: string | null;
};

/** All keys of a contact, identifying ones first. */
export async function identitiesOf(db: Kysely<DB> | Transaction<DB>, contactId: number): Promise<KnownKey[]> {
  const { rows } = await sql<KnownKey>`
    select kind, value, first_seen_at, until_at, replaced_by from contact_identities where contact_id = ${contactId}
    order by array_position(array['wa_id', 'bsuid', 'parent_bsuid', 'username'], kind), first_seen_at, value`.execute(
    db,
  );
  return rows;
}

/** A contact as listed. */
export type ListedContact = {
  id: number;
  name: string | null;
  phone: string | null;
  username: string | null;
  /** The last six characters of the BSUID, if there is no number. */
  key_end: string | null;
  created_at: Date;
  conversations: number;
};

/** A page of contacts, newest first, with the total number of matches; a `search` of null does not filter. */
export async function list(
  db: Kysely<DB> | Transaction<DB>,
  { search, limit, before }: { search: string | null; limit: number; before: number | null },
): Promise<{ total: number; rows: ListedContact[] }> {
  const found = search === null ? null : await findPeople(db, search);
  const matching = found === null ? sql`true` : sql`c.id = any(${found}::bigint[])`;
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from contacts c where ${matching}`.execute(db);
  const { rows } = await sql<ListedContact>`
    select c.id, ${called} as name, c.phone, ${keyEnd} as key_end, c.created_at,
      ${usernameOf("c.id")} as username,
      (select count(*) from conversations v where v.contact_id = c.id) as conversations
    from contacts c where ${matching} and ${before === null ? sql`true` : sql`c.id < ${before}`}
    order by c.id desc limit ${limit}`.execute(db);
  return { total: counted[0]!.total, rows };
}

/** Names and numbers of contacts, by id. */
export async function cards(
  tx: Kysely<DB> | Transaction<DB>,
  ids: readonly number[],
): Promise<Map<number, { name: string | null; phone: string | null }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; name: string | null; phone: string | null }>`
    select c.id, ${called} as name, c.phone from contacts c where c.id = any(${ids}::bigint[])`.execute(tx);
  return new Map(rows.map(({ id, ...card }) => [id, card]));
}
