// Taking the picture of a video from a browser. In a scope of its own, because its body is a picture and not JSON.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import * as attachments from "../../core/inbox/attachments.ts";
import { keepPoster } from "../../core/media/poster.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId } from "../http/fields.ts";
import { attachment, toAttachment } from "./attachment.ts";

/** The largest picture, in bytes: of a video it needs only to be as large as a thumbnail. */
const MAX_POSTER_BYTES = 300_000;

/** `PUT /api/media/:id/poster`. */
export async function posterRoutes(app: FastifyInstance, { db, files, clock }: ApiContext): Promise<void> {
  app.removeAllContentTypeParsers();
  const types = ["image/jpeg", "image/webp"];
  app.addContentTypeParser(types, { parseAs: "buffer", bodyLimit: MAX_POSTER_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.withTypeProvider<ZodTypeProvider>().put(
    "/api/media/:id/poster",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Files"],
        summary: "Give a video its thumbnail",
        description: "A JPEG or WebP of at most 300,000 bytes. The first one stays; another changes nothing.",
        consumes: types,
        params: z.object({ id: bigId.describe("The id of an attachment, as messages have it.") }),
        response: { 200: attachment },
      },
    },
    async ({ params: { id }, body }) => {
      if (!Buffer.isBuffer(body)) throw new Fault("BAD_REQUEST", `Send a picture as the body: ${types.join(" or ")}.`);
      await keepPoster(db, files, id, body, clock());
      return toAttachment(await attachments.one(db, id));
    },
  );
}
