// Finds a file of a message, and says how it is served: its type, and the name under which it is downloaded.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { FileState } from "../../contract/media.ts";
import type { FileToUpload } from "../../contract/ports.ts";
import { blobKey, type Files } from "./keep.ts";
import { shortName } from "./short-name.ts";
import { servedAs, trueType } from "./types.ts";

/** A file that is kept, ready to be served. */
export type ServedFile = {
  sha256: string;
  /** In bytes. */
  size: number;
  /** By its content. */
  mimeType: string;
  contentType: string;
  /** Whether browsers may show it inside of a page. */
  inline: boolean;
  /** As its sender named it; may be anything. Null when it has none. */
  fileName: string | null;
};

const why: Record<Exclude<FileState, "ready">, string> = {
  remote: "It is still with the provider. Fetch it with POST /api/media/{id}/fetch.",
  waiting: "It is being fetched. Try again in a moment.",
  failed: "It could not be fetched. Try again with POST /api/media/{id}/fetch.",
  quarantined: "The virus scanner refused it.",
  deleted: "Files are kept for as long as an admin has set.",
};

/** A file that is kept. Throws NOT_FOUND when there is none, or it is not here; says why. */
export async function find(db: Kysely<DB>, id: number): Promise<ServedFile> {
  const row = await db
    .selectFrom("attachments as a")
    .leftJoin("blobs as b", "b.id", "a.blob_id")
    .select(["a.state", "a.reason", "a.mime_type as declared", "a.file_name", "b.sha256", "b.size", "b.mime_type"])
    .where("a.id", "=", id)
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no file ${id}.`);
  const { sha256, size, mime_type: sniffed } = row;
  if (row.state !== "ready" || sha256 === null || size === null || sniffed === null) {
    const state = row.state as Exclude<FileState, "ready">;
    throw new Fault("NOT_FOUND", `The file ${id} is not here. ${[row.reason, why[state]].filter(Boolean).join(" ")}`);
  }
  const mimeType = trueType(sniffed, row.declared);
  return { sha256, size, mimeType, ...servedAs(mimeType), fileName: row.file_name };
}

/** The thumbnail of a file that is kept. Throws NOT_FOUND when it has none. */
export async function findThumbnail(db: Kysely<DB>, id: number): Promise<ServedFile> {
  const row = await db
    .selectFrom("attachments as a")
    .innerJoin("blobs as b", "b.id", "a.thumbnail_id")
    .select(["b.sha256", "b.size"])
    .where("a.id", "=", id)
    .where("a.state", "=", "ready")
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no thumbnail of a file ${id}.`);
  return { ...row, mimeType: "image/webp", contentType: "image/webp", inline: true, fileName: null };
}

/** A file that is kept, to be passed to a provider; opened when it is wanted. Throws NOT_FOUND when it is not here. */
export async function toUpload(
  db: Kysely<DB>,
  { blobs }: Files,
  id: number,
): Promise<Omit<FileToUpload, "content"> & { open(): Promise<FileToUpload["content"]> }> {
  const { sha256, size, mimeType, fileName } = await find(db, id);
  return {
    ...{ mimeType, size, name: shortName(fileName, mimeType) },
    async open() {
      const content = await blobs.read(blobKey(sha256));
      if (content === null) throw new Fault("NOT_FOUND", `The file ${id} is lost. Upload it again.`);
      return content;
    },
  };
}
