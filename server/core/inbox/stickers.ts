// The stickers that were sent or received last, so that they can be sent again.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** How many of the latest messages with stickers are looked at. */
const LOOKED_AT = 1_000;

/** The attachments of the latest stickers that are kept here, each picture once, newest first. */
export async function recentStickers(db: Kysely<DB>, limit: number): Promise<{ id: number; animated: boolean }[]> {
  const { rows } = await sql<{ id: number; animated: boolean }>`
    select id, animated from (
      select distinct on (a.blob_id) a.id, a.animated, a.message_id from attachments a
      where a.message_id in (select id from messages where type = 'sticker' order by id desc limit ${LOOKED_AT}) and a.state = 'ready'
      order by a.blob_id, a.message_id desc
    ) latest order by message_id desc limit ${limit}`.execute(db);
  return rows;
}
