// The approved message templates of the simulated business, and how their parameters are filled in.
import type { Content } from "../chat/message.ts";
import { isObject } from "../http.ts";
import { GraphError } from "./errors.ts";

export type Template = {
  name: string;
  language: string;
  category: "UTILITY" | "MARKETING" | "AUTHENTICATION";
  status: "APPROVED" | "PENDING" | "REJECTED" | "PAUSED" | "DISABLED";
  id: string;
  parameter_format: "POSITIONAL" | "NAMED";
  components: {
    type: "HEADER" | "BODY" | "FOOTER" | "BUTTONS";
    format?: "TEXT";
    text?: string;
    buttons?: Button[];
    example?: object;
  }[];
};
type Button = { type: "QUICK_REPLY" | "URL" | "PHONE_NUMBER"; text: string; url?: string; phone_number?: string };

const names = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!)),
];

/** A text with the samples that its variables were submitted with. */
function withSamples(place: "header" | "body", text: string): { text: string; example?: object } {
  const all = names(text);
  if (all.length === 0) return { text };
  const samples = all.map((name) => `sample ${name}`);
  if (/^\d+$/.test(all[0]!)) return { text, example: { [`${place}_text`]: place === "body" ? [samples] : samples } };
  const named = all.map((param_name, i) => ({ param_name, example: samples[i] }));
  return { text, example: { [`${place}_text_named_params`]: named } };
}

