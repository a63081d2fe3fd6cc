// Shapes of templates over HTTP.
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import {
  headerFormats,
  parameterFormats,
  templateButtonTypes,
  templateCategories,
  templateQualities,
  templateStatuses,
} from "../../contract/templates.ts";
import { type Template, whyNotEditable, whyNotSendable } from "../../core/templates/templates.ts";

const variable = z.object({
  name: z.string().describe("What stands between the braces: guest, 1."),
  example: z.string().nullable().describe("The sample with which it was submitted."),
});

/** A template. */
export const templateShape = z.object({
  id: z.number().int(),
  provider: z.enum(providers),
  account_id: z.string().describe("The account that has it, all of whose numbers may send it: WABA or account SID."),
  template: z.string().describe('What "template" of a message is: the name at Meta, the Content SID at Twilio.'),
  name: z.string(),
  language: z.string().describe('What "language" of a message is.'),
  status: z.enum(templateStatuses),
  category: z.enum(templateCategories).nullable(),
  quality: z.enum(templateQualities),
  rejected_reason: z.string().nullable().describe("The provider's reason or code."),
  parameter_format: z.enum(parameterFormats).describe("named: values by name. positional: in order."),
  header: z.object({
    format: z.enum(headerFormats),
    text: z.string().nullable(),
    variables: z.array(variable),
    example: z.string().nullable().describe("The address of the sample file; it may end."),
  }),
  body: z.object({ text: z.string(), variables: z.array(variable) }),
  footer: z.string().nullable(),
  buttons: z.array(
    z.object({
      type: z.enum(templateButtonTypes),
      text: z.string(),
      url: z.string().nullable(),
      phone: z.string().nullable(),
      variable: z.string().nullable().describe("The name of the value that it takes; null: none."),
      example: z.string().nullable(),
    }),
  ),
  sendable: z.boolean().describe("Whether it can be sent while the 24-hour window is closed."),
  why_not: z.string().nullable().describe("Why not, and what to do; null when it can be sent."),
  why_not_editable: z.string().nullable().describe("Why it cannot be edited, and what to do; null when it can be."),
  synced_at: z.iso.datetime().describe("When the provider listed it last."),
});

/** How an account's templates were read last. */
export const syncShape = z.object({
  provider: z.enum(providers),
  account_id: z.string(),
  synced_at: z.iso.datetime().nullable().describe("null: never."),
  failure: z.string().nullable().describe("Why the last try failed, and what to do; null: it did not."),
});

/** A template as JSON. */
export function templateJson(template: Template): z.infer<typeof templateShape> {
  const { id, provider, name, language, status, category, quality, header, body, footer, buttons } = template;
  const whyNot = whyNotSendable(template);
  return {
    ...{ id, provider, name, language, status, category, quality, header, body, footer, buttons },
    account_id: template.accountId,
    template: provider === "meta" ? name : template.providerId,
    rejected_reason: template.rejectedReason,
    parameter_format: template.parameterFormat,
    sendable: whyNot === null,
    why_not: whyNot,
    why_not_editable: whyNotEditable(template),
    synced_at: template.syncedAt.toISOString(),
  };
}
