// Exports a person: one ZIP with a page to read, every row that is about them, their files, and what the archive has of their messages.
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import { ZipFile } from "yazl";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import type { PersonData } from "../../contract/person.ts";
import { archiveFiles, linesOf, messageIdOf } from "../archive/month.ts";
import { idsByMonth } from "../archive/take-out.ts";
import { blobKey, type Files } from "../media/keep.ts";
import { type PageMessage, page } from "./page.ts";
import { entriesOf, gather, type Person, raw } from "./person.ts";

/** Rows that are read at once. */
const BATCH_SIZE = 500;

/** Rows of a table on the page. */
const SHOWN = 501;

/** Who exports whom. */
export type Exporting = { contactId: number; by: string; now: Date };

/** What an export has: rows by table, and files. */
type Counts = { rows: Record<string, number>; files: number };

/**
 * Writes the export of a contact to a temporary file for as long as `use` runs, as everything was at one moment, and notes it in the audit log. Throws
 * NOT_FOUND.
 */
export async function withExport<T>(
  db: Kysely<DB>,
  files: Files,
  data: readonly PersonData[],
  exporting: Exporting,
  use: (place: string) => Promise<T>,
): Promise<T> {
  await mkdir(files.temporary, { recursive: true });
  const place = path.join(files.temporary, `${randomUUID()}.zip`);
  const { contactId, by, now } = exporting;
  try {
    const counts = await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute((tx) => write(tx, files, data, exporting, place));
    const change = { action: "person.data_exported", subject: "contact", id: contactId, before: null, after: counts };
    await audit(db, by, change, now);
    return await use(place);
  } finally {
    await rm(place, { force: true });
  }
}

async function write(
  tx: Transaction<DB>,
  files: Files,
  data: readonly PersonData[],
  { contactId, now }: Exporting,
  place: string,
): Promise<Counts> {
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
  const person = await gather(tx, contactId);
  const zip = new ZipFile();
  const counts: Counts = { rows: {}, files: 0 };
  const checksums: { name: string; bytes: number; sha256: string }[] = [];
  /** Adds a file that is read when its turn comes: the database is asked one thing after the other. */
  const add = (name: string, source: () => AsyncIterable<string | Uint8Array>, compress = true) =>
    zip.addReadStreamLazy(name, { mtime: now, compress, mode: 0o100600 }, (done) =>
      done(null, Readable.from(measured(name, source(), checksums), { objectMode: false })),
    );
  const tables = await tablesOf(tx, data);
  for (const { table, count, where } of tables) {
    counts.rows[table] = count;
    add(`data/${table}.ndjson`, () =>
      lines(tx, sql`select to_jsonb(t)::text as line from ${raw(`${table} t where ${where}`)}`),
    );
  }
  const attachments = await attachmentsOf(tx);
  for (const { path: name, sha256 } of [...attachments.values()].flat()) {
    counts.files += 1;
    add(name, () => contentOf(files, sha256), false);
  }
  for (const [month, ids] of await archivedOf(tx, files, person))
    for (const [file, stored] of Object.entries(archiveFiles))
      add(`archive/${month}-${file}.ndjson`, () => archived(files, month, stored, ids));
  add("index.html", () =>
    page(
      `What is kept about contact ${contactId}, ${now.toISOString()}`,
      messagesOf(tx, attachments),
      shown(tx, tables),
    ),
  );
  add("manifest.json", () =>
    Readable.from([JSON.stringify({ format: 1, contact: contactId, exported_at: now, files: checksums }, null, 2)]),
  );
  const written = pipeline(zip.outputStream as Readable, createWriteStream(place, { flags: "wx", mode: 0o600 }));
  const failed = new Promise<never>((_, reject) => zip.on("error", reject));
  zip.end();
  await Promise.race([written, failed]);
  return counts;
}

async function* measured(
  name: string,
  source: AsyncIterable<string | Uint8Array>,
  checksums: { name: string; bytes: number; sha256: string }[],
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of source) {
    const chunk = Buffer.from(part as Uint8Array);
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  checksums.push({ name, bytes, sha256: hash.digest("hex") });
}

type Table = { table: string; where: string; count: number };

