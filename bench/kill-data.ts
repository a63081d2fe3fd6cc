// What kill.ts works on: a database with much that is old, and one of an older version.
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { DB } from "../db/rows.ts";
import { createPool, overPool } from "../server/base/db.ts";
import { migrate } from "../server/base/migrate.ts";
import { core, namesIn } from "../server/base/migrations.ts";
import * as seals from "../server/core/access/seals.ts";
import { archiveOld } from "../server/core/archive/write.ts";
import { foldCosts } from "../server/core/costs/fold.ts";
import { kindsOf } from "../server/core/retention/settings.ts";
import { seed } from "../server/core/seed/seed.ts";
import { createDiskStore } from "../server/edge/blobs/disk.ts";
import { plugins } from "../server/skills.ts";
import { now } from "./kill-step.ts";

const root = path.join(import.meta.dirname, "..");

/** A year of 20,000 messages with their webhooks, some archived; everything is kept for 60 days. */
export async function fillNewest(url: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await migrate(url, plugins);
  const pool = createPool(url, "bench", 2);
  const db = overPool<DB>(pool);
  const numbers = { meta: "1", twilio: "+15550190001" };
  await seed(db, { messages: 20_000, conversations: 300, now, days: 365, numbers }, () => {});
  await pool.query(
    `
    insert into webhooks (source, body, received_at)
    select 'meta', convert_to(coalesce(text_body, ''), 'UTF8'), sent_at from messages order by sent_at;
    update webhook_cursor set position = (select max(id) from webhooks);
    insert into audit_log (at, actor, action, subject, subject_id)
    select $1::timestamptz - make_interval(hours => 9000 - n), 'cli', 'bench.change', 'bench', n from generate_series(1, 9000) n`.replace(
      "$1",
      `'${now.toISOString()}'`,
    ),
  );
  await pool.query("insert into retention_rules (kind, days) select unnest($1::text[]), 60", [
    kindsOf(plugins)
      .filter(({ name }) => name !== "archive")
      .map(({ name }) => name),
  ]);
  while ((await foldCosts(db, now)) > 0);
  await seals.seal(db, now, true);
  const files = { blobs: createDiskStore(folder), temporary: path.join(folder, "tmp"), scanner: null };
  await archiveOld(db, files, { months: 10, now, signal: new AbortController().signal });
  await pool.end();
}

/** The version before migration 25, with what it had in its tables. `load`: runs statements as superuser. */
export async function fillOld(
  url: string,
  folder: string,
  load: (statements: [text: string, values?: unknown[]][]) => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await migrate(url, [], { upTo: { [core.records]: namesIn(core).slice(0, 24) } });
  const packed = readFileSync(path.join(root, "test/support/upgrade/0024.json.gz"));
  const old: Record<string, object[]> = JSON.parse(gunzipSync(packed).toString());
  // Rows as they were, without what triggers would add.
  const statements: [text: string, values?: unknown[]][] = [["set session_replication_role = replica"]];
  for (const [table, rows] of Object.entries(old)) {
    const names = Object.keys(rows[0] ?? {})
      .map((name) => `"${name}"`)
      .join(", ");
    statements.push([`delete from ${table}`]);
    if (rows.length > 0)
      statements.push([
        `insert into ${table} (${names}) overriding system value select ${names} from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows)],
      ]);
  }
  await load(statements);
}
