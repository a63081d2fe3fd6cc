// Reads the archive: what the files hold of one message, whether they are as they were written, and a month back into the database.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { BlobStore } from "../../contract/ports.ts";
import { blobKey } from "../media/keep.ts";
import { archiveFiles, archiveKey, damaged, dayOf, linesOf, type Manifest, monthOf, readManifest } from "./month.ts";
import { inBatches } from "./write.ts";

/** A status as it is archived. */
type ArchivedStatus = {
  status: string;
  happened_at: string;
  error_code: number | null;
  error_title: string | null;
  error_details: string | null;
};

/** What the database no longer has of an archived message. */
export type Archived = { raw: JsonObject | null; statuses: ArchivedStatus[] };

/** What the files hold of a message; null when its month is not archived, or was brought back. Throws when they cannot be read. */
export async function findArchived(
  db: Kysely<DB>,
  blobs: BlobStore,
  message: { id: number; sent_at: Date },
): Promise<Archived | null> {
  const month = monthOf(message.sent_at);
  const known = await db
    .selectFrom("archives")
    .select("month")
    .where("month", "=", dayOf(month))
    .where("brought_back_at", "is", null)
    .where("expired_at", "is", null)
    .executeTakeFirst();
  if (!known) return null;
  let raw: JsonObject | null = null;
  for await (const line of linesOf(blobs, month, archiveFiles.messages)) {
    if (!line.startsWith(`{"id": ${message.id},`)) continue;
    raw = (JSON.parse(line) as { raw: JsonObject | null }).raw;
    break;
  }
  const statuses: ArchivedStatus[] = [];
  for await (const line of linesOf(blobs, month, archiveFiles.statuses))
    if (line.includes(`"message_id": ${message.id}`)) {
      const status = JSON.parse(line) as ArchivedStatus & { message_id: number };
      if (status.message_id === message.id) statuses.push(status);
    }
  return { raw, statuses };
}

/** The months of the archive, oldest first. */
export const listArchives = (db: Kysely<DB>) =>
  db
    .selectFrom("archives")
    .select(sql<string>`to_char(month, 'YYYY-MM')`.as("name"))
    .select(["messages", "statuses", "files", "manifest_sha256", "written_at", "removed_at", "brought_back_at"])
    .select(["expired_at", "deleted_at"])
    .orderBy("archives.month")
    .execute();

/**
 * Reads the whole archive and returns what is wrong with it, one sentence each: files that are missing, that are not as they were written, or of which
 * the manifest was changed; media that the store lacks. Of months that were deleted the checksum alone is left, on which the next month follows.
 */
