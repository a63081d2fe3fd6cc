// Shapes of occasions over HTTP.
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { textField } from "../http/text-fields.ts";

const name = textField().min(1).max(100);

/** The names of the occasion's values that fill a template. */
const boundValues = z.object({
  body: z.record(name, name).describe("By the variables of its text, at Twilio of all its parts."),
  header: name.nullable().describe("That of its heading, at Meta; null: it has none."),
  buttons: z.record(z.string().regex(/^\d$/), name).describe("By the index of a button, at Meta."),
});

/** What PUT takes. */
export const bindingShape = z.strictObject({
  template: textField().min(1).max(512).describe("Its name, or its SID at Twilio."),
  language: textField().min(1).max(20).optional().describe("Needed where the name has several."),
  values: boundValues
    .partial()
    .strict()
    .optional()
    .describe("A variable that is called like a value is filled with it; the others must be here."),
});

/** How an occasion stands on a number. */
export const boundShape = z.object({
  channel: z.object({ id: z.number().int(), provider: z.enum(providers), display_number: z.string() }),
  binding: z
    .object({
      template: z.string(),
      language: z.string(),
      values: boundValues,
      changed_by: z.string(),
      changed_at: z.iso.datetime(),
    })
    .nullable()
    .describe("null: nothing is bound."),
  reaches: z.boolean().describe("Whether people get it while their 24-hour window is closed."),
  why_not: z.string().nullable().describe("Why the template that is bound cannot be sent, and what to do."),
  warnings: z.array(z.string()).describe("What to know of the template, as sentences."),
  preview: z.string().nullable().describe("What people read, with the values' examples."),
});

/** An occasion. */
export const occasionShape = z.object({
  name: z.string().describe("Such as stay.ended."),
  title: z.string(),
  description: z.string().describe("When it comes."),
  values: z.array(z.object({ name: z.string(), description: z.string(), example: z.string() })),
  templates: z
    .array(z.object({ language: z.string(), body: z.string(), buttons: z.array(z.string()) }))
    .describe("A text to submit as a template, by language, with the values as variables."),
  channels: z.array(boundShape),
});

export const occasionsShape = z.object({ occasions: z.array(occasionShape) });
