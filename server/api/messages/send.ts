// Sending by REST: the message is queued in one transaction, and the outbox sends it.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { type Draft, fileOf, type MediaDraft, mediaKinds, type OutgoingFile } from "../../contract/outbound.ts";
import { kindOfType, outgoing } from "../../core/media/uploads.ts";
import { send } from "../../core/outbox/send.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, keyOf, repeatable, rowId } from "../http/fields.ts";
import { queueMessage } from "../http/queue-message.ts";
import { textField } from "../http/text-fields.ts";
import { acceptForms, bodyOfForm } from "../media/forms.ts";
import { contentDraft, messageContent } from "./content.ts";
import { describe, detail } from "./messages.ts";
import { templateDraft, valueFields } from "./template-values.ts";

/** A file in a body. */
export const mediaFields = z
  .object({
    id: z.number().int().min(1).optional().describe("A file that is kept here: an upload, or that of a message."),
    link: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("A public link, fetched by the provider."),
    type: z.enum(mediaKinds).optional().describe("Told by the file's type, or the link's ending, when left out."),
    caption: textField().optional(),
    filename: textField().optional().describe("The name of a document; that of the upload when left out."),
    voice: z.boolean().optional().describe("Sound that is shown as a voice note: OGG with Opus, in mono."),
  })
  .refine(({ id, link }) => (id === undefined) !== (link === undefined), 'give exactly one of "id" and "link"');

const media = z.union([
  z.url({ protocol: /^https?$/ }).describe("A public link; what it is is told by its ending."),
  mediaFields,
]);

/** Body fields for the content of a message; {@link checkContent} requires exactly one content. */
export const contentFields = {
  text: textField().min(1).optional(),
  template: textField().min(1).optional().describe("Name of an approved template (Meta) or Content SID (Twilio)."),
  ...valueFields,
  language: textField().min(2).optional().describe("Language of the template; en_US when left out."),
  media: media.optional(),
  content: messageContent.optional(),
  reply_to: rowId.optional().describe("Our id of the message to quote."),
};

/** The {@link contentFields} of a body. */
type Content = z.infer<z.ZodObject<typeof contentFields>>;

/** Refuses a body with no content or with several. */
export function checkContent(given: Content, context: z.RefinementCtx): void {
  const contents = [given.text, given.template, given.media, given.content].filter((one) => one !== undefined).length;
  if (
    given.text !== undefined &&
    given.media !== undefined &&
    given.template === undefined &&
    given.content === undefined
  )
    return;
  if (contents !== 1)
    context.addIssue({
      code: "custom",
      message: 'give exactly one of "text", "template", "media" and "content" (text with media is its caption)',
    });
  for (const field of ["parameters", "header", "buttons"] as const)
    if (given[field] && given.template === undefined)
      context.addIssue({ code: "custom", message: `"${field}" belong to a "template"` });
  if (given.content?.type === "reaction" && given.reply_to !== undefined)
    context.addIssue({
      code: "custom",
      message: 'a reaction names its message in "message_id" and takes no "reply_to"',
    });
}

/** The body of `POST /api/whatsapp/send`. */
const body = z
  .strictObject({
    to: z.string().min(1).describe("The number in any spelling with its country code, or a business-scoped user id."),
    ...contentFields,
    media_id: rowId.optional().describe("Short for media with this id: a file that is kept here."),
    channel: z
      .union([z.enum(providers), z.number().int()])
      .optional()
      .describe("A provider or a channel's id. Left out: where the customer wrote last, else the first configured."),
  })
  .superRefine((given, context) => {
    // Alone it was turned into media before.
    if (given.media_id === undefined) checkContent(given, context);
    else context.addIssue({ code: "custom", message: 'give one of "media_id" and "media"' });
  });

/** A body with `media_id` alone as one with `media`; any other as it is. */
function spelledOut(body: unknown): unknown {
  const { media_id: id, ...rest } = (body ?? {}) as { media_id?: unknown; media?: unknown };
  return Number.isInteger(id) && rest.media === undefined ? { ...rest, media: { id } } : body;
}

/** `POST /api/whatsapp/send`. */
export async function sendRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  await app.register(async (scope) => {
    await acceptForms(scope);
    sendRoute(scope, context);
  });
}

function sendRoute(app: FastifyInstance, context: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/whatsapp/send",
    {
      config: { access: "agent", longBody: true },
      preValidation: async (request) => {
        const given = request.isMultipart() ? await bodyOfForm(request, context) : spelledOut(request.body);
        request.body = given as typeof request.body;
      },
      schema: {
        tags: ["Messages"],
        summary: "Queues a message to a customer",
        description:
          "Outside the 24-hour window only a template can be sent. With an Idempotency-Key header, a repeated request queues nothing new. A file can come along: as multipart/form-data with the fields to, file and, if wanted, caption, voice, type, filename and channel.",
        headers: repeatable,
        body,
        response: { 202: detail },
      },
    },
    async (request, reply) => {
      const { to, channel } = request.body;
      const asked = {
        to,
        ...(await contentOf(context, request.body)),
        replyTo: refersTo(request.body),
        channel: channel ?? null,
        origin: byOf(request),
        idempotencyKey: keyOf(request),
      };
      const id = await queueMessage(context, (tx) => send(tx, asked, context.post, context.clock()));
      return reply.code(202).send(await describe(context, id));
    },
  );
}

/** Our id of the message that a body quotes or reacts to; null when it does neither. */
export const refersTo = ({ content, reply_to }: Content): number | null =>
  content?.type === "reaction" ? content.message_id : (reply_to ?? null);

/** The content of a message: the draft, and the file that it sends. */
type Sendable = { draft: Draft; file: OutgoingFile | null };

/** Converts a body that passed {@link checkContent}. Throws BAD_REQUEST for a file that is not here. */
export async function contentOf({ db, files }: ApiContext, given: Content): Promise<Sendable> {
  if (given.template !== undefined || given.content !== undefined) {
    const draft =
      given.template === undefined ? contentDraft(given.content!) : templateDraft({ ...given, name: given.template });
    const above = fileOf(draft);
    const file = above?.file === undefined ? null : await outgoing(db, files, above.file);
    if (above?.type === "document" && file?.name) above.fileName ??= file.name;
    return { draft, file };
  }
  if (given.media === undefined) return { draft: { type: "text", text: given.text! }, file: null };
  const asked = typeof given.media === "string" ? { link: given.media } : given.media;
  const file = asked.id === undefined ? null : await outgoing(db, files, asked.id);
  const caption = asked.caption ?? given.text;
  const fileName = asked.filename ?? file?.name ?? undefined;
  const kind = asked.type ?? (file ? kindOfType(file.mimeType) : kindOfLink(asked.link!));
  const draft: MediaDraft = {
    type: "media",
    kind,
    ...(file ? { file: file.id } : { link: asked.link! }),
    ...(caption === undefined ? {} : { caption }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(asked.voice && kind === "audio" ? { voice: true } : {}),
  };
  return { draft, file };
}

const endings: Record<string, MediaDraft["kind"]> = {
  jpg: "image",
  jpeg: "image",
  png: "image",
  webp: "sticker",
  mp4: "video",
  "3gp": "video",
  aac: "audio",
  amr: "audio",
  mp3: "audio",
  m4a: "audio",
  ogg: "audio",
};

function kindOfLink(link: string): MediaDraft["kind"] {
  return endings[/\.(\w+)$/.exec(new URL(link).pathname)?.[1]?.toLowerCase() ?? ""] ?? "document";
}
