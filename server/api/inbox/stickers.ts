// The stickers that can be sent again.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { recentStickers } from "../../core/inbox/stickers.ts";
import type { ApiContext } from "../http/context.ts";

const SHOWN = 60;

/** `GET /api/inbox/stickers`. */
export async function stickerRoutes(app: FastifyInstance, { db }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/inbox/stickers",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Inbox"],
        summary: "The stickers that were sent or received last",
        description: "Each picture once, newest first. Send one with `media: {id}`.",
        response: {
          200: z.object({
            stickers: z.array(z.object({ id: z.number().int(), url: z.string(), animated: z.boolean() })),
          }),
        },
      },
    },
    async () => ({
      stickers: (await recentStickers(db, SHOWN)).map((one) => ({ ...one, url: `/api/media/${one.id}` })),
    }),
  );
}
