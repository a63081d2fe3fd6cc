// A file of a message that is kept already.
import { Readable } from "node:stream";
import type { Kysely } from "kysely";
import type { DB } from "../../db/rows.ts";
import { type Files, keepFile } from "../../server/core/media/keep.ts";
import { openConversation } from "./record.ts";

/** Records a message with a file that was fetched; returns the file's id. `declared`: the type that its sender named. */
export async function makeKeptFile(
  db: Kysely<DB>,
  files: Files,
  content: string | Uint8Array,
  { declared = null, fileName = null }: { declared?: string | null; fileName?: string | null } = {},
): Promise<number> {
  const media = [{ providerId: "7000", url: null, mimeType: declared, sha256: null, fileName }];
  const { messageId } = await openConversation(db, { type: "document", text: null, media });
  const blob = await keepFile(db, files, Readable.from([Buffer.from(content)]));
  const { id } = await db
    .updateTable("attachments")
    .set({ state: "ready", blob_id: blob.id, due_at: null })
    .where("message_id", "=", messageId)
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}
