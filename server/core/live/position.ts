// A position in the event stream, and its cursor. Ids are assigned before commits become visible, so an id cannot say which events a listener
// has; a snapshot can: the set of transactions that had ended when it was taken.

/** PostgreSQL's text of a snapshot, `xmin:xmax:xip,…`: transactions below xmax have ended, except those listed in xip. */
export type Snapshot = string;

/** The position up to which a listener has every event. */
export type StreamPosition = {
  /** The epoch of the stream; positions of another epoch are invalid. */
  era: string;
  seen: Snapshot;
  /** Set in the middle of a page: of the events between `seen` and the snapshot `upto`, in order of id, those up to this id have been read. */
  within: { upto: Snapshot; id: number } | null;
};

/** A position as an opaque cursor. */
export function cursorOf({ era, seen, within }: StreamPosition): string {
  return [era, seen, ...(within ? [within.upto, within.id] : [])].join(".");
}

const shape = /^([0-9a-f]{16})\.(\d+:\d+:[\d,]*)(?:\.(\d+:\d+:[\d,]*)\.(\d{1,15}))?$/;

/** The position of a cursor; null for an invalid one. */
export function positionOf(cursor: string): StreamPosition | null {
  const [, era, seen, upto, id] = shape.exec(cursor) ?? [];
  if (era === undefined || seen === undefined || !isSnapshot(seen)) return null;
  if (upto === undefined) return { era, seen, within: null };
  return isSnapshot(upto) ? { era, seen, within: { upto, id: Number(id) } } : null;
}

/** The parts of a snapshot. Transaction ids have 64 bits. */
export function parts(snapshot: Snapshot): { xmin: bigint; xmax: bigint; open: string[] } {
  const [xmin, xmax, open] = snapshot.split(":") as [string, string, string];
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), open: open === "" ? [] : open.split(",") };
}

const MAX_TRANSACTION_ID = 2n ** 63n;

/** Whether PostgreSQL would accept the snapshot: cursors come from outside. */
function isSnapshot(text: string): boolean {
  if (!/^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/.test(text)) return false;
  const { xmin, xmax, open } = parts(text);
  if (xmin < 1n || xmax < xmin || xmax >= MAX_TRANSACTION_ID) return false;
  return open.map(BigInt).every((xid, n, all) => xid >= xmin && xid < xmax && (n === 0 || xid > all[n - 1]!));
}
