// Writes a month of messages into files that anyone can read, and then frees the database of what the files hold: the providers' raw data and the
// statuses. The messages themselves stay, so they are found, counted and shown as before.

import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { digestOf } from "../../base/digest.ts";
import type { Files } from "../media/keep.ts";
import {
  type ArchiveFile,
  addMonths,
  archiveFiles,
  archiveKey,
  checksum,
  dayOf,
  linesOf,
  type Manifest,
  monthOf,
  readManifest,
  startOf,
} from "./month.ts";

/** Rows per statement. */
const BATCH_SIZE = 1_000;

/** A message with the names of those who wrote it, so that its line can be read alone. `id` comes first in the JSON that PostgreSQL writes. */
const messageLine = sql`to_jsonb(m) - 'failed' || jsonb_build_object('provider', h.provider, 'number', coalesce(h.display_number, h.external_id),
  'customer', jsonb_build_object('address', v.address, 'name', c.name, 'phone', c.phone))`;

/** What the lines of each file are made of, for the messages `m` of one batch. */
const lines: Record<ArchiveFile, RawBuilder<{ line: string }>> = {
  messages: sql`select (${messageLine})::text as line from batch b join messages m on m.id = b.id join conversations v on v.id = m.conversation_id
    join channels h on h.id = m.channel_id left join contacts c on c.id = v.contact_id order by b.sent_at, b.id`,
  statuses: sql`select (to_jsonb(s) || jsonb_build_object('message_id', b.id))::text as line from batch b join messages m on m.id = b.id
    join message_statuses s on s.channel_id = m.channel_id and s.provider_id = m.provider_id order by b.sent_at, b.id, s.happened_at, s.id`,
  media: sql`select jsonb_build_object('message_id', b.id, 'file', left(f.sha256, 2) || '/' || f.sha256, 'sha256', f.sha256, 'bytes', f.size,
      'mime_type', f.mime_type, 'name', a.file_name)::text as line
    from batch b join attachments a on a.message_id = b.id join blobs f on f.id = a.blob_id order by b.sent_at, b.id, a.position`,
};

/** The lines of one file for the messages of a month, by time. */
async function* monthLines(tx: Transaction<DB>, month: string, file: ArchiveFile): AsyncGenerator<string> {
  let after = { at: startOf(month).toISOString(), id: 0 };
  for (;;) {
    const batch = sql`with batch as (
      select id, sent_at from messages where sent_at < ${startOf(addMonths(month, 1))} and (sent_at, id) > (${after.at}::timestamptz, ${after.id}::bigint)
      order by sent_at, id limit ${BATCH_SIZE})`;
    const { rows } = await sql<{ line: string }>`${batch} ${lines[file]}`.execute(tx);
    for (const { line } of rows) yield `${line}\n`;
    const { rows: end } = await sql<{ at: string; id: number; seen: number }>`${batch}
      select sent_at::text as at, id, (select count(*) from batch)::int as seen from batch order by sent_at desc, id desc limit 1`.execute(
      tx,
    );
    if (!end[0] || end[0].seen < BATCH_SIZE) return;
    after = end[0];
  }
}

/** Writes one file of a month into the store and reads it back. */
async function writeFileOf(tx: Transaction<DB>, { blobs, temporary }: Files, month: string, file: ArchiveFile) {
  const [name, place] = [archiveFiles[file], path.join(temporary, randomUUID())];
  let rows = 0;
  async function* counted() {
    for await (const line of monthLines(tx, month, file)) {
      rows += 1;
      yield line;
    }
  }
  try {
    await pipeline(Readable.from(counted()), createGzip(), createWriteStream(place, { flags: "wx" }));
    const { bytes, sha256 } = await digestOf(createReadStream(place));
    // What an attempt that was cut off left under the key is not this file.
    await blobs.remove(archiveKey(month, name));
    await blobs.put(archiveKey(month, name), place);
    return { name, rows, bytes, sha256 };
  } finally {
    await rm(place, { force: true });
  }
}

/**
 * Writes the files of a month, all as of one moment, and notes them in `archives`, unless another process has. Nothing is deleted yet:
 * {@link removeArchived} does that, by what the files say.
 */
export async function writeMonth(db: Kysely<DB>, files: Files, month: string, now: Date): Promise<void> {
  await mkdir(files.temporary, { recursive: true });
  await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      // Batches may take longer in all than a transaction may be idle between them: a slow store is waited for.
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
      // One at a time: whoever comes second would write what is left of a month that was freed. The moment begins when the lock is there.
      await sql`lock table archives in share update exclusive mode`.execute(tx);
      if (await tx.selectFrom("archives").select("month").where("month", "=", dayOf(month)).executeTakeFirst()) return;
      const [messages, statuses, media] = [
        await writeFileOf(tx, files, month, "messages"),
        await writeFileOf(tx, files, month, "statuses"),
        await writeFileOf(tx, files, month, "media"),
      ];
      await noteWritten(tx, files, {
        format: 1,
        month,
        written_at: now.toISOString(),
        files: { messages, statuses, media },
      });
    });
}

