// Reads and writes the evidence for identities: sets of keys that came together, notices of changed keys, and decisions. Finds all evidence that
// is connected with some keys.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import { keysOf, keyText, lookups } from "./identity.ts";
import type { Anchor, Change, Key, KeyKind } from "./keys.ts";

/** A row of contact_identities. */
export type IdentityRow = {
  contact_id: number;
  kind: KeyKind;
  value: string;
  first_seen_at: Date;
  from_at: Date | null;
  until_at: Date | null;
  replaced_by: string | null;
};

/** A set of keys that came together. */
export type Sighting = { id: number; keys: IdentityKeys; first: number };

/** A manual merge or split. */
export type Decision = { id: number; kind: "same" | "apart"; anchors: Anchor[] };

/** All evidence connected with some keys. */
export type Known = {
  identities: IdentityRow[];
  sightings: Sighting[];
  changes: Change[];
  decisions: Decision[];
};

/** The identifying keys of a set as one string, without the username. */
export const setText = ({ waId, bsuid, parentBsuid }: IdentityKeys): string =>
  `${waId ?? ""} ${bsuid ?? ""} ${parentBsuid ?? ""}`;

/** The rows of some keys and of their other spellings. */
export async function identitiesOf(tx: Transaction<DB>, keys: readonly Key[]): Promise<IdentityRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<IdentityRow>`
    select i.contact_id, i.kind, i.value, i.first_seen_at, i.from_at, i.until_at, i.replaced_by
    from ${recordset("r", "kind text, value text", lookups([[...keys]]))}
    join contact_identities i on i.kind = r.kind and i.value = r.value and i.kind <> 'username'`.execute(tx);
  return rows;
}

type SightingRow = { id: number; wa_id: string | null; bsuid: string | null; parent_bsuid: string | null };

/** The ids of sets of keys that were seen before, by {@link setText}. */
export async function sightingsOf(tx: Transaction<DB>, sets: readonly IdentityKeys[]): Promise<Map<string, number>> {
  const wanted = new Map(sets.map((keys) => [setText(keys), asRow(keys)]));
  const { rows } = await sql<SightingRow>`
    select s.id, s.wa_id, s.bsuid, s.parent_bsuid
    from ${recordset("r", "wa_id text, bsuid text, parent_bsuid text", [...wanted.values()])}
    join identity_sightings s on coalesce(s.wa_id, '') = coalesce(r.wa_id, '') and coalesce(s.bsuid, '') = coalesce(r.bsuid, '')
      and coalesce(s.parent_bsuid, '') = coalesce(r.parent_bsuid, '')`.execute(tx);
  return new Map(rows.map((row) => [setText(asKeys(row)), row.id]));
}

const asRow = ({ waId, bsuid, parentBsuid }: IdentityKeys) => ({ wa_id: waId, bsuid, parent_bsuid: parentBsuid });
const asKeys = (row: { wa_id: string | null; bsuid: string | null; parent_bsuid: string | null }): IdentityKeys => ({
  waId: row.wa_id,
  bsuid: row.bsuid,
  parentBsuid: row.parent_bsuid,
  username: null,
});

/**
 * Stores sets of keys with the time when they were first seen. Returns the ids of new sets, and of those first seen earlier than known, by
 * {@link setText}.
 */
export async function noteSightings(
  tx: Transaction<DB>,
  seen: readonly { keys: IdentityKeys; at: Date }[],
): Promise<Map<string, number>> {
  const wanted = new Map<string, object & { first_at: Date }>();
  for (const { keys, at } of seen) {
    const name = setText(keys);
    const before = wanted.get(name);
    if (!before || at < before.first_at) wanted.set(name, { ...asRow(keys), first_at: at });
  }
  if (wanted.size === 0) return new Map();
  const shape = "wa_id text, bsuid text, parent_bsuid text, first_at timestamptz";
  const { rows } = await sql<SightingRow>`
    insert into identity_sightings (wa_id, bsuid, parent_bsuid, first_at)
    select wa_id, bsuid, parent_bsuid, first_at from ${recordset("r", shape, [...wanted.values()])}
    on conflict (coalesce(wa_id, ''), coalesce(bsuid, ''), coalesce(parent_bsuid, ''))
    do update set first_at = excluded.first_at where excluded.first_at < identity_sightings.first_at
    returning id, wa_id, bsuid, parent_bsuid`.execute(tx);
  return new Map(rows.map((row) => [setText(asKeys(row)), row.id]));
}

