// Reads one resource of Twilio's Content API into Bellhop's shape of a template. Pure; content-api.ts makes the requests.
import { variablesIn } from "../../base/template-values.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import {
  type HeaderFormat,
  type ProviderTemplate,
  type TemplateButton,
  type TemplateButtonType,
  type TemplateContent,
  type TemplateVariable,
  templateButtonTypes,
  templateCategories,
  templateStatuses,
} from "../../contract/templates.ts";

/** One Content may hold several types; the richest that WhatsApp shows is sent, so the first of these counts. (Twilio: Content types.) */
const RICHEST_FIRST = [
  "whatsapp/card",
  "twilio/card",
  "whatsapp/flows",
  "twilio/flows",
  "twilio/carousel",
  "twilio/catalog",
  "whatsapp/authentication",
  "twilio/call-to-action",
  "twilio/quick-reply",
  "twilio/list-picker",
  "twilio/location",
  "twilio/media",
  "twilio/text",
];

const object = (value: unknown): JsonObject | null =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
const objects = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.map(object).filter((one) => one !== null) : [];
const words = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const wordIn = <Word extends string>(list: readonly Word[], given: unknown): Word | null =>
  list.find((one) => one === words(given)?.toLowerCase()) ?? null;

/**
 * Reads one element of `ContentAndApprovals`; null when it has no SID. `approval_requests` is documented flat and seen with a `whatsapp`
 * inside: both are read. (Twilio: Content API.)
 */
export function readContent(element: unknown): ProviderTemplate | null {
  const given = object(element);
  const providerId = words(given?.sid);
  if (!given || providerId === null) return null;
  const requests = object(given.approval_requests);
  const approval = object(requests?.whatsapp) ?? requests;
  const types = object(given.types) ?? {};
  const type = RICHEST_FIRST.find((name) => object(types[name])) ?? Object.keys(types)[0] ?? "";
  const content = readType(type, object(types[type]) ?? {}, object(given.variables) ?? {});
  const status = approval ? (wordIn(templateStatuses, approval.status) ?? "unknown") : "unsubmitted";
  return {
    providerId,
    name: words(approval?.name) ?? words(given.friendly_name) ?? providerId,
    language: words(given.language) ?? "",
    status,
    category: wordIn(templateCategories, approval?.category),
    quality: "unknown",
    rejectedReason: words(approval?.rejection_reason),
    parameterFormat: variableNames(types[type]).some((name) => !/^\d+$/.test(name)) ? "named" : "positional",
    ...content,
  };
}

const variableNames = (type: unknown): string[] => variablesIn(JSON.stringify(type ?? ""));

/**
 * A type as header, body, footer and buttons. All variables of a Content are one list, so those of parts that have no place here (cards, list
 * items) stand with the body.
 */
function readType(type: string, given: JsonObject, samples: JsonObject): TemplateContent {
  const variable = (name: string): TemplateVariable => ({ name, example: words(samples[name]) });
  const media = words((Array.isArray(given.media) ? given.media : [given.media])[0]);
  const headerText = words(given.header_text);
  const format = headerText === null ? mediaFormat(media, type) : "text";
  const header = {
    format,
    text: headerText,
    variables: variablesIn(headerText ?? media ?? "").map(variable),
    example: format === "text" ? null : media,
  };
  const buttons = objects(given.actions).map((action) => readAction(action, samples));
  const elsewhere = new Set([...header.variables.map(({ name }) => name), ...buttons.map((button) => button.variable)]);
  const text = words(given.body) ?? words(given.title) ?? "";
  const ofBody = variablesIn(text);
  const others = variableNames(given).filter((name) => !elsewhere.has(name) && !ofBody.includes(name));
  return {
    header,
    body: { text, variables: [...ofBody, ...others].map(variable) },
    footer: words(given.footer) ?? words(given.subtitle),
    buttons,
    unsupported: [],
  };
}

function mediaFormat(link: string | null, type: string): HeaderFormat {
  if (type === "twilio/location") return "location";
  if (link === null) return "none";
  const ending = /\.(\w+)(?:[?#].*)?$/.exec(link)?.[1]?.toLowerCase() ?? "";
  if (/^(mp4|3gp)$/.test(ending)) return "video";
  return /^(pdf|docx?|pptx?|xlsx?|txt)$/.test(ending) ? "document" : "image";
}

function readAction(action: JsonObject, samples: JsonObject): TemplateButton {
  const type: TemplateButtonType =
    wordIn(templateButtonTypes, action.type) ?? (words(action.id) ? "quick_reply" : "other");
  const url = words(action.url);
  const variable = variablesIn([url, words(action.id), words(action.code)].join(" "))[0] ?? null;
  return {
    type,
    text: words(action.title) ?? words(action.copy_code_text) ?? "",
    url,
    phone: words(action.phone),
    variable,
    example: variable === null ? null : words(samples[variable]),
  };
}
