// Identity resolution: which keys belong to one person, as a pure function of sightings, providers' notices of changed keys, and colleagues'
// decisions. The same evidence in any order gives the same people. docs/identity.md has the table of its rules.
import { matchKeys } from "../../base/phone.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import { boundsOf, firstAnnounced, type KeyPeriod } from "./key-periods.ts";
import type { Anchor, Change, Key, Seen } from "./keys.ts";
import { Sets } from "./sets.ts";

/** The evidence for identities. */
export type Evidence = {
  seen: readonly Seen[];
  changes: readonly Change[];
  /** Sets of keys that belong to one person, as a colleague or an earlier version decided. */
  same: readonly (readonly Anchor[])[];
  /** Sets of keys that a colleague separated from all others. */
  apart: readonly (readonly Anchor[])[];
};

/** A key period: the time in which a key identified one person. */
export type Holding = Key & {
  /** In ms; null: since the beginning. */
  from: number | null;
  /** In ms, exclusive; null: it still does. */
  until: number | null;
  /** The key that replaced it, according to the provider. */
  replacedBy: string | null;
  /** When it was first seen, in ms. */
  first: number;
  person: string;
};

/** The resulting people. */
export type People = {
  holdings: Holding[];
  /** The person to whom keys belonged at a time. */
  personOf(keys: IdentityKeys, at: number): string;
  /** People who write from another person's number, without proof that they are the same. */
  doubts: { person: string; other: string }[];
};

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

/** All keys to look up for some sets: their own, and the other spellings of their phone numbers. */
export function lookups(sets: readonly Key[][]): Key[] {
  const all = new Map<string, Key>();
  for (const key of sets.flat()) {
    all.set(keyText(key), key);
    if (key.kind !== "wa_id") continue;
    for (const value of spellings(key.value)) all.set(`wa_id:${value}`, { kind: "wa_id", value });
  }
  return [...all.values()];
}

/** All spellings of a number, including those that match in one direction only (Argentina). */
function spellings(value: string): string[] {
  const more = /^54([^9]\d{9}|9\d{8})$/.test(value) ? [value.replace(/^54/, "549")] : [];
  return [...matchKeys(value), ...more];
}

/** Computes the people from the evidence. */
export function decideIdentity(evidence: Evidence): People {
  const one = unify(evidence.seen);
  const seen = evidence.seen.map(({ keys, at }) => ({ keys: one(keys), at }));
  const { changes, moves } = firstAnnounced(
    evidence.changes.map(({ previous, current, at }) => ({ previous: one(previous), current: one(current), at })),
  );
  // A notice also counts as a sighting of both sides: of the new keys, 1 ms later.
  const points = [
    ...seen,
    ...changes.flatMap(({ previous, current, at }) => [
      { keys: previous, at },
      { keys: current, at: at + 1 },
    ]),
  ];
  const bounds = boundsOf(points, moves);
  const strong = new Sets();
  for (const { keys, at } of points) strong.unite(...strongNodes(keys, at, bounds.of));
  for (const { previous, current, at } of changes) {
    const sides = [...strongNodes(previous, at, bounds.of), ...strongNodes(current, at + 1, bounds.of)];
    if (strongNodes(previous, at, bounds.of).length > 0) strong.unite(...sides);
  }
  const anchors = [...evidence.same, ...evidence.apart].map((set) => set.map((key) => oneKey(one, key)));
  const same = anchors.slice(0, evidence.same.length);
  const kept = anchors.slice(evidence.same.length);
  const index = indexOf(points, strong, bounds.of);
  const numbers = new Map<string, KeyPeriod[]>();
  for (const [value, found] of bounds.numbers) numbers.set(value, held(value, found, index));
  const nodeOf = (key: Key, at: number): string => {
    if (key.kind !== "wa_id") return bounds.of(key, at);
    const stretch = (numbers.get(key.value) ?? []).findLast(({ from }) => from === null || from <= at);
    return `wa_id:${key.value}@${stretch?.from ?? ""}`;
  };
  const apart = kept.map((set) => new Set(set.map((key) => nodeOf(key, key.at))));
  const people = new Sets((a, b) => apart.every((set) => set.has(a) === set.has(b)));
  const personNode = (keys: IdentityKeys, at: number): string => {
    const [strongest] = strongNodes(keys, at, bounds.of);
    return strongest ?? nodeOf({ kind: "wa_id", value: keys.waId! }, at);
  };
  for (const { keys, at } of points) {
    const nodes = strongNodes(keys, at, bounds.of);
    people.unite(...nodes);
    if (keys.waId === null) continue;
    const stretch = numbers.get(keys.waId)!.findLast(({ from }) => from === null || from <= at)!;
    const node = nodeOf({ kind: "wa_id", value: keys.waId }, at);
    people.unite(node);
    if (nodes[0] !== undefined && stretch.holder === strong.rootOf(nodes[0])) people.unite(node, nodes[0]);
  }
  for (const { previous, current, at } of changes) people.unite(personNode(previous, at), personNode(current, at + 1));
  for (const set of same) people.unite(...set.map((key) => nodeOf(key, key.at)));
  return {
    holdings: holdingsOf(evidence, one, moves, numbers, nodeOf, bounds, people),
    personOf: (keys, at) => people.rootOf(personNode(one(keys), at)),
    doubts: doubtsOf(numbers, people),
  };
}

