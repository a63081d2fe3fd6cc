// Uploading a file that is to be sent.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { mediaKinds, type OutgoingFile } from "../../contract/outbound.ts";
import { kindOfType } from "../../core/media/uploads.ts";
import type { ApiContext } from "../http/context.ts";
import { acceptForms, readForm } from "./forms.ts";

/** A file that was uploaded. */
const uploaded = z.object({
  id: z.number().int().describe("For `media.id` of a message. It may be sent several times."),
  url: z.string(),
  mime_type: z.string().describe("By its content."),
  size: z.number().int().describe("In bytes."),
  file_name: z.string().nullable(),
  kind: z.enum(mediaKinds).describe("As what it is sent unless the message says otherwise."),
});

const body = z.strictObject({
  file: z.unknown().meta({ type: "string", format: "binary", description: "The file; at most 100 MB." }),
});

/** `POST /api/media`. */
export async function uploadRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  await app.register(async (scope) => {
    await acceptForms(scope);
    uploadRoute(scope, context);
  });
}

function uploadRoute(app: FastifyInstance, context: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/media",
    {
      config: { access: "agent", longBody: true },
      preValidation: async (request) => {
        const { file } = await readForm(request, context);
        if (file === null) throw new Fault("BAD_REQUEST", 'The form has no file. Put it into the field "file".');
        request.body = { file };
      },
      schema: {
        tags: ["Files"],
        summary: "Upload a file to send it",
        description:
          "As multipart/form-data, in the field file. Send it with `media: {id}`. What is not sent within a day is deleted. Whether the provider takes it is checked when it is sent.",
        consumes: ["multipart/form-data"],
        body,
        response: { 201: uploaded },
      },
    },
    async (request, reply) => {
      const { id, mimeType, size, name } = request.body.file as OutgoingFile;
      const about = { mime_type: mimeType, size, file_name: name, kind: kindOfType(mimeType) };
      return reply.code(201).send({ id, url: `/api/media/${id}`, ...about });
    },
  );
}
