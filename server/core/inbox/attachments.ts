// The files of messages, as threads and single messages show them. core/media fetches and keeps them.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { FileState } from "../../contract/media.ts";

/** A file of a message. */
export type Attachment = {
  id: number;
  /** The provider's id. */
  provider_id: string | null;
  /** The type that the sender named. */
  mime_type: string | null;
  /** The type by its first bytes; null until it is kept. */
  true_type: string | null;
  file_name: string | null;
  /** In bytes; null until it is kept. */
  size: number | null;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  voice: boolean;
  animated: boolean;
  has_thumbnail: boolean;
  state: FileState;
  /** Why it is not here; null when it is, or was not tried yet. */
  reason: string | null;
};

const shown = sql`json_build_object('id', a.id, 'provider_id', a.provider_id, 'mime_type', a.mime_type,
      'true_type', b.mime_type, 'file_name', a.file_name, 'size', b.size, 'width', a.width, 'height', a.height,
      'duration_ms', a.duration_ms, 'voice', a.voice, 'animated', a.animated, 'has_thumbnail', a.thumbnail_id is not null,
      'state', a.state, 'reason', a.reason)`;

/** The files of the message that has the id, as JSON, in their order; for a select list. */
export function attachmentsOf(messageId: RawBuilder<unknown>): RawBuilder<Attachment[]> {
  return sql`(
    select coalesce(json_agg(${shown} order by a.position), '[]')
    from attachments a left join blobs b on b.id = a.blob_id where a.message_id = ${messageId}
  )`;
}

/** One file. Throws NOT_FOUND. */
export async function one(db: Kysely<DB>, id: number): Promise<Attachment> {
  const { rows } = await sql<{ file: Attachment }>`
    select ${shown} as file from attachments a left join blobs b on b.id = a.blob_id where a.id = ${id}`.execute(db);
  if (!rows[0]) throw new Fault("NOT_FOUND", `There is no file ${id}.`);
  return rows[0].file;
}
