// A template with its values as the message that is sent. Pure.
import { headerFileKinds } from "../../api/lists.ts";
import type { HeaderFile } from "../inbox/kinds/contents.ts";
import type { OutboundMessage } from "../inbox/sending.ts";
import { fileIn, type Template, takesFile, uploadValue, type Values } from "./template.ts";

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

/** What fills a template, as messages, rules and canned replies have it. */
export type Filling = Pick<OutboundMessage, "parameters" | "header"> & Pick<OutboundMessage, "buttons">;

/** The values with which a message was made from a template: the inverse of {@link outbound}. */
function valuesIn(template: Template, { parameters = [], header, buttons = [] }: Filling): Values {
  const list = Array.isArray(parameters);
  const given = (name: string, i: number) => (list ? parameters[i] : parameters[name]);
  const values: [string, unknown][] = [
    ...template.body.variables.map(({ name }, i) => [`body ${name}`, given(name, i)] as [string, unknown]),
    ...buttons.map(({ index, value }) => [`button ${index}`, value] as [string, unknown]),
    ...headerValues(template, header),
  ];
  // At Twilio all are in one list.
  if (template.provider === "twilio" && !list) {
    for (const { name } of template.header.variables) values.push([`header ${name}`, parameters[name]]);
    template.buttons.forEach(({ variable }, i) => {
      if (variable !== null) values.push([`button ${i}`, parameters[variable]]);
    });
  }
  return Object.fromEntries(values.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

function headerValues({ header: { variables } }: Template, header: Filling["header"]): [string, unknown][] {
  if (header === undefined) return [];
  switch (header.type) {
    case "text":
      return variables.slice(0, 1).map(({ name }) => [`header ${name}`, header.text]);
    case "location": {
      const { latitude, longitude, name, address } = header;
      return Object.entries({ latitude, longitude, place: name, address });
    }
    default:
      return [["file", "id" in header ? uploadValue(header.id, header.filename ?? "") : header.link]];
  }
}

/** A template with its values, as rules and canned replies have it. */
export type SavedTemplate = Filling & { name: string; language?: string | undefined };

/** The one of these templates that is meant, with its values; null when it is not among them. */
export function savedIn(
  templates: readonly Template[],
  { name, language = "en_US", ...filling }: SavedTemplate,
): { template: Template; values: Values } | null {
  const template = templates.find(
    (one) => one.template === name && (one.provider === "twilio" || one.language === language),
  );
  const found = template ?? templates.find((one) => one.provider === "twilio" && one.name === name);
  return found ? { template: found, values: valuesIn(found, filling) } : null;
}
