// The picture of a video: the first browser that shows the video makes one, since nothing here decodes videos.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { announce } from "../inbox/announce.ts";
import { keepThumbnail, thumbnailOf } from "./inspect.ts";
import type { Files } from "./keep.ts";

/**
 * Keeps a picture of a video as its thumbnail; nothing happens when it has one. It is drawn anew, so that nothing but its pixels is kept.
 * Throws NOT_FOUND when the file is not here, BAD_REQUEST when it is no video or `image` is no picture.
 */
export async function keepPoster(db: Kysely<DB>, files: Files, id: number, image: Buffer, now: Date): Promise<void> {
  const row = await db
    .selectFrom("attachments as a")
    .innerJoin("blobs as b", "b.id", "a.blob_id")
    .leftJoin("messages as m", "m.id", "a.message_id")
    .select(["b.mime_type", "a.thumbnail_id", "m.id as messageId", "m.conversation_id as conversationId"])
    .where("a.id", "=", id)
    .where("a.state", "=", "ready")
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no video ${id} here.`);
  if (!row.mime_type.startsWith("video/")) throw new Fault("BAD_REQUEST", `The file ${id} is no video.`);
  if (row.thumbnail_id !== null) return;
  const thumbnail = await thumbnailOf(image);
  if (thumbnail === null)
    throw new Fault("BAD_REQUEST", "The body is no picture that can be read. Send a JPEG or a WebP.");
  const thumbnailId = await keepThumbnail(db, files, thumbnail);
  const { messageId, conversationId } = row;
  await db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("attachments")
      .set({ thumbnail_id: thumbnailId })
      .where("id", "=", id)
      .where("thumbnail_id", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows > 0n && messageId !== null && conversationId !== null)
      await announce(tx, [{ messageId, conversationId }], now);
  });
}
