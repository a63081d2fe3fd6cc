// Takes messages out of the archive: rewrites the files of their months, and makes the chain of manifests anew from there on.
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { digestOf } from "../../base/digest.ts";
import type { BlobStore } from "../../contract/ports.ts";
import type { Files } from "../media/keep.ts";
import {
  type ArchiveFile,
  archiveFiles,
  archiveKey,
  checksum,
  dayOf,
  linesOf,
  type Manifest,
  messageIdOf,
  readManifest,
} from "./month.ts";

/** A file that is to take the place of another lies beside it until it has. */
const successor = (name: string) => `${name}.new`;

/** Somebody's messages: their ids by month, and what tells those that the database does not have any more. */
type Theirs = {
  months: Readonly<Record<string, readonly number[]>>;
  contacts: readonly number[];
  conversations: readonly number[];
};

/** The ids of somebody's messages by month, with those that the archive alone still has. Throws DamagedArchive. */
export async function idsByMonth(
  tx: Transaction<DB>,
  blobs: BlobStore,
  { months, ...theirs }: Theirs,
): Promise<Record<string, readonly number[]>> {
  const [contacts, conversations] = [new Set(theirs.contacts), new Set(theirs.conversations)];
  const all: Record<string, readonly number[]> = { ...months };
  for (const month of await lockMonths(tx)) {
    const named: number[] = [];
    for await (const line of linesOf(blobs, month, archiveFiles.messages)) {
      const message = JSON.parse(line) as { id: number; contact_id: number; conversation_id: number };
      if (contacts.has(message.contact_id) || conversations.has(message.conversation_id)) named.push(message.id);
    }
    // What the database has is somebody else's, from whom they were taken apart since.
    const { rows } = await sql<{ id: number }>`
      select id from unnest(${named}::bigint[]) named (id) where not exists (select from messages m where m.id = named.id)`.execute(
      tx,
    );
    const ids = new Set([...(months[month] ?? []), ...rows.map(({ id }) => id)]);
    if (ids.size > 0) all[month] = [...ids];
  }
  return all;
}

/** The months of the archive that have files, in the order of their chain; nobody else changes the archive until the transaction ends. */
async function lockMonths(tx: Transaction<DB>): Promise<string[]> {
  await sql`lock table archives in share update exclusive mode`.execute(tx);
  const { rows } = await sql<{ month: string }>`
    select to_char(month, 'YYYY-MM') as month from archives where expired_at is null order by written_at, archives.month`.execute(
    tx,
  );
  return rows.map(({ month }) => month);
}

/**
 * Takes out the messages with these ids, by month, with their statuses and the lines of their files. Returns how many lines went, by month. Can be
 * repeated after it was cut off. Throws DamagedArchive.
 */
export async function takeOut(
  tx: Transaction<DB>,
  files: Files,
  months: Readonly<Record<string, readonly number[]>>,
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  if (Object.keys(months).length === 0) return removed;
  await mkdir(files.temporary, { recursive: true });
  /** The checksums of the manifests that were made anew. */
  const anew = new Map<string, string>();
  for (const month of await lockMonths(tx)) {
    const ids = months[month];
    await settle(files, month, "manifest.json");
    const { manifest } = await readManifest(files.blobs, month);
    const previous = manifest.previous && anew.get(manifest.previous.month);
    if (!ids && !previous) continue;
    if (previous) manifest.previous = { month: manifest.previous!.month, manifest_sha256: previous };
    if (ids) removed[month] = await rewrite(files, month, manifest, new Set(ids));
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await withFile(files.temporary, [text], (place) => replace(files.blobs, month, "manifest.json", place));
    anew.set(month, checksum(text));
    const { messages, statuses, media } = manifest.files;
    await tx
      .updateTable("archives")
      .set({ messages: messages.rows, statuses: statuses.rows, files: media.rows, manifest_sha256: checksum(text) })
      .where("month", "=", dayOf(month))
      .execute();
  }
  return removed;
}

/** Rewrites the files of a month and what its manifest says of them; returns how many lines are gone. */
async function rewrite(files: Files, month: string, manifest: Manifest, ids: ReadonlySet<number>): Promise<number> {
  let gone = 0;
  for (const [file, name] of Object.entries(archiveFiles) as [ArchiveFile, string][]) {
    await settle(files, month, name);
    let [rows, matched] = [0, 0];
    async function* kept() {
      for await (const line of linesOf(files.blobs, month, name)) {
        if (ids.has(messageIdOf(line))) matched += 1;
        else {
          rows += 1;
          yield `${line}\n`;
        }
      }
    }
    const put = async (place: string) => {
      if (matched > 0) await replace(files.blobs, month, name, place);
    };
    await withFile(files.temporary, kept(), put, createGzip());
    const source = (await files.blobs.read(archiveKey(month, name))) as Readable;
    manifest.files[file] = { name, rows, ...(await digestOf(source)) };
    gone += matched;
  }
  return gone;
}

/** Puts a file in another's place: at every moment one of the two is in the store. */
async function replace(blobs: BlobStore, month: string, name: string, place: string): Promise<void> {
  await blobs.put(archiveKey(month, successor(name)), place);
  await moveUp(blobs, month, name, place);
}

async function moveUp(blobs: BlobStore, month: string, name: string, place: string): Promise<void> {
  await blobs.remove(archiveKey(month, name));
  await blobs.put(archiveKey(month, name), place);
  await blobs.remove(archiveKey(month, successor(name)));
}

/** Ends a replacement that was cut off: a successor that is there is whole. */
async function settle({ blobs, temporary }: Files, month: string, name: string): Promise<void> {
  const source = (await blobs.read(archiveKey(month, successor(name)))) as Readable | null;
  if (source !== null) await withFile(temporary, source, (place) => moveUp(blobs, month, name, place));
}

/** Writes a temporary file for as long as `use` runs. */
async function withFile<T>(
  temporary: string,
  source: AsyncIterable<string | Uint8Array> | Iterable<string>,
  use: (place: string) => Promise<T>,
  ...through: NodeJS.ReadWriteStream[]
): Promise<T> {
  const place = path.join(temporary, randomUUID());
  try {
    await pipeline([Readable.from(source), ...through, createWriteStream(place, { flags: "wx" })]);
    return await use(place);
  } finally {
    await rm(place, { force: true });
  }
}
