// How much room the disks of all machines have: each process notes its own, and the watch reads them all.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { DiskSpace } from "../../base/disk.ts";

/** A machine's disk, where its process has DATA_DIR. */
export type MachineDisk = { host: string; space: DiskSpace };

const name = "disk";

/** From when on nothing that was noted counts any more, and when it is deleted: machines come and go. */
const AGE = { counts: "5 minutes", kept: "1 day" };

/** Notes the space of a machine's disk. */
export async function note(db: Kysely<DB>, { host, space }: MachineDisk): Promise<void> {
  await sql`
    insert into metrics (name, labels, value, updated_at)
    values (${name}, ${JSON.stringify({ host, of: "free" })}::jsonb, ${space.free}, now()),
      (${name}, ${JSON.stringify({ host, of: "size" })}::jsonb, ${space.size}, now())
    on conflict (name, labels) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db);
}

/** The disks of the machines that run now, by the machines' names. */
export async function list(db: Kysely<DB>): Promise<MachineDisk[]> {
  await sql`delete from metrics where name = ${name} and updated_at < now() - ${AGE.kept}::interval`.execute(db);
  const { rows } = await sql<{ host: string; free: number; size: number }>`
    select f.labels->>'host' as host, f.value as free, s.value as size
    from metrics f join metrics s on s.name = f.name and s.labels = jsonb_set(f.labels, '{of}', '"size"')
    where f.name = ${name} and f.labels->>'of' = 'free' and f.updated_at > now() - ${AGE.counts}::interval order by 1`.execute(
    db,
  );
  return rows.map(({ host, free, size }) => ({ host, space: { free, size } }));
}
