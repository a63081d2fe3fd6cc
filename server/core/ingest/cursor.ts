// The drain's position in the webhook log. Ids are assigned before commits become visible, so reading only "greater than the last id" would
// lose webhooks that commit late: the cursor waits briefly at a gap, then skips and remembers it.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { WebhookSource } from "../../contract/inbound.ts";

/** A webhook in the log. */
export type Logged = {
  id: number;
  source: WebhookSource;
  query: string;
  body: Buffer;
  received_at: Date;
  /** Whether it is replayed after a failure: the customer may still need an answer. */
  failed?: boolean;
};

/** The next webhooks to drain. */
export type Batch = {
  webhooks: Logged[];
  /** They were drained before, or became visible late: their dead letters may now be resolved. */
  replayed: boolean;
  /** A gap blocks the webhooks after it for now: look again soon. */
  waiting: boolean;
  /** More webhooks are probably available already. */
  more: boolean;
  /** Moves the cursor past this batch; call it in the transaction that recorded the batch. */
  done(tx: Transaction<DB>): Promise<void>;
};

const MAX_BATCH_ROWS = 400;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
/** How long to wait at a gap before skipping it, in ms: many times as long as a batch takes to append. */
const GAP_TIMEOUT_MS = 250;

/** The gap at which the drain waits, and since when. One per drain. */
export type GapWait = { gapAt: number; since: number };

/**
 * Reads the next batch: replays and late webhooks first, then those after the cursor. Run it in the transaction that records the batch, in only one
 * drain at a time. `now` is in ms by a monotonic clock.
 */
export async function next(tx: Transaction<DB>, patienceOf: GapWait, now: number): Promise<Batch> {
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

function outwaited(patienceOf: GapWait, gapAt: number, now: number): boolean {
  if (patienceOf.gapAt !== gapAt) {
    patienceOf.gapAt = gapAt;
    patienceOf.since = now;
    return false;
  }
  return now - patienceOf.since >= GAP_TIMEOUT_MS;
}

type Next = Logged & { xmax: string };

/**
 * Reads the cursor, the webhooks after it, and whether {@link late} would find any. The snapshot's xmax is read in the same statement as the rows:
 * any transaction that could still fill a gap is older.
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

/** Webhooks that are to be replayed, and those that became visible in a gap. */
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

/** Removes drained ids from the gaps; the ranges before and after an id remain gaps. */
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

/** Deletes gaps that nothing can fill any more: all transactions of the time when they were seen have ended. */
export async function forgetGaps(tx: Transaction<DB>): Promise<void> {
  await sql`
    delete from webhook_gaps g where g.seen_xmax <= pg_snapshot_xmin(pg_current_snapshot())
      and not exists (select 1 from webhooks w where w.id between g.first_id and g.last_id)`.execute(tx);
}
