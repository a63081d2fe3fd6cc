// A position in the stream of events, and as a cursor. Ids are handed out before commits become visible, so no id says what somebody
// has seen; a snapshot does: the transactions that were over when it was taken.

/** PostgreSQL's own text of a snapshot, `xmin:xmax:xip,…`: over are those below xmax, but for the ones named at the end. */
export type Snapshot = string;

/** Up to where somebody has seen everything. */
export type StreamPosition = {
  /** Which run of the stream it belongs to; positions of another run mean nothing. */
  era: string;
  seen: Snapshot;
  /** They are in the middle of what came next, up to that snapshot, in the order of the ids: up to this one they have it. */
  within: { upto: Snapshot; id: number } | null;
};

/** A position as a cursor: opaque to whoever gets it. */
export function cursorOf({ era, seen, within }: StreamPosition): string {
  return [era, seen, ...(within ? [within.upto, within.id] : [])].join(".");
}

const shape = /^([0-9a-f]{16})\.(\d+:\d+:[\d,]*)(?:\.(\d+:\d+:[\d,]*)\.(\d{1,15}))?$/;

/** A cursor as a position; null for what is none. */
export function positionOf(cursor: string): StreamPosition | null {
  const [, era, seen, upto, id] = shape.exec(cursor) ?? [];
  if (era === undefined || seen === undefined || !isSnapshot(seen)) return null;
  if (upto === undefined) return { era, seen, within: null };
  return isSnapshot(upto) ? { era, seen, within: { upto, id: Number(id) } } : null;
}

/** A snapshot in parts. Transaction ids have 64 bits. */
export function parts(snapshot: Snapshot): { xmin: bigint; xmax: bigint; open: string[] } {
  const [xmin, xmax, open] = snapshot.split(":") as [string, string, string];
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), open: open === "" ? [] : open.split(",") };
}

const MAX_TRANSACTION_ID = 2n ** 63n;

/** Whether PostgreSQL would take it: a cursor comes from outside. */
function isSnapshot(text: string): boolean {
  if (!/^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/.test(text)) return false;
  const { xmin, xmax, open } = parts(text);
  if (xmin < 1n || xmax < xmin || xmax >= MAX_TRANSACTION_ID) return false;
  return open.map(BigInt).every((xid, n, all) => xid >= xmin && xid < xmax && (n === 0 || xid > all[n - 1]!));
}
