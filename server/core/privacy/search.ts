// Searches everything for a person's keys: all columns of all tables, the log of webhooks, and the files of the archive.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { BlobStore } from "../../contract/ports.ts";
import { archiveFiles, linesOf } from "../archive/month.ts";
import { listArchives } from "../archive/read.ts";
import { type Person, patternOf, raw } from "./person.ts";
import { inBody, names } from "./tables.ts";

/** What a search found: how many rows or lines there are of each table or file with one of the keys. */
export type Found = {
  tables: number;
  columns: number;
  /** By table: rows with a number or user id of the person. */
  keys: Record<string, number>;
  /** By table: rows with nothing but the same name or username, which others may have too. */
  names: Record<string, number>;
  /** By file of the archive: lines with a number or user id. */
  archive: Record<string, number>;
};

/** The table of the erasures itself holds what is searched for until the work is done. */
const OWN = "erasures";

const searched = ["text", "character varying", "json", "jsonb", "ARRAY"];

/** Searches for the keys of the person who was gathered. */
export async function search(tx: Transaction<DB>, blobs: BlobStore, person: Person): Promise<Found> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select c.table_name as name, array_agg(quote_ident(c.column_name)) as columns
    from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = any(${searched}::text[]) and c.table_name <> ${OWN}
    group by c.table_name order by c.table_name`.execute(tx);
  const found: Found = { tables: 0, columns: 0, keys: {}, names: {}, archive: {} };
  for (const { name, columns } of rows) {
    found.tables += 1;
    found.columns += columns.length;
    const text = `concat_ws(E'\\n', ${columns.map((column) => `t.${column}::text`).join(", ")})`;
    await note(tx, found.keys, name, names(text));
    if (person.names.length > 0) await noteNames(tx, found.names, name, columns, person.names);
  }
  await note(tx, found.keys, "webhooks", inBody);
  found.archive = await searchArchive(tx, blobs, person);
  return found;
}

async function note(tx: Transaction<DB>, counts: Record<string, number>, table: string, where: string): Promise<void> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from ${raw(`"${table}" t where ${where}`)}`.execute(tx);
  if (rows[0]!.n > 0) counts[table] = (counts[table] ?? 0) + rows[0]!.n;
}

/** A name counts where it is a whole value: names are words, too. */
async function noteNames(
  tx: Transaction<DB>,
  counts: Record<string, number>,
  table: string,
  columns: readonly string[],
  names: readonly string[],
): Promise<void> {
  const wanted = [...names, ...names.map((name) => JSON.stringify(name))];
  const whole = columns.map(
    (column) => `t.${column}::text = n or (left(n, 1) = '"' and position(n in t.${column}::text) > 0)`,
  );
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${raw(`"${table}" t`)} where exists (select from unnest(${wanted}::text[]) n where ${raw(whole.join(" or "))})`.execute(
    tx,
  );
  if (rows[0]!.n > 0) counts[table] = rows[0]!.n;
}

async function searchArchive(tx: Transaction<DB>, blobs: BlobStore, { keys }: Person): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const patterns = keys.map(({ value }) => new RegExp(patternOf(value)));
  for (const { name: month, expired_at } of await listArchives(tx)) {
    if (expired_at !== null) continue;
    for (const file of Object.values(archiveFiles))
      for await (const line of linesOf(blobs, month, file))
        if (patterns.some((pattern) => pattern.test(line)))
          counts[`${month}/${file}`] = (counts[`${month}/${file}`] ?? 0) + 1;
  }
  return counts;
}