/** Stores notices of changed keys; returns whether any of them is new. */
export async function noteChanges(
  tx: Transaction<DB>,
  changes: readonly { previous: IdentityKeys; current: IdentityKeys; at: Date }[],
): Promise<boolean> {
  if (changes.length === 0) return false;
  const rows = changes.map(({ previous, current, at }) => ({
    previous: asRow(previous),
    current: asRow(current),
    keys: [...keysOf(previous), ...keysOf(current)].map(keyText),
    at,
  }));
  const { rows: news } = await sql`
    insert into identity_changes (previous, current, keys, at)
    select previous, current, array(select jsonb_array_elements_text(keys)), at
    from ${recordset("r", "previous jsonb, current jsonb, keys jsonb, at timestamptz", rows)}
    on conflict do nothing returning id`.execute(tx);
  return news.length > 0;
}

/** Everything connected with some keys, directly or through other keys. */
export async function load(tx: Transaction<DB>, start: readonly Key[]): Promise<Known> {
  const identities = new Map<string, IdentityRow>();
  const sightings = new Map<number, Sighting>();
  const changes = new Map<number, Change>();
  const decisions = new Map<number, Decision>();
  const done = new Set<string>();
  let next = lookups([[...start]]);
  while (next.length > 0) {
    for (const key of next) done.add(keyText(key));
    const found: Key[] = [];
    for (const row of await rowsAround(tx, next)) {
      identities.set(`${row.kind}:${row.value} ${row.from_at?.getTime() ?? ""}`, row);
      found.push(row);
    }
    for (const row of await sightingsWith(tx, next)) {
      const keys = asKeys(row);
      sightings.set(row.id, { id: row.id, keys, first: row.first_at.getTime() });
      found.push(...keysOf(keys));
    }
    const texts = next.map(keyText);
    const { rows: changed } = await sql<{ id: number; previous: SightingRow; current: SightingRow; at: Date }>`
      select id, previous, current, at from identity_changes where keys && ${texts}::text[]`.execute(tx);
    for (const { id, previous, current, at } of changed) {
      const change = { previous: whole(previous), current: whole(current), at: at.getTime() };
      changes.set(id, change);
      found.push(...keysOf(change.previous), ...keysOf(change.current));
    }
    const { rows: decided } = await sql<Decision>`
      select id, kind, anchors from identity_decisions where undone_at is null and keys && ${texts}::text[]`.execute(
      tx,
    );
    for (const decision of decided) {
      decisions.set(decision.id, decision);
      found.push(...decision.anchors.map(({ kind, value }) => ({ kind, value })));
    }
    next = lookups([found]).filter((key) => !done.has(keyText(key)));
  }
  return {
    identities: [...identities.values()],
    sightings: [...sightings.values()],
    changes: [...changes.values()],
    decisions: [...decisions.values()],
  };
}

/** Keys from a JSON column, in which fields may be missing. */
const whole = (row: Partial<SightingRow>): IdentityKeys =>
  asKeys({ wa_id: row.wa_id ?? null, bsuid: row.bsuid ?? null, parent_bsuid: row.parent_bsuid ?? null });

/** All keys of the contacts that have or had one of some keys. */
async function rowsAround(tx: Transaction<DB>, keys: readonly Key[]): Promise<IdentityRow[]> {
  const { rows } = await sql<IdentityRow>`
    select o.contact_id, o.kind, o.value, o.first_seen_at, o.from_at, o.until_at, o.replaced_by
    from (
      select distinct i.contact_id from ${recordset("r", "kind text, value text", [...keys])}
      join contact_identities i on i.kind = r.kind and i.value = r.value and i.kind <> 'username'
    ) c
    join contact_identities o on o.contact_id = c.contact_id and o.kind <> 'username'`.execute(tx);
  return rows;
}

async function sightingsWith(tx: Transaction<DB>, keys: readonly Key[]): Promise<(SightingRow & { first_at: Date })[]> {
  const of = (kind: KeyKind) => keys.flatMap((key) => (key.kind === kind ? [key.value] : []));
  const { rows } = await sql<SightingRow & { first_at: Date }>`
    select * from identity_sightings where coalesce(wa_id, '') = any(${of("wa_id")}::text[])
    union select * from identity_sightings where bsuid = any(${of("bsuid")}::text[])
    union select * from identity_sightings where parent_bsuid = any(${of("parent_bsuid")}::text[])`.execute(tx);
  return rows;
}
