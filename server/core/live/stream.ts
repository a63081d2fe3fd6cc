// Reads the event stream from its table: all events committed since a position, each once, even if a transaction commits late.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { cursorOf, parts, type Snapshot, type StreamPosition } from "./position.ts";

/** An event as it is passed to listeners. */
export type LiveEvent = {
  id: number;
  type: string;
  at: Date;
  /** The ids of its subjects: `account_id`, and the other id columns of the table. */
  [subject: `${string}_id`]: number | null;
  data: object;
  /** The cursor of a listener that has all events up to this one. */
  cursor: string;
};

/** A row of the table `events`. */
type Row = Omit<LiveEvent, "cursor"> & { id: number; type: string; at: Date; xid: string; upto: Snapshot };

/** Events in order, and the position after them. */
export type Page = { events: LiveEvent[]; place: StreamPosition; more: boolean };

/** The position after everything that is committed now. */
export async function here(db: Kysely<DB>, era: string): Promise<StreamPosition> {
  const { rows } = await sql<{ seen: Snapshot }>`select pg_current_snapshot()::text as seen`.execute(db);
  return { era, seen: rows[0]!.seen, within: null };
}

/**
 * The next events after a position, at most `limit`, up to a snapshot or, without one, up to what is committed now. New events are returned in order
 * of id; if one transaction began after another had ended, the events of the earlier one come first. An open transaction delays no others:
 * its events follow when it commits.
 */
export async function follow(
  db: Kysely<DB>,
  place: StreamPosition,
  limit: number,
  upto: Snapshot | null = null,
): Promise<Page> {
  const { era, seen, within } = place;
  const { xmax, open } = parts(seen);
  // Visible now but not at the position: from transactions that were open then or began later. A restored backup can contain transaction ids that
  // this server has not assigned yet: those are visible in no snapshot.
  const { rows } = await sql<Row | { id: null; upto: Snapshot }>`
    with bounds as (select coalesce(${within?.upto ?? upto}::pg_snapshot, pg_current_snapshot()) as upto)
    select e.*, b.upto::text as upto
    from bounds b
    left join lateral (
      select * from (
        select * from events where xid = any(${`{${open.join(",")}}`}::xid8[])
        union all
        select * from events where xid >= ${String(xmax)}::xid8
      ) fresh
      where pg_visible_in_snapshot(fresh.xid, b.upto) and fresh.id > ${within?.id ?? 0}
      order by fresh.id limit ${limit + 1}
    ) e on true`.execute(db);
  const to = rows[0]!.upto;
  const found = rows.flatMap((row) => (row.id === null ? [] : [row]));
  const more = found.length > limit;
  const told = found.slice(0, limit);
  const after = { era, seen: to, within: null };
  const events = told.map(({ id, type, at, xid: _xid, upto: _upto, ...rest }, n) => ({
    ...{ id, type, at, ...rest },
    cursor: cursorOf(n === found.length - 1 ? after : { era, seen, within: { upto: to, id } }),
  }));
  const last = events.at(-1);
  return {
    events,
    place: more && last ? { era, seen, within: { upto: to, id: last.id } } : after,
    // In the middle of a page, the rest of it and later events follow.
    more: more || within !== null,
  };
}

/** All events after a position up to a snapshot, if there are at most `limit` and none has been deleted; else null. */
export async function missed(
  db: Kysely<DB>,
  from: StreamPosition,
  upto: Snapshot,
  limit: number,
): Promise<LiveEvent[] | null> {
  const known = parts(upto);
  for (const snapshot of from.within ? [from.seen, from.within.upto] : [from.seen])
    if (parts(snapshot).xmax > known.xmax) return null;
  if (!(await isKept(db, from))) return null;
  const events: LiveEvent[] = [];
  let page: Page = { events, place: from, more: true };
  while (page.more) {
    page = await follow(db, page.place, limit - events.length, upto);
    events.push(...page.events);
    if (page.more && events.length >= limit) return null;
  }
  // Checked again: events may have been deleted during the reads.
  return (await isKept(db, from)) ? events : null;
}

/**
 * Whether no event after a position has been deleted. Also false if a transaction was open at the position for longer than events are kept: its
 * events could be among the deleted ones.
 */
async function isKept(db: Kysely<DB>, { seen }: StreamPosition): Promise<boolean> {
  const { rows } = await sql<{ xid: string }>`select xid from event_stream_horizon`.execute(db);
  return parts(seen).xmin > BigInt(rows[0]!.xid);
}

/**
 * The epoch of the stream. It changes after a crash of the server, which can undo the last commits and assign their ids again, and in a restored
 * backup.
 */
export async function eraOf(db: Kysely<DB>): Promise<string> {
  // Rows of a restored backup can have transaction ids that this server has not assigned yet. They count as old.
  const { rows: future } = await sql<{ id: number }>`
    update events set xid = '3' where xid >= pg_snapshot_xmax(pg_current_snapshot()) returning id`.execute(db);
  if (future.length > 0) await sql`delete from event_stream_epoch`.execute(db);
  await sql`update event_stream_horizon set xid = '0' where xid >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db);
  await sql`insert into event_stream_epoch default values on conflict do nothing`.execute(db);
  const { rows } = await sql<{ era: string }>`
    select left(md5(concat_ws(' ', (select epoch from event_stream_epoch), (select oid from pg_database where datname = current_database()),
      (select system_identifier from pg_control_system()))), 16) as era`.execute(db);
  return rows[0]!.era;
}
