// The queue of files to fetch: which are due, when each is tried again, and what came of it. The queue is the table `attachments`.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Provider } from "../../contract/inbound.ts";
import { newFiles } from "../../contract/media.ts";
import { announce } from "../inbox/announce.ts";
import { keepCards } from "./cards.ts";
import type { Attempt, DueFile } from "./fetch-attempt.ts";

/** Pauses between attempts, in seconds; the last one repeats. Twilio may not have a file yet when its webhook comes: it has it 1 or 3 s later. */
const PAUSES = [1, 3, 10, 30, 60, 300, 900, 3_600] as const;

/** Attempts that a file gets, however old it is; and all that one gets of which another attempt helps soon or never. */
const FEW_ATTEMPTS = 6;

/** For how long a file is tried, in ms from when its message came. (Meta: ids of webhooks live seven days.) */
const LIFETIME_MS = 7 * 24 * 3_600_000;

/** Files that are due, but for those in `except`; at most `limit`. */
export async function dueFiles(
  db: Kysely<DB>,
  now: Date,
  except: readonly number[],
  limit: number,
): Promise<DueFile[]> {
  if (limit <= 0) return [];
  const { rows } = await sql<
    Omit<DueFile, "channel"> & {
      provider: Provider;
      external_id: string;
      display: string | null;
      account: string | null;
    }
  >`
    select a.id, a.message_id as "messageId", m.conversation_id as "conversationId", a.provider_id as "providerId", a.url, a.sha256,
      a.mime_type as declared, a.attempts, m.received_at as "receivedAt",
      h.provider, h.external_id, h.display_number as display, h.account_id as account
    from attachments a join messages m on m.id = a.message_id join channels h on h.id = m.channel_id
    where a.state = 'waiting' and a.due_at <= ${now} and a.id <> all(${[...except]}::bigint[])
    order by a.due_at limit ${limit}`.execute(db);
  return rows.map(({ provider, external_id: externalId, display: displayNumber, account: accountId, ...file }) => ({
    ...file,
    channel: { provider, externalId, displayNumber, accountId },
  }));
}

/** When the next file is due, but for those in `except`; null when none waits. */
export async function nextDue(db: Kysely<DB>, except: readonly number[]): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(due_at) as at from attachments
    where state = 'waiting' and id <> all(${[...except]}::bigint[])`.execute(db);
  return rows[0]?.at ?? null;
}

/** Writes what came of an attempt, and tells live views. Does nothing when the file no longer waits. */
export async function write(db: Kysely<DB>, file: DueFile, made: Attempt, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("attachments")
      .set({ attempts: file.attempts + 1, ...columnsOf(file, made, now) })
      .where("id", "=", file.id)
      .where("state", "=", "waiting")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    if (made.result === "ready") await keepCards(tx, file.messageId, made.cards);
    await announce(tx, [file], now);
  });
}

function columnsOf(file: DueFile, made: Attempt, now: Date) {
  if (made.result === "quarantined") return { state: "quarantined", reason: made.reason, due_at: null };
  if (made.result === "failed") {
    const due_at = made.again === "never" ? null : nextAttempt(file, made.again, now);
    return { state: due_at === null ? "failed" : "waiting", reason: made.reason, due_at };
  }
  const { width, height, durationMs, animated } = made.facts;
  return {
    ...{ state: "ready", reason: null, due_at: null, blob_id: made.blobId, thumbnail_id: made.thumbnailId },
    ...{ width, height, duration_ms: durationMs },
    ...(animated ? { animated } : {}),
  };
}

/** When a file is tried again after a failed attempt; null when it is given up. */
export function nextAttempt(
  { attempts, receivedAt }: Pick<DueFile, "attempts" | "receivedAt">,
  again: "soon" | "later",
  now: Date,
): Date | null {
  const at = new Date(now.getTime() + PAUSES[Math.min(attempts, PAUSES.length - 1)]! * 1_000);
  if (attempts + 1 < FEW_ATTEMPTS) return at;
  return again === "later" && at.getTime() < receivedAt.getTime() + LIFETIME_MS ? at : null;
}

/**
 * Has a file that is not here fetched at once, whatever was tried before; nothing happens to one that is here. Throws NOT_FOUND, and CANNOT_FETCH
 * when no provider has it.
 */
export async function fetchAgain(db: Kysely<DB>, id: number, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("attachments as a")
      .leftJoin("messages as m", "m.id", "a.message_id")
      .select(["a.state", "a.provider_id", "a.url", "m.id as messageId", "m.conversation_id as conversationId"])
      .where("a.id", "=", id)
      .forUpdate("a")
      .executeTakeFirst();
    if (!row) throw new Fault("NOT_FOUND", `There is no file ${id}.`);
    const { state, messageId, conversationId } = row;
    if (state === "ready") return;
    if (state === "deleted")
      throw new Fault(
        "CANNOT_FETCH",
        `The file ${id} was deleted, because files are kept for as long as is set. Ask for it to be sent again.`,
      );
    if (messageId === null || conversationId === null || (row.provider_id === null && row.url === null))
      throw new Fault("CANNOT_FETCH", `No provider has the file ${id}: ask for it to be sent again.`);
    await tx
      .updateTable("attachments")
      .set({ state: "waiting", due_at: now, ...(state === "waiting" ? {} : { attempts: 0, reason: null }) })
      .where("id", "=", id)
      .execute();
    await sql`select pg_notify(${newFiles}, '')`.execute(tx);
    await announce(tx, [{ messageId, conversationId }], now);
  });
}

/**
 * Has old files fetched that are still with their provider: Meta's of the last seven days, and Twilio's. `since`: of messages that came then or
 * later. Returns how many will be fetched, and how many stay because Meta has deleted them.
 */
export async function fetchOld(
  db: Kysely<DB>,
  { since, now }: { since: Date | null; now: Date },
): Promise<{ fetched: number; gone: number }> {
  return db.transaction().execute(async (tx) => {
    const oldest = new Date(now.getTime() - LIFETIME_MS);
    const remote = sql`
      from messages m join channels h on h.id = m.channel_id
      where m.id = a.message_id and a.state = 'remote' and (a.provider_id is not null or a.url is not null)
        and m.received_at >= ${since ?? new Date(0)}::timestamptz`;
    const { numAffectedRows = 0n } = await sql`
      update attachments a set state = 'waiting', due_at = ${now}
      ${remote} and (h.provider <> 'meta' or m.received_at > ${oldest})`.execute(tx);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from attachments a, lateral (select 1 ${remote}) as still`.execute(tx);
    await sql`select pg_notify(${newFiles}, '')`.execute(tx);
    return { fetched: Number(numAffectedRows), gone: rows[0]!.n };
  });
}
