// What a backup consists of, and how its files are named. The manifest is written last: what has none is no backup.
import { z } from "zod";
import type { BlobStore } from "../../contract/ports.ts";

/** The version of the form of backups. */
export const FORMAT = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({
  /** Its name in the backup's folder. */
  name: z.string().regex(/^[\w.-]+$/),
  bytes: z.int().min(0),
  sha256,
});

/** A file of a backup. */
export type BackupFile = z.infer<typeof file>;

const table = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.int().min(0),
  /** The checksum of all rows as COPY writes them. */
  sha256,
  /** Compressed with zstd; together they are the rows. */
  parts: z.array(file),
});

/** A table of a backup. */
export type BackupTable = z.infer<typeof table>;

const manifest = z.object({
  format: z.int(),
  id: z.string(),
  madeAt: z.iso.datetime(),
  /** The version of the Bellhop that made it. */
  version: z.string(),
  postgres: z.string(),
  /** The migrations that had run, by the table that records them. */
  migrations: z.record(z.string(), z.array(z.string())),
  tables: z.array(table),
  /** Null: it was never used. */
  sequences: z.array(z.object({ name: z.string(), value: z.int().nullable() })),
  /** The files of messages, which all backups of a place share; `missing` had no content when the backup was made. */
  files: z.object({ count: z.int(), bytes: z.int(), missing: z.array(sha256) }),
  /** The files of the archive, by their keys in the store; kept like files of messages. Backups of older versions have none. */
  archive: z
    .array(z.object({ key: z.string().regex(/^archive\/\d{4}-\d\d\/\w[\w.-]*$/), bytes: z.int().min(0), sha256 }))
    .default([]),
  /** What opens everything that is encrypted, itself encrypted with the passphrase. */
  secrets: file,
});

/** A backup's list of contents. */
export type Manifest = z.infer<typeof manifest>;

const MANIFEST = "manifest.json";
const FILES = "files/";

/** The key of a file of a backup in the place where backups are. */
export const keyOf = (id: string, name: string): string => `${id}/${name}`;
export const manifestKey = (id: string): string => keyOf(id, MANIFEST);

/** The key of a message's file, which is kept once for all backups. */
export const fileKey = (checksum: string): string => `${FILES}${checksum.slice(0, 2)}/${checksum}`;

/** The checksum that a key of {@link fileKey} names; null for other keys. */
export const checksumIn = (key: string): string | null => /^files\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1] ?? null;

/** The id of a backup that is made now: ids are in the order of time. */
export const newId = (now: Date, random: string): string =>
  `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z-${random}`;

const ID = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/;

/** The backup to which a key belongs; null for other keys. */
export const idIn = (key: string): string | null => {
  const [id = ""] = key.split("/");
  return ID.test(id) && key.includes("/") ? id : null;
};

/** The ids of the complete backups among keys, oldest first. */
export const complete = (keys: Iterable<string>): string[] =>
  [...keys].flatMap((key) => (key.endsWith(`/${MANIFEST}`) ? (idIn(key) ?? []) : [])).sort();

/** Reads the manifest of a backup. Throws a sentence when it is not there, damaged, or of a newer form. */
export async function readManifest(place: BlobStore, id: string): Promise<Manifest> {
  const content = await place.read(manifestKey(id));
  if (content === null) throw new Error(`There is no backup ${id}. List them with: backup --list`);
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk as Uint8Array));
  let read: unknown;
  try {
    read = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Error(`The manifest of backup ${id} is damaged. Use another backup.`);
  }
  const { format } = (read ?? {}) as { format?: unknown };
  if (typeof format === "number" && format > FORMAT)
    throw new Error(`Backup ${id} was made by a newer Bellhop. Use that version or a newer one.`);
  const parsed = manifest.safeParse(read);
  if (!parsed.success || parsed.data.id !== id)
    throw new Error(`The manifest of backup ${id} is damaged. Use another backup.`);
  return parsed.data;
}
