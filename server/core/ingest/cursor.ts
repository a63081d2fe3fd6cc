// Where the drain stands in the webhook log. Ids are handed out before commits become visible, so "greater than the last" alone
// would lose those that commit late: the cursor stops before a gap, and after a short wait steps over it and remembers it.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { WebhookSource } from "../../contract/inbound.ts";

/** A webhook as it lies in the log. */
export type Logged = {
  id: number;
  source: WebhookSource;
  query: string;
  body: Buffer;
  received_at: Date;
  /** It is replayed because it could not be used before: what it asked may still want an answer. */
  failed?: boolean;
};

/** What to drain next, and how to say that it is done. */
export type Batch = {
  webhooks: Logged[];
  /** They were taken before, or came late: dead letters of theirs may now be settled. */
  replayed: boolean;
  /** A gap holds the rest back for now: look again soon. */
  waiting: boolean;
  /** More is likely to be there already. */
  more: boolean;
  /** Moves the cursor past this batch, in the transaction that recorded it. */
  done(tx: Transaction<DB>): Promise<void>;
};

const MAX_BATCH_ROWS = 400;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
/** How long a gap is waited for before the drain steps over it, in ms: many times what a flight takes. */
const GAP_TIMEOUT_MS = 250;

/** Remembers since when a gap has been in the way. One for each drain. */
export type Patience = { gapAt: number; since: number };

/**
 * Reads the next batch: replays and late webhooks first, then what follows the cursor. Run it in the transaction that records
 * the batch, by one drainer at a time. `now` is in ms by a clock that cannot jump.
 */
export async function next(tx: Transaction<DB>, patienceOf: Patience, now: number): Promise<Batch> {
  const { position, extras, rows } = await stand(tx);
  const extra = extras ? await late(tx) : [];
  if (extra.length > 0) {
    const ids = extra.map((row) => row.id);
    return {
      webhooks: extra,
      replayed: true,
      waiting: false,
      more: true,
      done: async (tx) => {
        await sql`delete from webhook_replays where webhook_id = any(${ids}::bigint[])`.execute(tx);
        await closeGaps(tx, ids);
      },
    };
  }
  if (rows.length === 0) return { webhooks: [], replayed: false, waiting: false, more: false, done: async () => {} };

  const gaps: { first_id: number; last_id: number; seen_xmax: string }[] = [];
  const take: Logged[] = [];
  let expected = position + 1;
  let waiting = false;
  for (const row of rows) {
    if (row.id !== expected) {
      if (!outwaited(patienceOf, expected, now)) {
        waiting = true;
        break;
      }
      gaps.push({ first_id: expected, last_id: row.id - 1, seen_xmax: row.xmax });
    }
    take.push(row);
    expected = row.id + 1;
  }
  const last = take.at(-1)?.id ?? position;
  return {
    webhooks: take,
    replayed: false,
    waiting,
    more: take.length > 1,
    done: async (tx) => {
      if (take.length === 0) return;
      const passed = gaps.filter((gap) => gap.last_id < last);
      if (passed.length > 0) await tx.insertInto("webhook_gaps").values(passed).execute();
      await tx.updateTable("webhook_cursor").set({ position: last }).execute();
    },
  };
}

function outwaited(patienceOf: Patience, gapAt: number, now: number): boolean {
  if (patienceOf.gapAt !== gapAt) {
    patienceOf.gapAt = gapAt;
    patienceOf.since = now;
    return false;
  }
  return now - patienceOf.since >= GAP_TIMEOUT_MS;
}

type Next = Logged & { xmax: string };

/**
 * Where the cursor is, whether there is anything for {@link late}, and what follows the cursor. The snapshot's xmax is read in the same
 * statement as the rows: a transaction that could still fill a gap is older than it.
 */
async function stand(tx: Transaction<DB>): Promise<{ position: number; extras: boolean; rows: Next[] }> {
  const { rows } = await sql<{ position: number; extras: boolean } & (Next | { id: null })>`
    select c.position, exists (select from webhook_replays) or exists (select from webhook_gaps) as extras,
      w.id, w.source, w.query, w.body, w.received_at, pg_snapshot_xmax(pg_current_snapshot())::text as xmax
    from webhook_cursor c left join lateral (
      select *, sum(length(body)) over (order by id) - length(body) as bytes_before
      from webhooks where id > c.position order by id limit ${MAX_BATCH_ROWS}
    ) w on w.bytes_before < ${MAX_BATCH_BYTES}
    order by w.id`.execute(tx);
  const { position, extras } = rows[0]!;
  return { position, extras, rows: rows.filter((row) => row.id !== null) };
}

/** Webhooks asked for again, and those that turned up in a gap. */
async function late(tx: Transaction<DB>): Promise<Logged[]> {
  const { rows } = await sql<Logged>`
    with wanted as (
      (select webhook_id as id from webhook_replays order by webhook_id limit 100)
      union
      (
        select w.id from webhook_gaps g
        cross join lateral (select id from webhooks where id between g.first_id and g.last_id order by id limit 100) w
        order by w.id limit 100
      )
    ),
    found as (
      select w.*, sum(length(w.body)) over (order by w.id) - length(w.body) as bytes_before
      from (select id from wanted order by id limit 100) n
      cross join lateral (select * from webhooks where id = n.id) w
    )
    select id, source, query, body, received_at,
      exists (select from dead_letters d where d.webhook_id = f.id and d.resolved_at is null and d.raw is null) as failed
    from found f where bytes_before < ${MAX_BATCH_BYTES} order by id`.execute(tx);
  return rows;
}

/** Takes drained ids out of the gaps: what is left of a range on either side stays a gap. */
async function closeGaps(tx: Transaction<DB>, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await sql`
      with g as (delete from webhook_gaps where ${id} between first_id and last_id returning *)
      insert into webhook_gaps (first_id, last_id, seen_xmax)
      select first_id, ${id} - 1, seen_xmax from g where first_id < ${id}
      union all
      select ${id} + 1, last_id, seen_xmax from g where last_id > ${id}`.execute(tx);
  }
}

/** Forgets gaps that nothing can fill any more: every transaction of the time when they were seen has ended. */
export async function forgetGaps(tx: Transaction<DB>): Promise<void> {
  await sql`
    delete from webhook_gaps g where g.seen_xmax <= pg_snapshot_xmin(pg_current_snapshot())
      and not exists (select 1 from webhooks w where w.id between g.first_id and g.last_id)`.execute(tx);
}
