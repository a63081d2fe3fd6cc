// A template with its values, in the body of a request: one shape for sending, canned replies and rules.
import { z } from "zod";
import { filledButtonTypes, type TemplateDraft, type TemplateHeaderValue } from "../../contract/outbound.ts";
import { textField } from "../http/text-fields.ts";
import { headerFile, headerFileJson, headerFileOf } from "./content.ts";

const value = z.union([textField(), z.number()]);

const header = z.union([
  z.strictObject({ type: z.literal("text"), text: textField().min(1) }),
  ...headerFile.options,
  z.strictObject({
    type: z.literal("location"),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: textField().min(1),
    address: textField().min(1),
  }),
]);

/** What fills a template. */
export const valueFields = {
  parameters: z
    .union([z.array(value), z.record(textField().regex(/^\w{1,64}$/), value)])
    .optional()
    .describe("Values of the template's text: a list in their order, or an object by the names of the variables."),
  header: header.optional().describe("What fills the template's header, where it has a place or a file."),
  buttons: z
    .array(
      z.strictObject({
        index: z.number().int().min(0).max(9).describe("Which button, from 0."),
        type: z.enum(filledButtonTypes).describe("As the template's button."),
        value: textField()
          .min(1)
          .max(2000)
          .describe("The end of the address, the code, or what comes back in the answer."),
      }),
    )
    .max(10)
    .optional()
    .describe("Values of the template's buttons."),
};

/** A template that is kept to be sent again and again. */
export const savedTemplate = z
  .strictObject({
    name: textField().min(1).max(512).describe("Its name, or the Content SID at Twilio."),
    language: textField().min(2).optional().describe("en_US when left out."),
    ...valueFields,
  })
  .describe("A template with its values. {{name}} in a value becomes the customer's name.");

type SavedTemplate = z.infer<typeof savedTemplate>;

/** The draft of a template with its values. */
export function templateDraft({ name, parameters = [], header, buttons, language }: SavedTemplate): TemplateDraft {
  const values = Array.isArray(parameters)
    ? { parameters: parameters.map(String) }
    : {
        parameters: [],
        named: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)])),
      };
  return {
    ...{ type: "template", name, language: language ?? "en_US", ...values },
    ...(header ? { header: headerOf(header) } : {}),
    ...(buttons ? { buttons } : {}),
  };
}

function headerOf(given: z.infer<typeof header>): TemplateHeaderValue {
  if (given.type === "text" || given.type === "location") return given;
  return headerFileOf(given);
}

/** A draft as the {@link savedTemplate} that makes it. */
export function templateJson({ name, language, parameters, named, header, buttons }: TemplateDraft): SavedTemplate {
  return {
    ...{ name, language, parameters: named ?? parameters },
    ...(header
      ? { header: header.type === "text" || header.type === "location" ? header : headerFileJson(header) }
      : {}),
    ...(buttons ? { buttons } : {}),
  };
}