export async function verifyArchives(db: Kysely<DB>, blobs: BlobStore): Promise<string[]> {
  const faults: string[] = [];
  const months = await listArchives(db);
  const known = new Map(months.map(({ name, manifest_sha256 }) => [name, manifest_sha256]));
  for (const { name, manifest_sha256, expired_at } of months) {
    if (expired_at !== null) continue;
    try {
      const { manifest, sha256 } = await readManifest(blobs, name);
      if (sha256 !== manifest_sha256) throw damaged(name, "manifest.json was changed");
      const { previous } = manifest;
      if (previous && known.get(previous.month) !== previous.manifest_sha256)
        throw damaged(name, `it does not follow on ${previous.month}`);
      for (const file of Object.values(manifest.files)) await verifyFile(blobs, name, file);
      faults.push(...(await missingMedia(db, blobs, name, manifest)));
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return faults;
}

async function verifyFile(blobs: BlobStore, month: string, file: Manifest["files"]["messages"]): Promise<void> {
  const source = await blobs.read(archiveKey(month, file.name));
  if (!source) throw damaged(month, `${file.name} is missing`);
  if ((await digestOf(source)).sha256 !== file.sha256) throw damaged(month, `${file.name} is not as it was written`);
}

/** Files that the store lacks, but for those that were deleted because they or their message were kept for as long as is set. */
async function missingMedia(db: Kysely<DB>, blobs: BlobStore, month: string, { files }: Manifest): Promise<string[]> {
  const faults: string[] = [];
  for await (const line of linesOf(blobs, month, files.media.name)) {
    const { message_id, sha256 } = JSON.parse(line) as { message_id: number; sha256: string };
    const content = await blobs.read(blobKey(sha256), { start: 0, end: 0 });
    if (content) (content as NodeJS.ReadableStream & { destroy?(): void }).destroy?.();
    else if (await isWanted(db, message_id, sha256))
      faults.push(`The file ${sha256} of message ${message_id}, ${month}, is missing.`);
  }
  return faults;
}

async function isWanted(db: Kysely<DB>, messageId: number, sha256: string): Promise<boolean> {
  const { rows } = await sql`
    select from attachments a join blobs b on b.id = a.blob_id where a.message_id = ${messageId} and b.sha256 = ${sha256}`.execute(
    db,
  );
  return rows.length > 0;
}

/** Throws a sentence when a month is not archived, or was deleted. */
export async function mustBeArchived(db: Kysely<DB>, month: string): Promise<void> {
  const known = await db
    .selectFrom("archives")
    .select("expired_at")
    .where("month", "=", dayOf(month))
    .executeTakeFirst();
  if (!known) throw new Error(`${month} is not archived. What is, lists: archive list`);
  if (known.expired_at) throw new Error(`${month} was deleted from the archive: it was kept for as long as is set.`);
}

/**
 * Reads a month back into the database, from where it was taken. Returns how many messages and statuses. Can be repeated after it was cut off. Throws a
 * sentence when the month is not archived.
 */
export async function bringBack(
  db: Kysely<DB>,
  blobs: BlobStore,
  month: string,
  now: Date,
): Promise<{ messages: number; statuses: number }> {
  await mustBeArchived(db, month);
  const { manifest } = await readManifest(blobs, month);
  for (const file of Object.values(manifest.files)) await verifyFile(blobs, month, file);
  // First, so that the schedule does not free the database again of what has come back already, and does not delete the files meanwhile.
  const { numUpdatedRows } = await db
    .updateTable("archives")
    .set({ brought_back_at: now })
    .where("month", "=", dayOf(month))
    .where("expired_at", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await mustBeArchived(db, month);
  const back = { messages: 0, statuses: 0 };
  await inBatches(linesOf(blobs, month, manifest.files.messages.name), async (batch) => {
    const { numAffectedRows } = await sql`
      update messages m set raw = r.raw, content = r.content || m.content from ${asRows("id bigint, raw jsonb, content jsonb", batch)}
      where m.id = r.id`.execute(db);
    back.messages += Number(numAffectedRows);
  });
  await inBatches(linesOf(blobs, month, manifest.files.statuses.name), async (batch) => {
    const names = sql.raw(statusColumns.map(([name]) => name).join(", "));
    const { numAffectedRows } = await sql`
      insert into message_statuses (${names}) overriding system value
      select ${names} from ${asRows(statusColumns.map((column) => column.join(" ")).join(", "), batch)} on conflict do nothing`.execute(
      db,
    );
    back.statuses += Number(numAffectedRows);
  });
  return back;
}

const statusColumns = [
  ["id", "bigint"],
  ["channel_id", "int"],
  ["provider_id", "text"],
  ["status", "text"],
  ["provider_status", "text"],
  ["participant", "text"],
  ["recipient", "text"],
  ["happened_at", "timestamptz"],
  ["received_at", "timestamptz"],
  ["error_code", "int"],
  ["error_title", "text"],
  ["error_details", "text"],
  ["details", "jsonb"],
];

/** Lines as rows of `r`, which PostgreSQL parses itself: a JavaScript number would round what a provider wrote. */
const asRows = (columns: string, lines: readonly string[]) =>
  sql`json_to_recordset(${`[${lines.join(",")}]`}::json) as ${sql.raw(`r(${columns})`)}`;
