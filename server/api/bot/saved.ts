// What rules and canned replies send, as their bodies give it and their answers show it: the shapes are those of sending.
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { providers } from "../../contract/inbound.ts";
import { type Draft, mediaKinds, type OutgoingFile, type TemplateDraft } from "../../contract/outbound.ts";
import type { SavedContent } from "../../core/bot/saved.ts";
import * as attachments from "../../core/inbox/attachments.ts";
import * as channels from "../../core/inbox/channels.ts";
import { textOf } from "../../core/outbox/draft-columns.ts";
import { fitTemplate } from "../../core/templates/check.ts";
import type { ApiContext } from "../http/context.ts";
import { attachment, linkAttachment, toAttachment } from "../media/attachment.ts";
import { contentOfDraft, savableContent } from "../messages/content.ts";
import { contentOf, mediaFields } from "../messages/send.ts";
import { savedTemplate, templateJson } from "../messages/template-values.ts";

/** Body fields for what is sent besides a text. */
export const savedFields = {
  content: savableContent.optional(),
  media: mediaFields.optional().describe("A file. An upload is kept for as long as it is named here."),
  template: savedTemplate.optional(),
};

/** Fields of an answer that show what is sent besides its text. */
export const shownFields = {
  content: savableContent.nullable().describe("What is sent; null for a text or a file."),
  media: z
    .object({
      type: z.enum(mediaKinds),
      caption: z.string().nullable(),
      filename: z.string().nullable(),
      voice: z.boolean(),
      file: attachment,
    })
    .nullable()
    .describe("The file that is sent; null for all else."),
  template: savedTemplate.nullable().describe("The template that is sent; null for all else."),
};

type Given = { text?: string | undefined } & { [F in keyof typeof savedFields]?: z.infer<(typeof savedFields)[F]> };

/** How a body calls its text; `strict`: refuse what a configured provider does not take; the number on which it is sent, null: any. */
type Manner = { name: string; strict: boolean; channelId?: number | null | undefined };

/**
 * What a body says is to be sent; null when it says nothing of it. A template must be one that the number has or, with `strict` and without a number,
 * one that all have. Throws BAD_REQUEST, and BAD_DRAFT with all faults.
 */
export async function savedOf(context: ApiContext, given: Given, manner: Manner): Promise<SavedContent | null> {
  const { text, content, media, template } = given;
  const others = [content, media, template].filter((one) => one !== undefined).length;
  if (text === undefined && others === 0) return null;
  if (others > 1 || (text !== undefined && others === 1 && media === undefined))
    throw new Fault(
      "BAD_REQUEST",
      `Give only one of "${manner.name}", "content", "media" and "template" ("${manner.name}" with "media" is its caption).`,
    );
  if (template !== undefined) return savedTemplateOf(context, template, manner);
  const { draft, file } = await contentOf(context, { text, content, media });
  const isText = draft.type === "text";
  if (manner.strict || !isText) checkDraft(context, draft, file);
  return { text: textOf(draft) ?? "", draft: isText ? null : draft };
}

/** A template as it is kept: as it was given, with the text that customers read. Throws BAD_REQUEST and BAD_DRAFT. */
async function savedTemplateOf(
  context: ApiContext,
  { name, ...values }: z.infer<typeof savedTemplate>,
  { strict, channelId }: Manner,
): Promise<SavedContent> {
  const { db, post } = context;
  const { draft, file } = await contentOf(context, { template: name, ...values });
  const numbers = (await channels.list(db)).filter(
    (one) => (channelId == null || one.id === channelId) && post.channels.has(one.provider, one),
  );
  const texts: string[] = [];
  const faults: string[] = [];
  for (const number of numbers) {
    try {
      const fitted = await fitTemplate(db, number, draft as TemplateDraft, true);
      const refused = post.channels.get(number.provider, number)!.check(fitted?.draft ?? draft, file ?? undefined);
      if (refused.length > 0) throw new Fault("BAD_DRAFT", refused.join(" "));
      texts.push(fitted?.text ?? textOf(draft) ?? "");
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(`${number.displayNumber ?? names[number.provider]}: ${error.message}`);
    }
  }
  if (strict ? faults.length > 0 : texts.length === 0)
    throw new Fault("BAD_DRAFT", faults.join(" ") || "There is no number to send a template from.");
  return { text: texts[0] ?? "", draft };
}

/** Throws BAD_DRAFT when a configured provider does not take a draft. */
function checkDraft({ post }: ApiContext, draft: Draft, file: OutgoingFile | null): void {
  const faults = providers.flatMap((provider) => {
    const channel = post.channels.get(provider);
    return channel ? [{ provider: names[provider], text: channel.check(draft, file ?? undefined).join(" ") }] : [];
  });
  const refused = faults.filter(({ text }) => text !== "");
  if (refused.length === 0) return;
  const isSame = faults.every(({ text }) => text === faults[0]!.text);
  throw new Fault(
    "BAD_DRAFT",
    isSame ? faults[0]!.text : refused.map(({ provider, text }) => `Through ${provider}: ${text}`).join(" "),
  );
}

const names = { meta: "Meta", twilio: "Twilio" } as const;

/** What is saved, as {@link shownFields}. */
export async function shownOf(
  { db }: Pick<ApiContext, "db">,
  draft: Draft | null,
): Promise<{ [F in keyof typeof shownFields]: z.infer<(typeof shownFields)[F]> }> {
  const nothing = { content: null, media: null, template: null };
  if (draft === null || draft.type === "text") return nothing;
  if (draft.type === "template") return { ...nothing, template: templateJson(draft) };
  if (draft.type !== "media") return { ...nothing, content: contentOfDraft(draft) };
  const { kind: type, caption = null, fileName: filename = null, voice = false, file: id, link } = draft;
  const file = id === undefined ? linkAttachment(link!, filename) : await fileOf(db, id);
  return { ...nothing, media: { type, caption, filename, voice, file } };
}

async function fileOf(db: ApiContext["db"], id: number): Promise<z.infer<typeof attachment>> {
  try {
    return toAttachment(await attachments.one(db, id));
  } catch (error) {
    if (!(error instanceof Fault && error.code === "NOT_FOUND")) throw error;
    return { ...linkAttachment("", null), id, url: null, state: "failed", reason: "The file is no longer here." };
  }
}
