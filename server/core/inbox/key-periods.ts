// Key periods: the times in which a key belongs to one person. They are separated by providers' notices, and where a number passes to another
// person.
import type { IdentityKeys } from "../../contract/inbound.ts";
import type { Change, Key, KeyKind, Seen } from "./keys.ts";

/** A period in which a key belongs to one person, in ms; null: without a start or end. */
export type KeyPeriod = {
  from: number | null;
  until: number | null;
  /** For a number: the BSUIDs of its holder; null while none was seen with it. */
  holder: string | null;
  /** The holder appeared on another person's number without a notice. */
  newcomer: boolean;
};

/**
 * The first message from a new number may have an earlier time than the notice of the change. Somebody first seen on the number within this
 * time before the notice is the person who changed. In ms.
 */
const MAX_NOTICE_DELAY_MS = 24 * 3_600_000;

const fields = [
  ["wa_id", "waId"],
  ["bsuid", "bsuid"],
  ["parent_bsuid", "parentBsuid"],
] as const satisfies [KeyKind, keyof IdentityKeys][];

type Move = { kind: KeyKind; from: string; to: string; at: number };

/**
 * The replaced keys in order of time, and the changes with the times at which they were first reported. All of our numbers report the same
 * change, and a key that did not come back in between was replaced only once.
 */
export function firstAnnounced(
  given: readonly Change[],
  told: readonly Move[] = [],
  one: (keys: IdentityKeys) => IdentityKeys = (keys) => keys,
): { changes: Change[]; moves: readonly Move[] } {
  const moves = [...told];
  const sorted = given.toSorted((a, b) => a.at - b.at || compare(JSON.stringify(a), JSON.stringify(b)));
  const changes = sorted.map((change) => {
    const own = movesOf({ ...change, previous: one(change.previous), current: one(change.current) });
    const before = own.flatMap((move) => announcedBefore(move, moves) ?? []);
    const at = Math.min(change.at, ...before.map((move) => move.at));
    for (const move of own) if (!announcedBefore(move, moves)) moves.push({ ...move, at });
    return { ...change, at };
  });
  return { changes, moves: moves.sort((a, b) => a.at - b.at) };
}

function movesOf({ previous, current, at }: Change): Move[] {
  return fields.flatMap(([kind, field]) => {
    const [from, to] = [previous[field], current[field]];
    return from === null || to === null || from === to ? [] : [{ kind, from, to, at }];
  });
}

/** An earlier report of the same replacement; undefined when it is a new one. */
function announcedBefore({ kind, from, to, at }: Move, moves: readonly Move[]): Move | undefined {
  const last = moves.findLast((one) => one.kind === kind && (one.from === from || one.to === from) && one.at <= at);
  return last?.from === from && last.to === to ? last : undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The periods into which notices split each key. */
export function boundsOf(points: readonly Seen[], moves: readonly Move[]) {
  const cuts = new Map<string, Set<number>>();
  const cut = (name: string, at: number) => cuts.set(name, (cuts.get(name) ?? new Set()).add(at));
  // A message sent from a number up to the time of the notice is from the person whom the notice is about.
  for (const { kind, from, at } of moves) cut(`${kind}:${from}`, at + 1);
  for (const { kind, to, at } of moves) if (kind === "wa_id" && comes(to, at, points, moves)) cut(`wa_id:${to}`, at);

  const stretches = ({ kind, value }: Key): KeyPeriod[] => {
    const starts = [null, ...[...(cuts.get(`${kind}:${value}`) ?? [])].sort((a, b) => a - b)];
    return starts.map((from, place) => ({ from, until: starts[place + 1] ?? null, holder: null, newcomer: false }));
  };
  const numbers = new Map<string, KeyPeriod[]>();
  for (const { keys } of points)
    if (keys.waId !== null && !numbers.has(keys.waId))
      numbers.set(keys.waId, stretches({ kind: "wa_id", value: keys.waId }));
  return {
    stretches,
    /** The periods of each number. */
    numbers,
    /** The name of a key in the period that contains a time. */
    of: (key: Key, at: number): string => {
      const stretch = stretches(key).findLast(({ from }) => from === null || from <= at);
      return `${key.kind}:${key.value}@${stretch?.from ?? ""}`;
    },
    /** The key that replaced this one at the end of a period. */
    replacedBy: ({ kind, value }: Key, until: number | null): string | null =>
      moves.find((one) => one.kind === kind && one.from === value && one.at + 1 === until)?.to ?? null,
  };
}

/** Whether a number to which somebody moves belonged to another person before. */
function comes(number: string, at: number, points: readonly Seen[], moves: readonly Move[]): boolean {
  const left = moves.findLast((one) => one.kind === "wa_id" && one.from === number && one.at <= at);
  if (left) return left.at < at;
  const before = points.filter(({ keys, at: when }) => keys.waId === number && when <= at).map((one) => one.at);
  return before.length > 0 && Math.min(...before) < at - MAX_NOTICE_DELAY_MS;
}
