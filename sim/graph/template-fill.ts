// Fills in the parameters of a template that is sent.
import type { Content, Media } from "../chat/message.ts";
import { isObject } from "../http.ts";
import { GraphError } from "./errors.ts";
import { fileAbove, type Kept, kindAbove } from "./file-part.ts";
import type { Templates } from "./template-store.ts";
import { names, type Template } from "./templates.ts";

/** Fills in a template as the API does. Throws GraphError 100, 131008, 132000, 132001, 132012, 132015 or 132016. */
export function fillIn(
  { templates, ...kept }: Kept & { templates: Pick<Templates, "find"> },
  request: unknown,
): Content {
  if (!isObject(request)) throw new GraphError(100, "The parameter template is required.");
  const { name, language, components = [] } = request;
  if (typeof name !== "string" || !name) throw new GraphError(131008, "Parameter template name is required");
  const code = isObject(language) ? language.code : undefined;
  if (typeof code !== "string" || !code) throw new GraphError(131008, "Parameter template language code is required");
  const found = templates.find(name, code);
  if (!found || found.status === "PENDING" || found.status === "REJECTED") {
    throw new GraphError(132001, `template name (${name}) does not exist in ${code}`, 404);
  }
  if (found.status === "PAUSED") throw new GraphError(132015, `template ${name} is paused`);
  if (found.status === "DISABLED") throw new GraphError(132016, `template ${name} is disabled`);
  if (!Array.isArray(components)) throw new GraphError(100, "Param template['components'] must be an array.");

  const text = filledPart(found, components, "body");
  const format = found.components.find((part) => part.type === "HEADER")?.format ?? "TEXT";
  const file = format === "TEXT" ? null : fileOrPlace(components, format.toLowerCase(), kept);
  const header = format === "TEXT" ? filledPart(found, components, "header") : "";
  const footer = found.components.find((part) => part.type === "FOOTER")?.text;
  const buttons = found.components.find((part) => part.type === "BUTTONS")?.buttons ?? [];
  return {
    type: "buttons",
    text,
    ...(header ? { header } : {}),
    ...(file ? { file } : {}),
    ...(footer ? { footer } : {}),
    ...{ template: name, category: found.category },
    buttons: buttons.map((button, index) => {
      if (button.type === "URL" && button.url?.includes("{{") && !hasValue(components, index))
        throw new GraphError(131008, `buttons: Button at index ${index} of type Url requires a parameter`);
      if (button.type === "COPY_CODE" && !hasValue(components, index))
        throw new GraphError(131008, `buttons: Button at index ${index} of type CopyCode requires a parameter`);
      const title = button.text ?? "Copy code";
      return { id: payloadOf(components, index) ?? title, title };
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

/** The file above the text; null for a place. Throws GraphError 132012 unless the header has one of them. (Meta: template messages, header.) */
function fileOrPlace(components: unknown[], type: string, kept: Kept): Media | null {
  const part = components.find((one) => isObject(one) && String(one.type).toLowerCase() === "header");
  const [given]: unknown[] = isObject(part) && Array.isArray(part.parameters) ? part.parameters : [];
  const value = isObject(given) && given.type === type ? given[type] : null;
  const isWhole = isObject(value) && (type === "location" ? value.latitude && value.longitude : value.id || value.link);
  if (!isWhole) throw new GraphError(132012, `header: Format mismatch, expected ${type.toUpperCase()}`);
  const kind = kindAbove(given);
  return kind === null ? null : fileAbove(kind, given as Record<string, unknown>, kept);
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
