// The tables of the database in a backup: which there are, writing one, and reading one.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import type pg from "pg";
import { copyOut } from "../../base/copy.ts";
import type { BlobStore } from "../../contract/ports.ts";
import { type BackupFile, type BackupTable, keyOf, type Manifest } from "./manifest.ts";
import { SECRET_TABLE } from "./secrets.ts";
import { withFetched, withTemporary } from "./transfer.ts";

/** How many bytes of rows are in one part: what must fit into the temporary folder, and is sent anew when the network fails. */
const PART_BYTES = 256 * 1024 * 1024;

/** Quick, and as small as gzip makes it. */
const compression = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** A table with its columns, except those that PostgreSQL computes. */
export type Columns = Pick<BackupTable, "name" | "columns">;

/** Objects of extensions are the extension's own. */
export const notOfExtension = (catalogue: "pg_class" | "pg_proc", oid: string): string =>
  `not exists (select from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;
const ours = notOfExtension("pg_class", "c.oid");

/**
 * The tables that a backup holds, by name. Not those that record migrations, which a restore fills itself, nor unlogged ones, which PostgreSQL empties
 * whenever it likes; the secrets are kept apart. Throws when the database has tables of a kind that would be left out.
 */
export async function list(client: pg.ClientBase): Promise<Columns[]> {
  const { rows: unknown } = await client.query<{ name: string }>(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('p', 'm', 'f') and ${ours} order by 1`);
  if (unknown.length > 0)
    throw new Error(
      `A backup cannot hold partitioned tables, materialized views and foreign tables, and the database has ${unknown.map(({ name }) => name).join(", ")}. ` +
        "If they are not Bellhop's, move them to another schema.",
    );
  const { rows } = await client.query<Columns>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p' and ${ours}
      and c.relname !~ '^schema_migrations(_|$)' and c.relname <> '${SECRET_TABLE}'
    group by c.relname order by c.relname`);
  return rows;
}

/** The migrations that have run, by the table that records them. */
export async function migrations(client: pg.ClientBase): Promise<Manifest["migrations"]> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and ${ours}
      and c.relname ~ '^schema_migrations(_|$)' order by 1`);
  const done: Manifest["migrations"] = {};
  for (const { name } of rows) {
    const { rows: run } = await client.query<{ name: string }>(`select name from ${quoted(name)} order by id`);
    done[name] = run.map((row) => row.name);
  }
  return done;
}

/** The sequences, and the last number that each has given. */
export async function sequences(client: pg.ClientBase): Promise<Manifest["sequences"]> {
  const { rows } = await client.query<{ name: string; value: number | null }>(`
    select c.relname as name, pg_sequence_last_value(c.oid) as value
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and ${ours} order by 1`);
  return rows;
}

/** A name in the public schema, as SQL. */
export const quoted = (name: string): string => `public.${identifier(name)}`;

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table with its columns, as COPY wants it. */
export const columnsOf = ({ name, columns }: Columns): string =>
  `${quoted(name)} (${columns.map(identifier).join(", ")})`;

/** All rows of a table in the form of a backup. */
export const rowsOf = (client: pg.ClientBase, table: Columns) => copyOut(client, `copy ${columnsOf(table)} to stdout`);

/** Writes a table, as the connection's transaction sees it. */
export async function write(
  client: pg.ClientBase,
  table: Columns,
  to: { place: BlobStore; id: string; temporary: string },
): Promise<BackupTable> {
  const hash = createHash("sha256");
  const rows = rowsOf(client, table);
  const chunks = rows[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const parts: BackupFile[] = [];
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const first = next.value;
    async function* part() {
      let bytes = 0;
      for (let chunk = first; ; ) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
        if (bytes >= PART_BYTES) return;
        const more = await chunks.next();
        if (more.done) return;
        chunk = more.value;
      }
    }
    const name = `${table.name}.${parts.length + 1}.zst`;
    parts.push(await writePart(part(), name, to));
  }
  return { ...table, rows: rows.rowCount, sha256: hash.digest("hex"), parts };
}

async function writePart(
  source: AsyncIterable<Buffer>,
  name: string,
  { place, id, temporary }: { place: BlobStore; id: string; temporary: string },
): Promise<BackupFile> {
  const compressed = createZstdCompress(compression);
  const fed = pipeline(source, compressed);
  // A fault reaches the reader of the other end too.
  fed.catch(() => {});
  return withTemporary(temporary, compressed, async (file) => {
    await place.put(keyOf(id, name), file.place);
    return { name, bytes: file.bytes, sha256: file.sha256 };
  });
}

/** The rows of a table of a backup, as bytes. Throws DamagedFile when they are not what was written. */
export async function* read(
  table: BackupTable,
  from: { place: BlobStore; id: string; temporary: string },
): AsyncGenerator<Buffer> {
  for (const part of table.parts) {
    // The file is there for as long as the body of the loop of whoever reads.
    const opened = Promise.withResolvers<string>();
    const done = Promise.withResolvers<void>();
    const held = withFetched(from.place, keyOf(from.id, part.name), part.sha256, from.temporary, (place) => {
      opened.resolve(place);
      return done.promise;
    });
    held.catch(opened.reject);
    try {
      const unpacked = createZstdDecompress();
      const fed = pipeline(createReadStream(await opened.promise), unpacked);
      fed.catch(() => {});
      yield* unpacked as AsyncIterable<Buffer>;
    } finally {
      done.resolve();
      await held.catch(() => {});
    }
  }
}
