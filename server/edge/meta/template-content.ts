// Reads one of Meta's message templates into Bellhop's shape. Pure; templates.ts makes the requests.
import { variablesIn } from "../../base/template-values.ts";
import type { Json, JsonObject } from "../../contract/inbound.ts";
import {
  type HeaderFormat,
  headerFormats,
  type ProviderTemplate,
  type TemplateButton,
  type TemplateButtonType,
  type TemplateContent,
  type TemplateVariable,
  templateButtonTypes,
  templateCategories,
  templateQualities,
  templateStatuses,
} from "../../contract/templates.ts";
import { ident, list, record, text } from "./fields.ts";

/** Meta's upper-case words (`APPROVED`) in a list of ours; null when the list does not have them. */
export function wordIn<Word extends string>(words: readonly Word[], given: unknown): Word | null {
  const word = text(given)?.toLowerCase();
  return words.find((one) => one === word) ?? null;
}

/** `en-US`, as webhooks write it, in the form of sends: `en_US`. (Meta: template webhooks.) */
const languageOf = (given: unknown): string => (text(given) ?? "").replace("-", "_");

/** Reads one element of `GET /{waba}/message_templates`; null when it has no id or no name. (Meta: message templates.) */
export function readTemplate(element: Json): ProviderTemplate | null {
  const given = record(element);
  const providerId = ident(given?.id);
  const name = text(given?.name);
  if (!given || providerId === null || name === null) return null;
  const format = wordIn(["named"], given.parameter_format) ?? "positional";
  const reason = text(given.rejected_reason);
  return {
    providerId,
    name,
    language: languageOf(given.language),
    status: wordIn(templateStatuses, given.status) ?? "unknown",
    category: wordIn(templateCategories, given.category),
    quality: wordIn(templateQualities, record(given.quality_score)?.score) ?? "unknown",
    rejectedReason: reason === "NONE" ? null : reason,
    parameterFormat: format,
    ...readComponents(list(given.components) ?? []),
  };
}

/** The neutral content of a template's components. */
function readComponents(components: readonly Json[]): TemplateContent {
  const content: TemplateContent = {
    header: { format: "none", text: null, variables: [], example: null },
    body: { text: "", variables: [] },
    footer: null,
    buttons: [],
    unsupported: [],
  };
  for (const component of components) {
    const part = record(component);
    const type = text(part?.type)?.toLowerCase();
    if (!part || type === undefined) continue;
    if (type === "header") readHeader(part, content);
    else if (type === "body") content.body = readText(part, "body");
    else if (type === "footer") content.footer = text(part.text);
    else if (type === "buttons") content.buttons = (list(part.buttons) ?? []).map(readButton);
    // A call permission request is part of the template and takes no value.
    else if (type !== "call_permission_request") content.unsupported.push(type);
  }
  if (content.buttons.some(({ type }) => type === "other")) content.unsupported.push("buttons");
  return content;
}

function readHeader(part: JsonObject, content: TemplateContent): void {
  const format: HeaderFormat | null = wordIn(headerFormats, part.format);
  if (format === null) content.unsupported.push("header");
  else if (format === "text") {
    const { text, variables } = readText(part, "header");
    content.header = { format, text, variables, example: null };
  } else {
    const example = text(list(record(part.example)?.header_handle)?.[0]);
    content.header = { format, text: null, variables: [], example };
  }
}

/** A text with its variables, whose samples are in `example` by name or in order. (Meta: template components.) */
function readText(part: JsonObject, place: "header" | "body"): { text: string; variables: TemplateVariable[] } {
  const words = text(part.text) ?? "";
  const example = record(part.example);
  const named = new Map(
    (list(example?.[`${place}_text_named_params`]) ?? []).map((one) => [
      text(record(one)?.param_name),
      text(record(one)?.example),
    ]),
  );
  const given = list(example?.[`${place}_text`]) ?? [];
  const inOrder = place === "body" ? (list(given[0]) ?? []) : given;
  const variables = variablesIn(words).map((name, i) => {
    const at = /^\d+$/.test(name) ? Number(name) - 1 : i;
    return { name, example: named.get(name) ?? text(inOrder[at]) };
  });
  return { text: words, variables };
}

/** Types of Meta's that we call otherwise or cannot fill: a catalogue and product lists need product ids. */
function readButton(element: Json): TemplateButton {
  const given = record(element) ?? {};
  const type: TemplateButtonType = wordIn(templateButtonTypes, given.type) ?? "other";
  const url = text(given.url);
  const example = endOf(url, text(list(given.example)?.[0]) ?? text(given.example));
  return {
    type,
    text: text(given.text) ?? (type === "copy_code" ? "Copy code" : ""),
    url,
    phone: text(given.phone_number),
    variable: variableOf(type, url),
    example,
  };
}

/** Of a link's sample, which is a whole address, the part that stands for the variable. (Meta: template components, url buttons.) */
function endOf(url: string | null, example: string | null): string | null {
  const fixed = url?.replace(/\{\{\s*\w+\s*\}\}$/, "") ?? "";
  return fixed !== "" && example !== null && example.startsWith(fixed) ? example.slice(fixed.length) : example;
}

function variableOf(type: TemplateButtonType, url: string | null): string | null {
  if (type === "copy_code" || type === "otp") return "code";
  return url === null ? null : (variablesIn(url)[0] ?? null);
}
