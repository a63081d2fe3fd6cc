// Proves that what was restored is what a backup says: each table byte for byte, and that all counting goes on after it.
import type pg from "pg";
import { createClient } from "../../base/db.ts";
import { digestOf } from "../../base/digest.ts";
import type { Manifest } from "./manifest.ts";
import * as tables from "./tables.ts";

/** Compares a database that was just filled with its backup; returns a sentence for each fault. Before newer migrations run. */
export async function compare(url: string, manifest: Manifest): Promise<string[]> {
  const client = createClient(url, "verify", "errand");
  await client.connect();
  try {
    // Rows are read in the order in which they were written, as when the backup was made.
    await client.query("set synchronize_seqscans = off");
    const faults: string[] = [];
    for (const table of manifest.tables) {
      const rows = tables.rowsOf(client, table);
      const { sha256 } = await digestOf(rows);
      if (rows.rowCount !== table.rows)
        faults.push(`The table ${table.name} has ${rows.rowCount} rows and should have ${table.rows}.`);
      else if (sha256 !== table.sha256) faults.push(`The rows of ${table.name} are not those of the backup.`);
    }
    return [...faults, ...(await counting(client)), ...(await journal(client))];
  } finally {
    await client.end();
  }
}

/** A sequence that is behind its table would give an id a second time. */
async function counting(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select c.relname as "table", a.attname as "column", d.objid::regclass::text as sequence
    from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
    join pg_class c on c.oid = d.refobjid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.deptype in ('i', 'a') and c.relnamespace = 'public'::regnamespace order by 1`);
  const faults: string[] = [];
  for (const { table, column, sequence } of rows) {
    const { rows: found } = await client.query<{ behind: boolean }>(
      `select coalesce(max(${tables.identifier(column)}) > coalesce(pg_sequence_last_value($1::regclass), 0), false) as behind
      from ${tables.quoted(table)}`,
      [sequence],
    );
    if (found[0]!.behind) faults.push(`The next id of ${table} would be one that is taken.`);
  }
  return faults;
}

/** The log of webhooks: the drain must stand within it. Ids that no webhook has are normal: those of transactions that were taken back. */
async function journal(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ beyond: boolean }>(`
    select position > coalesce(pg_sequence_last_value(pg_get_serial_sequence('webhooks', 'id')::regclass), 0) as beyond from webhook_cursor`);
  if (rows.length !== 1) return ["The drain's place in the log of webhooks is lost."];
  return rows[0]!.beyond
    ? ["The drain stands behind the end of the log of webhooks: it would miss what comes next."]
    : [];
}
