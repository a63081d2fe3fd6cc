// What rules and canned replies send, as their bodies give it and their answers show it: the shapes are those of sending.
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { providers } from "../../contract/inbound.ts";
import { type Draft, mediaKinds, type OutgoingFile } from "../../contract/outbound.ts";
import type { SavedContent } from "../../core/bot/saved.ts";
import * as attachments from "../../core/inbox/attachments.ts";
import { textOf } from "../../core/outbox/draft-columns.ts";
import type { ApiContext } from "../http/context.ts";
import { attachment, linkAttachment, toAttachment } from "../media/attachment.ts";
import { contentOfDraft, savableContent } from "../messages/content.ts";
import { contentOf, mediaFields } from "../messages/send.ts";

/** Body fields for what is sent besides a text. */
export const savedFields = {
  content: savableContent.optional(),
  media: mediaFields.optional().describe("A file. An upload is kept for as long as it is named here."),
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
};

type Given = { text?: string | undefined } & { [F in keyof typeof savedFields]?: z.infer<(typeof savedFields)[F]> };

/**
 * What a body says is to be sent; null when it says nothing of it. `name`: how the body calls its text. With `strict` it is refused unless every
 * configured provider takes it. Throws BAD_REQUEST, and BAD_DRAFT with all faults.
 */
export async function savedOf(
  context: ApiContext,
  given: Given,
  { name, strict }: { name: string; strict: boolean },
): Promise<SavedContent | null> {
  const { text, content, media } = given;
  if (text === undefined && content === undefined && media === undefined) return null;
  if (content !== undefined && (text !== undefined || media !== undefined))
    throw new Fault(
      "BAD_REQUEST",
      `Give only one of "${name}", "content" and "media" ("${name}" with "media" is its caption).`,
    );
  const { draft, file } = await contentOf(context, { text, content, media });
  const isText = draft.type === "text";
  if (strict || !isText) checkDraft(context, draft, file);
  return { text: textOf(draft) ?? "", draft: isText ? null : draft };
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
  if (draft === null || draft.type === "text") return { content: null, media: null };
  if (draft.type !== "media") return { content: contentOfDraft(draft), media: null };
  const { kind: type, caption = null, fileName: filename = null, voice = false, file: id, link } = draft;
  const file = id === undefined ? linkAttachment(link!, filename) : await fileOf(db, id);
  return { content: null, media: { type, caption, filename, voice, file } };
}

async function fileOf(db: ApiContext["db"], id: number): Promise<z.infer<typeof attachment>> {
  try {
    return toAttachment(await attachments.one(db, id));
  } catch (error) {
    if (!(error instanceof Fault && error.code === "NOT_FOUND")) throw error;
    return { ...linkAttachment("", null), id, url: null, state: "failed", reason: "The file is no longer here." };
  }
}