/** People who appeared on another person's number and are not that person. */
function doubtsOf(numbers: ReadonlyMap<string, KeyPeriod[]>, people: Sets): People["doubts"] {
  const doubts = new Map<string, { person: string; other: string }>();
  for (const stretches of numbers.values())
    for (const [place, { holder, newcomer }] of stretches.entries()) {
      if (!newcomer || holder === null) continue;
      const before = stretches.slice(0, place).findLast((one) => one.holder !== null)!;
      const [person, other] = [people.rootOf(holder), people.rootOf(before.holder!)];
      if (person !== other) doubts.set(`${person} ${other}`, { person, other });
    }
  return [...doubts.values()];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The nodes of the BSUIDs in a set of keys. */
function strongNodes(keys: IdentityKeys, at: number, of: (key: Key, at: number) => string): string[] {
  return keysOf(keys).flatMap((key) => (key.kind === "wa_id" ? [] : [of(key, at)]));
}

/** Sightings of BSUIDs together with a number, grouped by number and by person. */
function indexOf(points: readonly Seen[], strong: Sets, of: (key: Key, at: number) => string) {
  const known = points.flatMap(({ keys, at }) => {
    const [node] = strongNodes(keys, at, of);
    return keys.waId === null || node === undefined ? [] : [{ root: strong.rootOf(node), number: keys.waId, at }];
  });
  return { byNumber: Map.groupBy(known, ({ number }) => number), byRoot: Map.groupBy(known, ({ root }) => root) };
}

/**
 * Splits the periods of a number where its holder changes without a notice: another BSUID appears on it (a newcomer), or its holder is seen
 * with another number and so has left it.
 */
function held(value: string, found: readonly KeyPeriod[], index: ReturnType<typeof indexOf>): KeyPeriod[] {
  const here = new Set(index.byNumber.get(value)?.map(({ root }) => root));
  const own = new Set(spellings(value));
  const events = [...here]
    .flatMap((root) => index.byRoot.get(root) ?? [])
    .filter(({ number }) => number === value || !own.has(number))
    .sort((a, b) => a.at - b.at || Number(b.number === value) - Number(a.number === value) || compare(a.root, b.root));
  return found.flatMap((stretch) => {
    const cuts: KeyPeriod[] = [{ ...stretch }];
    const were = new Set<string>();
    for (const { root, number, at } of events) {
      if (!within(stretch, at)) continue;
      const last = cuts.at(-1)!;
      if (number !== value) {
        if (last.holder === root) cuts.push({ from: at + 1, until: stretch.until, holder: null, newcomer: false });
      } else if (last.holder === null && were.size === 0) last.holder = root;
      else if (last.holder === null || !were.has(root))
        cuts.push({ from: at, until: stretch.until, holder: root, newcomer: last.holder !== null });
      if (number === value) were.add(root);
    }
    return cuts
      .filter((cut, place) => cuts[place + 1] === undefined || cuts[place + 1]!.from !== cut.from)
      .map((cut, place, all) => ({ ...cut, until: all[place + 1]?.from ?? cut.until }));
  });
}

const within = ({ from, until }: { from: number | null; until: number | null }, at: number): boolean =>
  (from === null || from <= at) && (until === null || at < until);

/** All key periods of all keys. */
function holdingsOf(
  evidence: Evidence,
  one: Unify,
  moves: ReturnType<typeof firstAnnounced>["moves"],
  numbers: ReadonlyMap<string, KeyPeriod[]>,
  nodeOf: (key: Key, at: number) => string,
  bounds: ReturnType<typeof boundsOf>,
  people: Sets,
): Holding[] {
  const told = firstAnnounced(evidence.changes, moves, one).changes;
  const raw = [
    ...evidence.seen,
    ...told.flatMap(({ previous, current, at }) => [
      { keys: previous, at },
      { keys: current, at: at + 1 },
    ]),
  ];
  const found = new Map<string, Holding>();
  const note = (key: Key, at: number) => {
    const known = oneKey(one, key);
    const node = nodeOf(known, at);
    const name = `${keyText(key)} ${node}`;
    const before = found.get(name);
    if (before) {
      before.first = Math.min(before.first, at);
      return;
    }
    const all = key.kind === "wa_id" ? (numbers.get(known.value) ?? []) : bounds.stretches(known);
    const stretch = all.findLast(({ from }) => from === null || from <= at) ?? { from: null, until: null };
    found.set(name, {
      ...key,
      from: stretch.from,
      until: stretch.until,
      replacedBy: bounds.replacedBy(known, stretch.until),
      first: at,
      person: people.rootOf(node),
    });
  };
  for (const { keys, at } of raw) for (const key of keysOf(keys)) note(key, at);
  for (const set of [...evidence.same, ...evidence.apart]) for (const key of set) note(key, key.at);
  return [...found.values()];
}

type Unify = (keys: IdentityKeys) => IdentityKeys;

/** Maps every number to one spelling, so that all of its spellings are the same key. */
function unify(seen: readonly Seen[]): Unify {
  const plain = new Map<string, number>();
  for (const { keys, at } of seen)
    if (keys.waId !== null) plain.set(keys.waId, Math.min(at, plain.get(keys.waId) ?? at));
  return (keys) => {
    if (keys.waId === null) return keys;
    const [own, other] = matchKeys(keys.waId);
    if (other === undefined) return keys;
    // Argentina: without the 9 it may be a landline, so both are the same number only if the one without 9 was known before.
    const mobile = /^549/.test(own!);
    const joins = !mobile || (plain.get(other) ?? Infinity) <= (plain.get(own!) ?? Infinity);
    return joins ? { ...keys, waId: other < own! ? other : own! } : keys;
  };
}

function oneKey<K extends Key>(one: Unify, key: K): K {
  if (key.kind !== "wa_id") return key;
  return { ...key, value: one({ waId: key.value, bsuid: null, parentBsuid: null, username: null }).waId! };
}
