// A template with its values as the message that is sent. Pure.
import { headerFileKinds } from "../../api/lists.ts";
import type { HeaderFile } from "../inbox/kinds/contents.ts";
import type { OutboundMessage } from "../inbox/sending.ts";
import { fileIn, type Template, takesFile, type Values } from "./template.ts";

export type OutboundTemplate = OutboundMessage & { template: string };

/** The message. `values` are those of the inputs of template.ts, without faults. */
export function outbound(template: Template, values: Values): OutboundTemplate {
  const { template: name, language } = template;
  if (template.provider === "meta") return { template: name, language, ...parts(template, values) };
  const header = takesFile(template) ? { header: fileOf(template, values) } : {};
  return { template: name, language, parameters: contentVariables(template, values), ...header };
}

const read = (values: Values, key: string): string => (values[key] ?? "").trim();

/** Twilio has one list of variables for all parts of a template. */
function contentVariables(template: Template, values: Values): Record<string, string> {
  const { header, body, buttons } = template;
  return Object.fromEntries([
    ...(takesFile(template) ? [] : header.variables.map(({ name }) => [name, read(values, `header ${name}`)])),
    ...body.variables.map(({ name }) => [name, read(values, `body ${name}`)]),
    ...buttons.flatMap(({ variable }, index) => (variable ? [[variable, read(values, `button ${index}`)]] : [])),
  ]);
}

/** Meta takes the values of header, body and buttons apart. */
function parts(template: Template, values: Values): Omit<OutboundMessage, "template"> {
  const { body, buttons, parameter_format: format } = template;
  const named = body.variables.map(({ name }) => [name, read(values, `body ${name}`)] as const);
  const header = headerOf(template, values);
  const filled = buttons.flatMap(({ type }, index) => {
    const value = read(values, `button ${index}`);
    return value && (type === "url" || type === "copy_code") ? [{ index, type, value }] : [];
  });
  return {
    parameters: format === "named" ? Object.fromEntries(named) : named.map(([, value]) => value),
    ...(header ? { header } : {}),
    ...(filled.length > 0 ? { buttons: filled } : {}),
  };
}

function headerOf(template: Template, values: Values): OutboundMessage["header"] {
  const { format, variables } = template.header;
  const of = (key: string) => read(values, key);
  if (variables[0]) return { type: "text", text: of(`header ${variables[0].name}`) };
  if (format === "location") {
    const place = { latitude: Number(of("latitude")), longitude: Number(of("longitude")) };
    return { type: "location", ...place, name: of("place"), address: of("address") };
  }
  return takesFile(template) ? fileOf(template, values) : undefined;
}

/** The file above the text. */
function fileOf({ header }: Template, values: Values): HeaderFile {
  const type = headerFileKinds.find((kind) => kind === header.format)!;
  const file = fileIn(read(values, "file"));
  return "link" in file
    ? { type, ...file }
    : { type, id: file.id, ...(file.filename ? { filename: file.filename } : {}) };
}