/** The tables with rows about the person. What is found by its text (the log of webhooks) has others' data too, and nothing that is not here. */
async function tablesOf(tx: Transaction<DB>, data: readonly PersonData[]): Promise<Table[]> {
  const conditions = new Map<string, string[]>([["audit_log", [entriesOf(data)]]]);
  for (const { table, where, byText } of data.flatMap(({ rows }) => rows))
    if (!byText) conditions.set(table, [...(conditions.get(table) ?? []), `(${where})`]);
  const tables: Table[] = [];
  for (const [table, some] of conditions) {
    const where = some.join(" or ");
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from ${raw(`${table} t where ${where}`)}`.execute(tx);
    if (rows[0]!.n > 0) tables.push({ table, where, count: rows[0]!.n });
  }
  return tables.sort((a, b) => (a.table < b.table ? -1 : 1));
}

/** The lines of a query, read in parts. */
async function* lines(tx: Transaction<DB>, query: ReturnType<typeof raw>): AsyncGenerator<string> {
  for await (const { line } of rowsOf<{ line: string }>(tx, query)) yield `${line}\n`;
}

/** The rows of a query, read in parts. One at a time is open. */
async function* rowsOf<Row>(tx: Transaction<DB>, query: ReturnType<typeof raw>): AsyncGenerator<Row> {
  await sql`declare person_rows no scroll cursor for ${query}`.execute(tx);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(BATCH_SIZE)} from person_rows`.execute(tx);
    yield* rows;
    if (rows.length < BATCH_SIZE) break;
  }
  await sql`close person_rows`.execute(tx);
}

async function* shown(tx: Transaction<DB>, tables: readonly Table[]) {
  for (const { table, where, count } of tables) {
    if (table === "messages") continue;
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${raw(`${table} t where ${where}`)} limit ${SHOWN}`.execute(tx);
    yield { table, count, rows: rows.map(({ row }) => row) };
  }
}

type Attached = { path: string; name: string; sha256: string };

/** The files of messages that are kept here, by message. */
async function attachmentsOf(tx: Transaction<DB>): Promise<Map<number, Attached[]>> {
  const { rows } = await sql<{ id: number; message_id: number; name: string | null; sha256: string }>`
    select a.id, a.message_id, a.file_name as name, b.sha256 from attachments a join blobs b on b.id = a.blob_id
    where a.message_id in (select id from person_messages) and a.state = 'ready' order by a.id`.execute(tx);
  const found = new Map<number, Attached[]>();
  for (const { id, message_id, name, sha256 } of rows) {
    const safe = (name ?? "file").replaceAll(/[^\p{L}\p{N}. _-]/gu, "_").slice(-80);
    const one = { path: `files/${id}-${safe}`, name: name ?? `File ${id}`, sha256 };
    found.set(message_id, [...(found.get(message_id) ?? []), one]);
  }
  return found;
}

/** The content of a file; nothing when the store has lost it. */
async function* contentOf({ blobs }: Files, sha256: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of (await blobs.read(blobKey(sha256))) ?? []) yield chunk as Uint8Array;
}

/** The person's messages in archived months, with those that the archive alone still has. */
async function archivedOf(tx: Transaction<DB>, { blobs }: Files, person: Person): Promise<[string, Set<number>][]> {
  const { rows } = await sql<{ month: string; ids: number[] }>`
    select to_char(a.month, 'YYYY-MM') as month, jsonb_agg(m.id) as ids from archives a
    join person_messages m on to_char(m.sent_at at time zone 'UTC', 'YYYY-MM') = to_char(a.month, 'YYYY-MM')
    where a.expired_at is null group by 1 order by 1`.execute(tx);
  const months = Object.fromEntries(rows.map(({ month, ids }) => [month, ids]));
  const all = Object.entries(await idsByMonth(tx, blobs, { ...person, months }));
  return all.map(([month, ids]): [string, Set<number>] => [month, new Set(ids)]).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function* archived(
  { blobs }: Files,
  month: string,
  name: string,
  ids: ReadonlySet<number>,
): AsyncGenerator<string> {
  for await (const line of linesOf(blobs, month, name)) {
    if (ids.has(messageIdOf(line))) yield `${line}\n`;
  }
}

async function* messagesOf(
  tx: Transaction<DB>,
  attachments: ReadonlyMap<number, Attached[]>,
): AsyncGenerator<PageMessage> {
  const query = sql`
    select m.id, m.conversation_id, h.display_number as number, to_char(m.sent_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as sent_at, m.direction,
      case when m.direction = 'in' then coalesce(m.sender_name, m.sender, '') else coalesce(m.origin, '') end as author,
      coalesce(m.text_body, m.caption, m.location_name, m.type) as text
    from messages m join channels h on h.id = m.channel_id where m.id in (select id from person_messages)
    order by m.conversation_id, m.sent_at, m.id`;
  for await (const { id, ...message } of rowsOf<Omit<PageMessage, "files"> & { id: number }>(tx, query))
    yield { ...message, number: message.number ?? "the business", files: attachments.get(id) ?? [] };
}
