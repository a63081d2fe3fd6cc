// Makes the file of a message ready for its provider, before the message is sent: uploads it, or makes an address for it.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { SendResult } from "../../contract/outbound.ts";
import type { Channel, FileToUpload, FileTransfer } from "../../contract/ports.ts";
import { blobKey } from "../media/keep.ts";
import * as links from "../media/links.ts";
import { shortName } from "../media/short-name.ts";
import { trueType } from "../media/types.ts";
import type { Claimed } from "./claim.ts";
import type { DispatchOptions } from "./dispatch-options.ts";
import type { Decision } from "./retry.ts";

/** What the sender needs of the dispatcher. */
type Options = Pick<DispatchOptions, "db" | "files" | "publicUrl" | "clock">;

/** A file that is ready, for the field `file` of a message. `reused`: the provider had it before. */
export type ReadyFile = { file: string; reused: boolean };

/** What came of it: ready, not for the provider's sake, or not for ours. */
export type FileOutcome = ReadyFile | { result: SendResult } | { decision: Decision };

/** Makes files ready. Uploads of one file that are wanted at the same time are made once. */
export interface FileSender {
  /** Makes the file of a message ready; never within a transaction. Throws only for faults of the database. */
  prepare(one: Claimed, channel: Channel, signal: AbortSignal): Promise<FileOutcome>;
  /** Forgets the provider's id of a file, because the provider no longer knows it. */
  forget(one: Claimed, providerId: string): Promise<void>;
}

/** A file of a message, as the tables have it. */
type Kept = { id: number; blob_id: number; sha256: string; size: number; mime_type: string; name: string | null };

/** Creates the sender of one dispatcher. */
export function createFileSender(options: Options): FileSender {
  const { db, publicUrl, clock } = options;
  const underWay = new Map<string, Promise<FileOutcome>>();
  return {
    async prepare(one, channel, signal) {
      const kept = await keptOf(db, one.message_id);
      if (!kept) return { decision: lost };
      const transfer = channel.files;
      if (transfer.by === "address") {
        const { url } = await links.make(db, { publicUrl, id: kept.id, now: clock() });
        return { file: `${url}/${shortName(kept.name, kept.mime_type)}`, reused: false };
      }
      const known = await knownId(db, one.channel_id, kept, clock());
      if (known !== null) return { file: known, reused: true };
      const key = `${one.channel_id}/${kept.blob_id}/${kept.mime_type}`;
      const started = underWay.get(key);
      if (started) return started;
      const upload = uploadAnew(options, one, kept, transfer, signal).finally(() => underWay.delete(key));
      underWay.set(key, upload);
      return upload;
    },
    async forget(one, providerId) {
      await db
        .deleteFrom("provider_files")
        .where("channel_id", "=", one.channel_id)
        .where("provider_id", "=", providerId)
        .execute();
    },
  };
}

async function keptOf(db: Kysely<DB>, messageId: number): Promise<Kept | null> {
  const row = await db
    .selectFrom("attachments as a")
    .innerJoin("blobs as b", "b.id", "a.blob_id")
    .select([
      "a.id",
      "a.blob_id",
      "a.mime_type as declared",
      "a.file_name as name",
      "b.sha256",
      "b.size",
      "b.mime_type",
    ])
    .where("a.message_id", "=", messageId)
    .where("a.state", "=", "ready")
    .executeTakeFirst();
  if (!row || row.blob_id === null) return null;
  return { ...row, blob_id: row.blob_id, mime_type: trueType(row.mime_type, row.declared) };
}

/** The provider's id of a file that it still has for a while. */
async function knownId(db: Kysely<DB>, channelId: number, kept: Kept, now: Date): Promise<string | null> {
  const row = await db
    .selectFrom("provider_files")
    .select("provider_id")
    .where("channel_id", "=", channelId)
    .where("blob_id", "=", kept.blob_id)
    .where("mime_type", "=", kept.mime_type)
    .where("expires_at", ">", new Date(now.getTime() + MARGIN_MS))
    .executeTakeFirst();
  return row?.provider_id ?? null;
}

/** An id that ends within this time is not used any more, in ms. */
const MARGIN_MS = 60 * 60_000;

async function uploadAnew(
  { db, files, clock }: Options,
  one: Claimed,
  kept: Kept,
  transfer: Extract<FileTransfer, { by: "upload" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const content = await files.blobs.read(blobKey(kept.sha256)).catch(() => "unreadable" as const);
  if (content === "unreadable") return { result: { outcome: "unreachable", reason: "the file store cannot be read" } };
  if (content === null) return { decision: lost };
  const { mime_type: mimeType, size } = kept;
  const file: FileToUpload = { mimeType, size, name: shortName(kept.name, mimeType), content };
  const began = clock().getTime();
  const result = await transfer.upload(one.external_id, file, signal);
  if (result.outcome !== "uploaded") return { result };
  const expires = new Date(began + transfer.keptDays * 24 * 60 * 60_000);
  await sql`
    insert into provider_files (channel_id, blob_id, mime_type, provider_id, expires_at)
    values (${one.channel_id}, ${kept.blob_id}, ${mimeType}, ${result.providerId}, ${expires})
    on conflict (channel_id, blob_id, mime_type) do update set provider_id = excluded.provider_id, expires_at = excluded.expires_at`.execute(
    db,
  );
  return { file: result.providerId, reused: false };
}

/** The file is not kept any more, or was refused by the virus scanner. */
const lost: Decision = {
  next: "fail",
  code: null,
  title: "The file is no longer here",
  details: null,
  remedy: "Attach it again. If it happens again, check DATA_DIR or the bucket.",
};
