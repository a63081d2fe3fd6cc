// The content of messages besides text, files and templates, in the body of a request: one shape for sending, canned replies and rules.
import { z } from "zod";
import type { ButtonsDraft, Draft } from "../../contract/outbound.ts";
import { type HeaderFile, headerFileKinds } from "../../contract/outgoing-kinds.ts";
import { rowId } from "../http/fields.ts";
import { textField } from "../http/text-fields.ts";

/** The longest text of any field; the limits of each provider are checked against the draft. */
const words = () => textField().min(1).max(4_096);
const text = words().describe("The message's text.");
const footer = words().optional().describe("Small below the text; at most 60 characters.");
const body = { text, footer };

const choice = z.strictObject({
  id: words().describe("Comes back when the customer taps it, and may be typed instead; at most 200 characters."),
  title: words().describe("At most 20 characters on a button, 24 in a list."),
});

const fileKind = z.enum(headerFileKinds);
const fileName = words().max(240).optional().describe("Of a document; that of the upload when left out.");

/** A file above a text: one that is kept here, or behind a link. */
export const headerFile = z.union([
  z.strictObject({
    type: fileKind,
    id: rowId.describe("A file that is kept here: an upload, or that of a message."),
    filename: fileName,
  }),
  z.strictObject({
    type: fileKind,
    link: z.url({ protocol: /^https?$/ }).describe("A public link, fetched by the provider."),
    filename: fileName,
  }),
]);

/** A file above a text as drafts name it. */
export function headerFileOf(given: z.infer<typeof headerFile>): HeaderFile {
  const { type, filename } = given;
  const place = "id" in given ? { file: given.id } : { link: given.link };
  return { type, ...place, ...(filename === undefined ? {} : { fileName: filename }) };
}

const header = z
  .union([words(), headerFile])
  .optional()
  .describe("Above the text: a line in bold of at most 60 characters, or a file.");

const buttons = z.strictObject({
  type: z.literal("buttons"),
  header,
  ...body,
  buttons: z.array(choice).min(1).max(3),
});

const list = z.strictObject({
  type: z.literal("list"),
  ...body,
  button: words().describe("What opens the list; at most 20 characters."),
  sections: z
    .array(
      z.strictObject({
        title: words().optional().describe("Required when there are several; at most 24 characters."),
        rows: z
          .array(choice.extend({ description: words().optional().describe("At most 72 characters.") }))
          .min(1)
          .max(10),
      }),
    )
    .min(1)
    .max(10)
    .describe("At most ten rows in all."),
});

const linkButton = z.strictObject({
  type: z.literal("link_button"),
  header,
  ...body,
  label: words().describe("The button's label; at most 20 characters."),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe("Where the button leads."),
});

const location = z.strictObject({
  type: z.literal("location"),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: words().max(1_000).optional(),
  address: words().max(1_000).optional(),
});

const contacts = z.strictObject({
  type: z.literal("contacts"),
  contacts: z
    .array(
      z.strictObject({
        name: words().max(1_000),
        company: words().max(1_000).optional(),
        phones: z.array(words().max(100)).max(20).describe("With their country code."),
        emails: z.array(words().max(320)).max(20).optional(),
      }),
    )
    .min(1)
    .max(257),
});

const locationRequest = z.strictObject({ type: z.literal("location_request"), text });
const numberRequest = z.strictObject({ type: z.literal("number_request"), text });
const callRequest = z.strictObject({ type: z.literal("call_request"), text });

const reaction = z.strictObject({
  type: z.literal("reaction"),
  message_id: rowId.describe("Our id of the message."),
  emoji: textField().max(40).describe("One emoji; empty takes the reaction back."),
});

/** What can be kept to be sent again and again: by rules and as canned replies. */
export const savableContent = z
  .discriminatedUnion("type", [
    buttons,
    list,
    linkButton,
    location,
    contacts,
    locationRequest,
    numberRequest,
    callRequest,
  ])
  .describe("What is neither plain text, a file nor a template.");

/** What can be sent besides text, files and templates. */
export const messageContent = z
  .discriminatedUnion("type", [...savableContent.options, reaction])
  .describe(
    "What is neither plain text, a file nor a template. location_request and number_request ask the customer with one tap for their location or number, call_request whether you may call. A reaction acts on a message and is no answer.",
  );

/** The draft of a content. The shapes agree field by field, and zod leaves out what was not given; a reaction's target is filled in later. */
export function contentDraft(content: z.infer<typeof messageContent>): Draft {
  if (content.type === "reaction") return { type: "reaction", target: "", emoji: content.emoji };
  if ((content.type === "buttons" || content.type === "link_button") && typeof content.header === "object")
    return { ...content, header: headerFileOf(content.header) } as Draft;
  return content as Draft;
}

/** A draft as the content that makes it. */
export function contentOfDraft(draft: Draft): z.infer<typeof savableContent> {
  // What people type at Twilio follows from the language, and is nobody's to give.
  const { typed: _, ...content } = draft as Draft & Pick<ButtonsDraft, "typed">;
  const header = content.type === "buttons" || content.type === "link_button" ? content.header : undefined;
  if (typeof header !== "object") return content as z.infer<typeof savableContent>;
  return { ...content, header: headerFileJson(header) } as z.infer<typeof savableContent>;
}

/** A file above a text as requests name it. */
export const headerFileJson = ({ type, file, link, fileName }: HeaderFile): z.infer<typeof headerFile> => ({
  ...(file === undefined ? { type, link: link! } : { type, id: file }),
  ...(fileName === undefined ? {} : { filename: fileName }),
});
