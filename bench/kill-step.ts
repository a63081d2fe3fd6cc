// One piece of the work that kill.ts kills, in a process of its own: node bench/kill-step.ts STEP DATABASE_URL FILES
import path from "node:path";
import { sql } from "kysely";
import type { DB } from "../db/rows.ts";
import { createPool, overPool } from "../server/base/db.ts";
import { createLog } from "../server/base/log.ts";
import { migrate } from "../server/base/migrate.ts";
import { archiveOld } from "../server/core/archive/write.ts";
import { pruneWebhooks } from "../server/core/ingest/prune.ts";
import { begin } from "../server/core/privacy/begin.ts";
import { dataOf } from "../server/core/privacy/person.ts";
import { finishAll } from "../server/core/privacy/steps.ts";
import { deleteOld, lastRuns } from "../server/core/retention/run.ts";
import { kindsOf } from "../server/core/retention/settings.ts";
import { createDiskStore } from "../server/edge/blobs/disk.ts";
import { plugins } from "../server/skills.ts";

/** The time of everything, so that work in two parts ends as work in one. */
export const now = new Date("2026-01-15T12:00:00Z");

const signal = new AbortController().signal;

/** What a step is given. */
type Parts = {
  url: string;
  db: ReturnType<typeof overPool<DB>>;
  files: { blobs: ReturnType<typeof createDiskStore>; temporary: string; scanner: null };
};

const steps = {
  async prune({ db }: Parts) {
    while ((await pruneWebhooks(db, now)) > 0);
  },
  async archive({ db, files }: Parts) {
    await archiveOld(db, files, { months: 2, now, signal });
  },
  async retention({ db, files }: Parts) {
    await deleteOld({ db, blobs: files.blobs, kinds: kindsOf(plugins), now, log: createLog("warn"), signal });
    const failed = (await lastRuns(db)).find(({ failure }) => failure !== null);
    if (failed) throw new Error(failed.failure!);
  },
  async erase({ db, files }: Parts) {
    const data = dataOf(plugins);
    const erased = await db.selectFrom("erasures").select("id").executeTakeFirst();
    // The person with the most messages who has no open booking.
    const { rows } = await sql<{ id: number }>`
      select m.contact_id as id from messages m where m.contact_id is not null and not exists (
        select from accounts a join bookings b on b.account_id = a.id where a.contact_id = m.contact_id and b.closed_at is null)
      group by 1 order by count(*) desc, 1 limit 1`.execute(db);
    if (!erased) await begin(db, rows[0]!.id, { by: "cli", now, data, secret: Buffer.alloc(32, 7) });
    await finishAll({ db, files, data, place: async () => null, clock: () => now });
  },
  async upgrade({ url }: Parts) {
    await migrate(url, plugins);
  },
};

export type StepName = keyof typeof steps;
export const stepNames = Object.keys(steps) as StepName[];

if (import.meta.main) {
  const [name, url, folder] = process.argv.slice(2) as [StepName, string, string];
  const pool = createPool(url, "bench", 2);
  const files = { blobs: createDiskStore(folder), temporary: path.join(folder, "tmp"), scanner: null };
  await steps[name]({ url, db: overPool<DB>(pool), files });
  await pool.end();
}
