// The files of a conversation, newest first.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { directions, fileGroups } from "../../contract/messages.ts";
import { type FileGroup, messagesWithFiles } from "../../core/inbox/conversation-files.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId } from "../http/fields.ts";
import { nextCursor, pageQuery, timedPositionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { attachment } from "../media/attachment.ts";
import { toEntry } from "./rows.ts";

const groups = Object.keys(fileGroups) as [FileGroup, ...FileGroup[]];

const mediaPage = z.object({
  media: z.array(
    z.object({
      message_id: z.number().int(),
      direction: z.enum(directions),
      type: z.string().describe("The message's type."),
      at: z.iso.datetime().describe("When the message was sent."),
      caption: z.string().nullable(),
      attachment,
    }),
  ),
  next_cursor: z.string().nullable(),
});

/** `GET /api/inbox/conversations/:id/media`. */
export async function conversationMediaRoutes(app: FastifyInstance, { db, clock, post }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/inbox/conversations/:id/media",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Inbox"],
        summary: "The files of a conversation, newest first",
        params: z.object({ id: bigId }),
        querystring: z.object({
          ...pageQuery,
          kind: z.enum(groups).default("media").describe("photo: photos only. media: photos and videos."),
        }),
        response: { 200: mediaPage },
      },
    },
    async ({ params: { id }, query: { kind, limit, cursor } }) => {
      const wanted = { group: kind, place: timedPositionOf(cursor), limit };
      const found = await snapshot(db, (tx) => messagesWithFiles(tx, id, wanted));
      return {
        media: found.flatMap((message) => {
          const { attachments, direction, type, at, caption } = toEntry(message, post.channels, clock());
          return attachments.map((attachment) => ({
            message_id: message.id,
            direction,
            type,
            at,
            caption,
            attachment,
          }));
        }),
        next_cursor: nextCursor(found, limit, ({ sent_at, id }) => ({ at: sent_at, id })),
      };
    },
  );
}
