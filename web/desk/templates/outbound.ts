// A template with its values as the message that is sent. Pure.
import type { OutboundMessage } from "../inbox/sending.ts";
import { inputsOf, type Template, type Values } from "./template.ts";

export type OutboundTemplate = OutboundMessage & { template: string };

/** The message; the values are those of the inputs of template.ts. */
export function outbound(template: Template, values: Values): OutboundTemplate {
  const of = (key: string) => (values[key] ?? "").trim();
  const inputs = inputsOf(template);
  return {
    template: template.template,
    language: template.language,
    parameters: inputs.filter(({ kind }) => kind === "body").map(({ key }) => of(key)),
  };
}
