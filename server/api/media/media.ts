// Files of messages: the file, its thumbnail, and links to it.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as attachments from "../../core/inbox/attachments.ts";
import { fetchAgain } from "../../core/media/fetch-queue.ts";
import * as files from "../../core/media/files.ts";
import * as links from "../../core/media/links.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId } from "../http/fields.ts";
import { attachment, toAttachment } from "./attachment.ts";
import { serve } from "./serve.ts";

const tags = ["Files"];
const params = z.object({ id: bigId.describe("The id of an attachment, as messages have it.") });

/** `/api/media/:id`, its thumbnail, and links to it. */
export async function mediaRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock, publicUrl } = context;
  routes.get(
    "/api/media/:id",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "A file of a message",
        description:
          "The bytes, or the part that the header Range asks for. Pictures, sound, videos and PDFs have their type; what could run a script (HTML, SVG, XML) and what is unknown is application/octet-stream, as a download.",
        params,
        querystring: z.object({ download: z.enum(["0", "1"]).optional().describe("1: as a download.") }),
      },
    },
    async (request, reply) => {
      const file = await files.find(db, request.params.id);
      return serve(request, reply, context.files, file, { download: request.query.download === "1" });
    },
  );
  routes.get(
    "/api/media/:id/thumbnail",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The thumbnail of a file",
        description: "A WebP of at most 480 by 480 pixels: of a picture, or of a moment of a video.",
        params,
      },
    },
    async (request, reply) => serve(request, reply, context.files, await files.findThumbnail(db, request.params.id)),
  );
  routes.post(
    "/api/media/:id/fetch",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Fetch a file from its provider at once",
        description: "For a file that failed, or that is still with the provider. Nothing happens to one that is here.",
        params,
        response: { 200: attachment },
      },
    },
    async ({ params: { id } }) => {
      await fetchAgain(db, id, clock());
      return toAttachment(await attachments.one(db, id));
    },
  );
  routes.post(
    "/api/media/:id/link",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Make a link to a file that works without a key",
        description: `For programs that cannot send a key. It works for ${links.LINK_MINUTES} minutes, for everybody who has it.`,
        params,
        response: { 200: z.object({ url: z.string(), expires_at: z.iso.datetime() }) },
      },
    },
    async ({ params: { id } }) => {
      await files.find(db, id);
      const { url, expiresAt } = await links.make(db, { publicUrl, id, now: clock() });
      return { url, expires_at: expiresAt.toISOString() };
    },
  );
  routes.get(
    "/api/media/links/:token",
    {
      config: { access: "public" },
      schema: {
        tags,
        summary: "A file of a message, by a link",
        description: "As GET /api/media/{id}, without a key.",
        params: z.object({ token: z.string().describe("As POST /api/media/{id}/link gave it.") }),
      },
    },
    async (request, reply) => {
      const file = await files.find(db, await links.read(db, request.params.token, clock()));
      return serve(request, reply, context.files, file, { byLink: true });
    },
  );
}
