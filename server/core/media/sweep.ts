// Deletes files that nobody needs: uploads that were not sent within a day and that no rule and no canned reply sends, and content to which nothing
// refers.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { blobKey, type Files } from "./keep.ts";

/** How long an upload waits to be sent, and content for something that refers to it, in hours. */
const KEPT_HOURS = 24;

/** How many contents are deleted in one transaction. */
const BATCH_SIZE = 50;

/** Deletes what nobody needs, and returns how many uploads and contents. Times are those of the database. */
export async function sweepFiles(db: Kysely<DB>, files: Files): Promise<{ uploads: number; blobs: number }> {
  const old = sql`now() - make_interval(hours => ${KEPT_HOURS})`;
  const { numAffectedRows } = await sql`
    delete from attachments u where u.message_id is null and u.created_at < ${old}
      and not exists (select from attachments a where a.blob_id = u.blob_id and a.message_id is not null)
      and not exists (select from keyword_rules r where r.file_id = u.id or u.id = any(r.file_ids))
      and not exists (select from canned_replies c where c.file_id = u.id)`.execute(db);
  let blobs = 0;
  for (;;) {
    const deleted = await sweepBatch(db, files);
    blobs += deleted;
    if (deleted < BATCH_SIZE) return { uploads: Number(numAffectedRows), blobs };
  }
}

/** The content goes before the commit: whoever keeps the same content meanwhile waits for the row, and then puts it anew. */
const sweepBatch = (db: Kysely<DB>, files: Files): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ sha256: string }>`
      delete from blobs where id in (
        select b.id from blobs b where b.created_at < now() - make_interval(hours => ${KEPT_HOURS})
          and not exists (select from attachments a where a.blob_id = b.id)
          and not exists (select from attachments a where a.thumbnail_id = b.id)
        limit ${BATCH_SIZE} for update skip locked)
      returning sha256`.execute(tx);
    for (const { sha256 } of rows) await files.blobs.remove(blobKey(sha256));
    return rows.length;
  });

/** Deletes those of some contents to which nothing refers, whatever their age, and returns how many. */
export async function removeUnused(tx: Transaction<DB>, { blobs }: Files, ids: readonly number[]): Promise<number> {
  const { rows } = await sql<{ sha256: string }>`
    delete from blobs b where b.id = any(${ids}::bigint[])
      and not exists (select from attachments a where b.id in (a.blob_id, a.thumbnail_id))
    returning sha256`.execute(tx);
  for (const { sha256 } of rows) await blobs.remove(blobKey(sha256));
  return rows.length;
}
