// Makes a backup: the database as it is at one moment, the files of its messages, and the secrets under a passphrase.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type pg from "pg";
import { createClient } from "../../base/db.ts";
import { lockOf } from "../../base/lease.ts";
import { version } from "../../base/version.ts";
import type { BlobStore } from "../../contract/ports.ts";
import * as archived from "./archived.ts";
import * as files from "./files.ts";
import { checksumIn, FORMAT, keyOf, type Manifest, manifestKey, newId } from "./manifest.ts";
import { readSecrets, sealSecrets } from "./secrets.ts";
import * as tables from "./tables.ts";
import { withTemporary } from "./transfer.ts";

/** What is backed up. */
export type Source = {
  /** The database's URL. */
  url: string;
  store: files.FileStore;
  /** What decrypts the secrets of numbers. */
  appSecretKeys: readonly Buffer[];
  /** Called with the process id of the connection that reads the database, on the database's machine. */
  onReader?(pid: number): void;
};

/** Where it goes; `temporary` is a folder of its own, which is emptied. */
export type Target = { place: BlobStore; passphrase: string; temporary: string };

/** A backup that was made. `lost`: keys of files that messages or the archive need and the store does not have, or not as they were. */
export type Made = { manifest: Manifest; copied: number; lost: string[] };

/** The exit code of the command when another backup is under way: EX_TEMPFAIL. */
export const UNDER_WAY = 75;

/** The exit code of the command when the backup was made without files that the store has lost: EX_IOERR. */
export const FILES_LOST = 74;

/** Another backup of the same database is under way. */
export class BackupUnderWay extends Error {}

/**
 * Makes a backup. It counts only when its manifest is there, which is written last: one that was interrupted is none, and is deleted by `prune`.
 * Throws {@link BackupUnderWay}.
 */
export async function make(source: Source, target: Target, now: Date): Promise<Made> {
  const client = createClient(source.url, "backup", "errand");
  await client.connect();
  try {
    const { rows } = await client.query(
      "select pg_try_advisory_lock($1, $2) as free, pg_backend_pid() as pid",
      lockOf("backup"),
    );
    if (!rows[0].free) throw new BackupUnderWay("Another backup of this database is under way. Wait until it is done.");
    source.onReader?.(rows[0].pid);
    // What a backup that was killed left there.
    await rm(target.temporary, { recursive: true, force: true });
    const id = newId(now, randomBytes(2).toString("hex"));
    const known = await keptBefore(target.place);
    const { months, ...database } = await writeDatabase(client, source, target, id);
    const archive = await archived.list(months, source.store.blobs, target.place);
    const begun = { ...database, format: FORMAT, id, madeAt: now.toISOString(), version, archive };
    const unknown: Manifest = { ...begun, files: { count: 0, bytes: 0, missing: [] } };
    const { copied, ...kept } = await files.copyOut(files.list(unknown, target), source.store, known, target);
    const manifest: Manifest = { ...begun, files: kept };
    await putText(target, manifestKey(id), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    return { manifest, copied, lost: await needed(client, source.store, manifest) };
  } finally {
    await client.end();
  }
}

/** The checksums of the files of messages that earlier backups have brought. */
async function keptBefore(place: BlobStore): Promise<Set<string>> {
  const known = new Set<string>();
  for await (const key of place.list()) {
    const checksum = checksumIn(key);
    if (checksum !== null) known.add(checksum);
  }
  return known;
}

type Database = Pick<Manifest, "postgres" | "migrations" | "sequences" | "tables" | "secrets"> & {
  months: archived.Month[];
};

/** Writes the tables and the secrets as they are at one moment. */
async function writeDatabase(client: pg.Client, source: Source, target: Target, id: string): Promise<Database> {
  const to = { place: target.place, id, temporary: target.temporary };
  await client.query("begin isolation level repeatable read, read only");
  const { rows } = await client.query("select current_setting('server_version') as version");
  // Sequences do not belong to the moment: read now, they are past every id that the moment shows.
  const sequences = await tables.sequences(client);
  const migrations = await tables.migrations(client);
  const secrets = await readSecrets(client, source.appSecretKeys);
  const months = await archived.months(client);
  const written: Manifest["tables"] = [];
  for (const table of await tables.list(client)) written.push(await tables.write(client, table, to));
  await client.query("commit");
  const sealed = await sealSecrets(secrets, id, target.passphrase);
  const name = "secrets.bin";
  const sum = await putText(target, keyOf(id, name), sealed);
  return { postgres: rows[0].version, migrations, sequences, tables: written, secrets: { name, ...sum }, months };
}

/** Keeps bytes under a key; returns what a manifest says of them. */
const putText = ({ place, temporary }: Target, key: string, content: Buffer) =>
  withTemporary(temporary, [content] as unknown as AsyncIterable<Buffer>, async (file) => {
    await place.put(key, file.place);
    return { bytes: file.bytes, sha256: file.sha256 };
  });

/**
 * Of files without content, the keys of those of the archive, and of those that messages still need: others were deleted while the backup was made, or
 * never came whole.
 */
async function needed(client: pg.Client, store: files.FileStore, { archive, files }: Manifest): Promise<string[]> {
  const { missing } = files;
  const { rows } = await client.query<{ sha256: string }>(
    `select sha256 from blobs b where sha256 = any($1)
      and exists (select from attachments a where b.id in (a.blob_id, a.thumbnail_id)) order by 1`,
    [missing],
  );
  const ofArchive = archive.filter(({ sha256 }) => missing.includes(sha256)).map(({ key }) => key);
  return [...ofArchive, ...rows.map(({ sha256 }) => store.keyOf(sha256))];
}