/** Writes the manifest of a month, which follows on the one before, and notes the month. */
async function noteWritten(tx: Transaction<DB>, files: Files, written: Omit<Manifest, "previous">): Promise<void> {
  const before = await tx
    .selectFrom("archives")
    .select([sql<string>`to_char(month, 'YYYY-MM')`.as("month"), "manifest_sha256"])
    .orderBy("written_at", "desc")
    .orderBy("archives.month", "desc")
    .limit(1)
    .executeTakeFirst();
  const manifest: Manifest = { ...written, previous: before ?? null };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await putText(files, archiveKey(written.month, "manifest.json"), text);
  const { messages, statuses, media } = written.files;
  await tx
    .insertInto("archives")
    .values({
      month: dayOf(written.month),
      ...{ messages: messages.rows, statuses: statuses.rows, files: media.rows },
      manifest_sha256: checksum(text),
      written_at: new Date(written.written_at),
    })
    .execute();
}

async function putText({ blobs, temporary }: Files, key: string, text: string): Promise<void> {
  const place = path.join(temporary, randomUUID());
  try {
    await writeFile(place, text, { flag: "wx" });
    await blobs.remove(key);
    await blobs.put(key, place);
  } finally {
    await rm(place, { force: true });
  }
}

/** Whether a message that we sent is nothing but its text, which stands in `text_body` too. */
const isText = sql`coalesce(content -> 'draft' = jsonb_build_object('type', 'text', 'text', text_body), false)`;

/** False once the month is brought back, which waits for the batch that asks: so nothing that has come back is taken again. */
const isStillArchived = (month: string) =>
  sql`exists (select from archives where month = ${dayOf(month)} and brought_back_at is null for share)`;

/**
 * Frees the database of what the files of a month hold, message by message as they are read back: only what can be read is deleted. The wording of
 * a text that we sent stands twice in its row, of which one goes. Can be repeated after it was cut off, and ends when the month is brought back.
 */
async function removeArchived(db: Kysely<DB>, { blobs }: Files, month: string, now: Date): Promise<void> {
  const { manifest } = await readManifest(blobs, month);
  await inBatches(linesOf(blobs, month, manifest.files.messages.name), async (batch) => {
    const ids = batch.map((line) => (JSON.parse(line) as { id: number }).id);
    await sql`
      update messages set raw = null, content = case when ${isText} then content - 'draft' else content end
      where id = any(${ids}::bigint[]) and (raw is not null or ${isText}) and ${isStillArchived(month)}`.execute(db);
  });
  await inBatches(linesOf(blobs, month, manifest.files.statuses.name), async (batch) => {
    const ids = batch.map((line) => (JSON.parse(line) as { id: number }).id);
    await sql`
      delete from message_statuses where id = any(${ids}::bigint[]) and id <= (select status_id from cost_progress)
        and ${isStillArchived(month)}`.execute(db);
  });
  await db.updateTable("archives").set({ removed_at: now }).where("month", "=", dayOf(month)).execute();
}

/** Calls a function with up to {@link BATCH_SIZE} lines at a time. */
export async function inBatches(from: AsyncIterable<string>, use: (batch: string[]) => Promise<void>): Promise<void> {
  let batch: string[] = [];
  for await (const line of from) {
    batch.push(line);
    if (batch.length < BATCH_SIZE) continue;
    await use(batch);
    batch = [];
  }
  if (batch.length > 0) await use(batch);
}

/** Archives the months that are older than `months`, from the oldest on. Returns those that were archived. */
export async function archiveOld(
  db: Kysely<DB>,
  files: Files,
  { months, now, signal }: { months: number; now: Date; signal: AbortSignal },
): Promise<string[]> {
  const done: string[] = [];
  const end = addMonths(monthOf(now), -months);
  while (!signal.aborted) {
    const month = await nextMonth(db, startOf(end));
    if (month === null) break;
    if (month.written_at === null) await writeMonth(db, files, month.month, now);
    await removeArchived(db, files, month.month, now);
    done.push(month.month);
  }
  return done;
}

/** The oldest month before `end` of which the files are not written or the database not freed; null: none. */
async function nextMonth(db: Kysely<DB>, end: Date): Promise<{ month: string; written_at: Date | null } | null> {
  const { rows } = await sql<{ month: string; written_at: Date | null }>`
    with recursive months as (
      select date_trunc('month', min(sent_at) at time zone 'UTC')::date as month from messages
      union all
      select (month + interval '1 month')::date from months where month + interval '1 month' < ${end}
    )
    select to_char(m.month, 'YYYY-MM') as month, a.written_at from months m left join archives a on a.month = m.month
    where m.month < (${end}::timestamptz at time zone 'UTC')::date and (a.month is null or (a.removed_at is null and a.brought_back_at is null))
    order by m.month limit 1`.execute(db);
  return rows[0] ?? null;
}
