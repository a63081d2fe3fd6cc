// A file of a message as the API shows it.
import { z } from "zod";
import { attachmentStates } from "../../contract/media.ts";
import type { Attachment } from "../../core/inbox/attachments.ts";
import { trueType } from "../../core/media/types.ts";

/** A file of a message. */
export const attachment = z.object({
  id: z.number().int().nullable().describe("Null for a link that we sent."),
  media_id: z.string().nullable().describe("The provider's id."),
  url: z
    .string()
    .nullable()
    .describe("Where the file is: here, once it is kept; of a link that we sent, the link. Null while it is not here."),
  thumbnail_url: z.string().nullable().describe("A small WebP of it; null where there is none."),
  mime_type: z.string().nullable().describe("By its content once it is kept; until then what the sender said."),
  file_name: z.string().nullable().describe("As the sender named it."),
  size: z.number().int().nullable().describe("In bytes."),
  width: z.number().int().nullable().describe("In pixels; of pictures and videos."),
  height: z.number().int().nullable(),
  duration_ms: z.number().int().nullable().describe("In milliseconds; of sound and videos."),
  voice: z.boolean().describe("Recorded with the microphone, as a voice note."),
  animated: z.boolean().describe("A sticker or picture that moves."),
  state: z
    .enum(attachmentStates)
    .describe(
      "remote: the provider keeps it. waiting: it is being fetched. ready: it is kept here. failed: it could not be fetched; see POST /api/media/{id}/fetch. quarantined: the virus scanner refused it. deleted: it was kept for as long as is set. link: a public link that we sent.",
    ),
  reason: z.string().nullable().describe("Why it is not here, in a sentence."),
});

/** A row as {@link attachment}. */
export function toAttachment(row: Attachment): z.infer<typeof attachment> {
  const { provider_id, true_type, has_thumbnail, ...rest } = row;
  const url = `/api/media/${row.id}`;
  return {
    ...rest,
    media_id: provider_id,
    url: row.state === "ready" ? url : null,
    thumbnail_url: row.state === "ready" && has_thumbnail ? `${url}/thumbnail` : null,
    mime_type: true_type === null ? row.mime_type : trueType(true_type, row.mime_type),
  };
}

/** A public link that we sent, as {@link attachment}. */
export function linkAttachment(url: string, fileName: string | null): z.infer<typeof attachment> {
  return {
    ...{ id: null, media_id: null, url, thumbnail_url: null, mime_type: null, file_name: fileName, size: null },
    ...{ width: null, height: null, duration_ms: null, voice: false, animated: false, state: "link", reason: null },
  };
}
