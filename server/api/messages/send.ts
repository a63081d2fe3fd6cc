// Sending by REST: queued in one transaction, sent by the outbox.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { type Draft, type MediaDraft, mediaKinds } from "../../contract/outbound.ts";
import { send } from "../../core/outbox/send.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, keyOf, repeatable } from "../http/fields.ts";
import { queueMessage } from "../http/queue-message.ts";
import { textField } from "../http/text-fields.ts";
import { describe, detail } from "./messages.ts";

const media = z.union([
  z.url({ protocol: /^https?$/ }).describe("A public link; what it is is told by its ending."),
  z.object({
    link: z.url({ protocol: /^https?$/ }).describe("A public link, fetched by the provider."),
    type: z.enum(mediaKinds).optional().describe("Told by the link's ending when left out."),
    caption: textField().optional(),
    filename: textField().optional(),
  }),
]);

/** What can be said to a customer: fields of a body of which {@link checkContent} wants exactly one content. */
export const contentFields = {
  text: textField().min(1).optional(),
  template: textField().min(1).optional().describe("Name of an approved template (Meta) or Content SID (Twilio)."),
  parameters: z
    .array(z.union([textField(), z.number()]))
    .optional()
    .describe("Values of the template's body, in order."),
  language: textField().min(2).optional().describe("Language of the template; en_US when left out."),
  media: media.optional(),
};

/** What a body says, of {@link contentFields}. */
type Content = z.infer<z.ZodObject<typeof contentFields>>;

/** Refuses a body that says nothing, or several things. */
export function checkContent(given: Content, context: z.RefinementCtx): void {
  const contents = [given.text, given.template, given.media].filter((one) => one !== undefined).length;
  if (given.text !== undefined && given.media !== undefined && given.template === undefined) return;
  if (contents !== 1)
    context.addIssue({
      code: "custom",
      message: 'give exactly one of "text", "template" and "media" (text with media is its caption)',
    });
  if (given.parameters && given.template === undefined)
    context.addIssue({ code: "custom", message: '"parameters" belong to a "template"' });
}

const body = z
  .strictObject({
    to: z.string().min(1).describe("The number in any spelling with its country code, or a business-scoped user id."),
    ...contentFields,
    channel: z
      .union([z.enum(providers), z.number().int()])
      .optional()
      .describe("A provider or a channel's id. Left out: where the customer wrote last, else the first configured."),
  })
  .superRefine(checkContent);

/** `POST /api/whatsapp/send`. */
export async function sendRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/whatsapp/send",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Messages"],
        summary: "Queues a message to a customer",
        description:
          "Outside the 24-hour window only a template can be sent. With an Idempotency-Key header, a repeated request queues nothing new.",
        headers: repeatable,
        body,
        response: { 202: detail },
      },
    },
    async (request, reply) => {
      const { to, channel } = request.body;
      const asked = {
        to,
        draft: draftOf(request.body),
        channel: channel ?? null,
        origin: byOf(request),
        idempotencyKey: keyOf(request),
      };
      const id = await queueMessage(context, (tx) => send(tx, asked, context.post, context.clock()));
      return reply.code(202).send(await describe(context, id));
    },
  );
}

/** What a body that passed {@link checkContent} says, as a draft. */
export function draftOf(given: Content): Draft {
  if (given.template !== undefined) {
    return {
      type: "template",
      name: given.template,
      language: given.language ?? "en_US",
      parameters: (given.parameters ?? []).map(String),
    };
  }
  if (given.media === undefined) return { type: "text", text: given.text! };
  const asked = typeof given.media === "string" ? { link: given.media } : given.media;
  const caption = asked.caption ?? given.text;
  return {
    type: "media",
    kind: asked.type ?? kindOf(asked.link),
    link: asked.link,
    ...(caption === undefined ? {} : { caption }),
    ...(asked.filename === undefined ? {} : { fileName: asked.filename }),
  };
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

function kindOf(link: string): MediaDraft["kind"] {
  return endings[/\.(\w+)$/.exec(new URL(link).pathname)?.[1]?.toLowerCase() ?? ""] ?? "document";
}