const template = (
  id: number,
  name: string,
  language: string,
  body: string,
  more: {
    header?: string;
    buttons?: Button[];
    footer?: string;
    status?: Template["status"];
    category?: Template["category"];
  } = {},
): Template => ({
  name,
  language,
  category: more.category ?? "UTILITY",
  status: more.status ?? "APPROVED",
  id: `40000000000000${id}`,
  parameter_format: /\{\{[a-z]/.test(body) ? "NAMED" : "POSITIONAL",
  components: [
    ...(more.header
      ? [{ type: "HEADER" as const, format: "TEXT" as const, ...withSamples("header", more.header) }]
      : []),
    { type: "BODY", ...withSamples("body", body) },
    ...(more.footer ? [{ type: "FOOTER" as const, text: more.footer }] : []),
    ...(more.buttons ? [{ type: "BUTTONS" as const, buttons: more.buttons }] : []),
  ],
});

const quick = (text: string): Button => ({ type: "QUICK_REPLY", text });

/** The templates of the account. */
export const TEMPLATES: readonly Template[] = [
  template(1, "hello_world", "en_US", "Welcome and congratulations! This message shows that you can send templates."),
  template(2, "call_instructions", "en_US", "{{1}}"),
  template(3, "call_instructions", "es_AR", "{{1}}"),
  template(4, "follow_up", "en_US", "Hello {{1}}, you wrote to us lately. May we continue the conversation?", {
    buttons: [quick("Yes, please"), quick("No, thanks")],
  }),
  template(5, "order_update", "es_AR", "Hola {{1}}, el total de tu pedido es {{2}}.", { buttons: [quick("Ok")] }),
  template(6, "booking_reminder", "en_US", "Your spot {{1}} is held until {{2}}.", { footer: "Bellhop" }),
  template(8, "bay_booked", "en_US", "Hello {{guest}}, your bay is kept until {{until}} today.", {
    header: "Bay {{bay}}",
    footer: "Bellhop",
    buttons: [{ type: "URL", text: "Map", url: "https://example.com/b/{{1}}" }, quick("Keep it")],
  }),
  template(7, "seasonal_offer", "en_US", "Hello {{1}}, spring prices have arrived.", { status: "PAUSED" }),
  template(9, "weekend_offer", "en_US", "Hello {{1}}, park on weekends at half the price.", {
    category: "MARKETING",
    buttons: [quick("Stop promotions")],
  }),
];

/** The template that a message was made from; undefined when it was made from none. */
export const templateOf = (content: Content): Template | undefined =>
  content.type === "buttons" && content.template !== undefined
    ? TEMPLATES.find(({ name }) => name === content.template)
    : undefined;

/** Fills in a template as the API does. Throws GraphError 100, 131008, 132000, 132001, 132012, 132015 or 132016. */
export function fillIn(request: unknown): Content {
  if (!isObject(request)) throw new GraphError(100, "The parameter template is required.");
  const { name, language, components = [] } = request;
  if (typeof name !== "string" || !name) throw new GraphError(131008, "Parameter template name is required");
  const code = isObject(language) ? language.code : undefined;
  if (typeof code !== "string" || !code) throw new GraphError(131008, "Parameter template language code is required");
  const found = TEMPLATES.find((one) => one.name === name && one.language === code);
  if (!found || found.status === "PENDING" || found.status === "REJECTED") {
    throw new GraphError(132001, `template name (${name}) does not exist in ${code}`, 404);
  }
  if (found.status === "PAUSED") throw new GraphError(132015, `template ${name} is paused`);
  if (found.status === "DISABLED") throw new GraphError(132016, `template ${name} is disabled`);
  if (!Array.isArray(components)) throw new GraphError(100, "Param template['components'] must be an array.");

  const text = filledPart(found, components, "body");
  const header = filledPart(found, components, "header");
  const footer = found.components.find((part) => part.type === "FOOTER")?.text;
  const buttons = found.components.find((part) => part.type === "BUTTONS")?.buttons ?? [];
  return {
    type: "buttons",
    text,
    ...(header ? { header } : {}),
    ...(footer ? { footer } : {}),
    template: name,
    buttons: buttons.map((button, index) => {
      if (button.type === "URL" && button.url?.includes("{{") && !hasValue(components, index))
        throw new GraphError(131008, `buttons: Button at index ${index} of type Url requires a parameter`);
      return { id: payloadOf(components, index) ?? button.text, title: button.text };
    }),
  };
}

/** The text of a part with its values, by name or in order. Throws GraphError 132000 for their number and 132012 for names. */
function filledPart({ components, parameter_format }: Template, given: unknown[], type: "header" | "body"): string {
  const text = components.find((part) => part.type === type.toUpperCase())?.text ?? "";
  const all = names(text);
  const values = parametersOf(given, type);
  if (values.length !== all.length) {
    throw new GraphError(
      132000,
      `${type}: number of localizable_params (${values.length}) does not match the expected number of params (${all.length})`,
    );
  }
  const byName = new Map(
    values.map(({ name, text }, i) => {
      if ((name === null) === (parameter_format === "NAMED") && all.length > 0)
        throw new GraphError(132012, `${type}: parameter name is ${name === null ? "missing" : "not expected"}`);
      return [name ?? String(i + 1), text];
    }),
  );
  const lacking = all.find((name) => !byName.has(name));
  if (lacking !== undefined) throw new GraphError(132012, `${type}: parameter ${lacking} is missing`);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => byName.get(name) ?? "");
}

function hasValue(components: unknown[], index: number): boolean {
  return components.some(
    (part) => isObject(part) && String(part.type).toLowerCase() === "button" && Number(part.index) === index,
  );
}

function parametersOf(components: unknown[], type: string): { name: string | null; text: string }[] {
  const part = components.find((one) => isObject(one) && String(one.type).toLowerCase() === type);
  if (!isObject(part) || !Array.isArray(part.parameters)) return [];
  return part.parameters.map((parameter: unknown) => {
    if (!isObject(parameter)) throw new GraphError(132012, "A parameter must be an object");
    if (parameter.type === "text" && typeof parameter.text === "string" && parameter.text !== "") {
      return {
        name: typeof parameter.parameter_name === "string" ? parameter.parameter_name : null,
        text: parameter.text,
      };
    }
    const inner = parameter[String(parameter.type)];
    if (isObject(inner) && typeof inner.fallback_value === "string") return { name: null, text: inner.fallback_value };
    throw new GraphError(132012, `${type}: a parameter of type ${String(parameter.type)} has no usable value`);
  });
}

function payloadOf(components: unknown[], index: number): string | null {
  for (const part of components) {
    if (!isObject(part) || String(part.type).toLowerCase() !== "button" || Number(part.index) !== index) continue;
    const first: unknown = Array.isArray(part.parameters) ? part.parameters[0] : null;
    if (isObject(first) && typeof first.payload === "string") return first.payload;
  }
  return null;
}
