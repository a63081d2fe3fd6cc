// Deletes archived months whose time is over. Their rows stay, with the checksums on which the months after them follow.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { BlobStore } from "../../contract/ports.ts";
import type { Due, RetentionKind } from "../../contract/retention.ts";
import { archiveFiles, archiveKey } from "./month.ts";

/** Months that are over before a time and whose files can go: the database is freed of them, and nobody brings them back just now. */
const isOver = (before: Date) => sql<boolean>`
  expired_at is null and month + interval '1 month' <= ${before}::timestamptz at time zone 'UTC'
  and (brought_back_at < now() - interval '1 day' or (brought_back_at is null and removed_at is not null))`;

/** Months of the archive as a kind of data that is kept for a limited time. {@link removeExpired} deletes the files. */
export const archivedMonths: RetentionKind<Transaction<DB>> = {
  name: "archive",
  title: "Archived months",
  description:
    "The files of archived months, which hold the raw data and delivery steps of old messages, and their text. A month goes at the latest when the messages of all numbers do.",
  byNumber: false,
  async find(tx, { before }) {
    const { rows } = await sql<Due>`
      select count(*)::int as count, min(month)::timestamp at time zone 'UTC' as oldest from archives where ${isOver(before)}`.execute(
      tx,
    );
    return rows[0]!;
  },
  async deleteSome(tx, { before }) {
    const { numAffectedRows } = await sql`update archives set expired_at = now() where ${isOver(before)}`.execute(tx);
    return { deleted: Number(numAffectedRows), next: null };
  },
};

/** Deletes the files of months that are to go. Can be repeated after it was cut off. */
export async function removeExpired(db: Kysely<DB>, blobs: BlobStore): Promise<void> {
  const { rows } = await sql<{ month: string }>`
    select to_char(month, 'YYYY-MM') as month from archives where expired_at is not null and deleted_at is null order by 1`.execute(
    db,
  );
  for (const { month } of rows) {
    for (const name of [...Object.values(archiveFiles), "manifest.json"]) await blobs.remove(archiveKey(month, name));
    await sql`update archives set deleted_at = now() where to_char(month, 'YYYY-MM') = ${month}`.execute(db);
  }
}
