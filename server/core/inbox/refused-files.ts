// Files that a provider took and then could not deliver: its id of them is not used again.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";

/** Forgets a provider's ids of the files of messages that failed because of the file, so that the next message uploads the file anew. */
export async function forgetRefusedFiles(
  tx: Transaction<DB>,
  failed: readonly { channelId: number; providerId: string }[],
): Promise<void> {
  if (failed.length === 0) return;
  const rows = failed.map(({ channelId, providerId }) => ({ channel_id: channelId, provider_id: providerId }));
  await sql`
    delete from provider_files f
    using ${recordset("r", "channel_id int, provider_id text", rows)}, messages m, attachments a
    where m.channel_id = r.channel_id and m.provider_id = r.provider_id and m.direction = 'out' and a.message_id = m.id
      and f.channel_id = m.channel_id and f.blob_id = a.blob_id`.execute(tx);
}
