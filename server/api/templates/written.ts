// A template as it is written over HTTP: the shape of the request, and the template that it means.
import { z } from "zod";
import {
  headerFormats,
  MOST_BUTTONS,
  mostOfButton,
  parameterFormats,
  type TemplateButtonType,
  templateCategories,
  type WrittenTemplate,
} from "../../contract/templates.ts";
import { bigId } from "../http/fields.ts";
import { textField } from "../http/text-fields.ts";

/** Longer than any part of a template, so that BAD_TEMPLATE says what is allowed. */
const LONG = 4_000;
const words = () => textField().max(LONG);

const variables = z
  .array(
    z.object({
      name: textField().max(60).describe("What stands between the braces: guest, 1."),
      example: words().nullable().describe("A sample, which Meta reviews."),
    }),
  )
  .max(100)
  .default([]);

const header = z
  .object({
    format: z.enum(headerFormats),
    text: words().nullable().default(null).describe("Of the format text: at most 60 characters, one variable."),
    variables,
    media_id: bigId
      .nullable()
      .default(null)
      .describe("Meta: a sample of the image, video or document, from POST /api/media. It is needed with each edit."),
    link: words()
      .nullable()
      .default(null)
      .describe("Twilio: the public address of the file that is sent; it may have a variable after the host name."),
  })
  .default({ format: "none", text: null, variables: [], media_id: null, link: null });

const button = z.object({
  type: z.enum(Object.keys(mostOfButton) as TemplateButtonType[]),
  text: words().default("").describe("What stands on it, at most 25 characters (Twilio: 20). Not of copy_code."),
  url: words().nullable().default(null).describe("Of url: the link; it may end in {{1}}."),
  phone: words().nullable().default(null).describe("Of phone_number: +15550100000."),
  example: words().nullable().default(null).describe("A sample of the link's end, or of the code."),
});

/** The parts of a template that can be edited. */
export const contentShape = z.object({
  parameter_format: z
    .enum(parameterFormats)
    .default("positional")
    .describe("positional: {{1}}, {{2}}. named: {{guest}}; only at Meta."),
  header,
  body: z.object({ text: words().describe("At most 1024 characters."), variables }),
  footer: words().nullable().default(null).describe("At most 60 characters, no variables."),
  buttons: z
    .array(button)
    .max(2 * MOST_BUTTONS)
    .default([]),
});

/** The body of a new template. */
export const newTemplateShape = contentShape.extend({
  name: textField().max(LONG).describe("Small letters, digits and underscores; once for each language."),
  language: textField().max(20).describe("en, en_US, es_AR."),
  category: z
    .enum(templateCategories)
    .describe(
      "utility: about something that this customer asked for or has running, without promotion. marketing: all else. authentication: cannot be created here.",
    ),
});

type Content = z.infer<typeof contentShape>;

/** The template that a request means. */
export function writtenTemplate(
  content: Content,
  { name, language, category }: Pick<WrittenTemplate, "name" | "language" | "category">,
): WrittenTemplate {
  const { header: top, body, footer, buttons } = content;
  return {
    ...{ name, language, category, body, parameterFormat: content.parameter_format },
    header: {
      format: top.format,
      text: top.format === "text" ? top.text : null,
      variables: top.variables,
      example: top.link?.trim() || null,
    },
    footer: footer?.trim() || null,
    buttons: buttons.map((one) => ({ ...one, variable: variableOf(one) })),
  };
}

/** The name of a button's value, as reading a template names it. */
function variableOf({ type, url }: Content["buttons"][number]): string | null {
  if (type === "copy_code") return "code";
  return /\{\{\s*(\w+)\s*\}\}$/.exec(url ?? "")?.[1] ?? null;
}
