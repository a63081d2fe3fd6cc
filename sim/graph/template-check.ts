// Checks the components of a template that is created or edited as strictly as Meta, and writes them as lists have them. (Meta: template
// components, template errors.)
import { isObject } from "../http.ts";
import { onlyKeys } from "./check.ts";
import { GraphError } from "./errors.ts";
import { type Button, type Component, names, type Template } from "./templates.ts";

type Json = Record<string, unknown>;
type Format = Template["parameter_format"];

/** Refusals of error 100, by their number. (Meta: template errors.) */
export const SUBCODES = {
  exists: 2388024,
  notEditable: 2388039,
  tooMany: 2388019,
  tooLong: 2388040,
  header: 2388047,
  body: 2388072,
  footer: 2388073,
  variables: 2388293,
  edges: 2388299,
} as const;

/** Throws error 100, with its number where Meta has one. */
export function refuse(details: string, subcode?: keyof typeof SUBCODES): never {
  throw new GraphError(100, details, 400, subcode === undefined ? null : SUBCODES[subcode]);
}

/** How many buttons of each type a template may have; 10 in all. */
const MOST: Record<string, number> = {
  ...{ QUICK_REPLY: 10, URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1, VOICE_CALL: 1, REQUEST_CONTACT_INFO: 1 },
};
const MEDIA: Record<string, RegExp> = {
  ...{ IMAGE: /^image\//, VIDEO: /^video\//, DOCUMENT: /^application\/pdf$/ },
};

/** What the components are checked against. `typeOf`: the type of an uploaded sample. */
export type Rules = { format: Format; category: string; typeOf(handle: unknown): string | null };

/** The components in upper case. Throws GraphError 100. */
export function componentsIn(given: unknown, rules: Rules): Component[] {
  if (!Array.isArray(given)) refuse("Param components must be an array.");
  const seen = new Set<string>();
  const components = (given as unknown[]).map((one): Component => {
    if (!isObject(one)) refuse("Each of components must be an object.");
    const part = one as Json;
    const type = String(part.type).toUpperCase();
    if (seen.has(type)) refuse(`There is more than one component ${type}.`);
    seen.add(type);
    if (type === "HEADER") return header(part, rules);
    if (type === "BODY") return body(part, rules);
    if (type === "FOOTER") return footer(part);
    if (type === "BUTTONS") return buttons(part, rules);
    return refuse(`Param components has an unknown type ${type}.`);
  });
  if (!seen.has("BODY")) refuse("A component of the type BODY is required.", "body");
  return components;
}

const within = (text: unknown, most: number, what: string, subcode?: keyof typeof SUBCODES): string => {
  if (typeof text !== "string" || text.trim() === "") return refuse(`The ${what} must have a text.`, subcode);
  if ([...text].length > most) refuse(`The ${what} must be at most ${most} characters long.`, "tooLong");
  return text;
};

function header(part: Json, rules: Rules): Component {
  onlyKeys(part, "header", ["type", "format", "text", "example"]);
  const format = String(part.format).toUpperCase();
  const example = isObject(part.example) ? part.example : {};
  if (format === "LOCATION") {
    if (rules.category === "AUTHENTICATION") refuse("A location header is for utility and marketing.", "header");
    return { type: "HEADER", format };
  }
  if (format in MEDIA) {
    const [handle]: unknown[] = Array.isArray(example.header_handle) ? example.header_handle : [];
    const type = rules.typeOf(handle);
    if (type === null || !MEDIA[format]!.test(type)) refuse("The header needs the handle of a sample file.", "header");
    return {
      type: "HEADER",
      format,
      example: { header_handle: [`https://scontent.example.com/${format.toLowerCase()}`] },
    };
  }
  if (format !== "TEXT") refuse(`The header has an unknown format ${format}.`, "header");
  const text = within(part.text, 60, "header", "header");
  if (names(text).length > 1) refuse("The header may have one variable.", "header");
  if (/\uFE0F|[\n*_~`\p{Emoji_Presentation}]/u.test(text.replaceAll(/\{\{\w+\}\}/g, "")))
    refuse("Message header can't have any new lines, formatting characters, emojis or asterisks.", "header");
  samples("header", text, example, rules.format);
  return { type: "HEADER", format, text, ...(part.example ? { example } : {}) };
}

function body(part: Json, rules: Rules): Component {
  onlyKeys(part, "body", ["type", "text", "example"]);
  const text = within(part.text, 1024, "body", "body");
  const example = isObject(part.example) ? part.example : {};
  if (/^\s*\{\{|\}\}\s*$/.test(text)) refuse("Variables must not be at the start or the end of the text.", "edges");
  if (/\}\}\s*\{\{/.test(text)) refuse("Variables must not touch each other.", "body");
  const all = names(text);
  // How many words Meta wants is not written down: here, more than variables.
  const words = text.replace(/\{\{\s*\w+\s*\}\}/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
  if (all.length > 0 && words.length <= all.length)
    refuse("The text has too many variables for its length.", "variables");
  samples("body", text, example, rules.format);
  return { type: "BODY", text, ...(part.example ? { example } : {}) };
}

/** Throws unless the variables are named or numbered as the template says, and each has its sample. */
function samples(place: "header" | "body", text: string, example: Json, format: Format): void {
  const all = names(text);
  if (all.length === 0) return;
  if (format === "NAMED") {
    if (all.some((name) => !/^[a-z_]+$/.test(name)))
      refuse("Names of variables are lower case and underscores.", place);
    const given = example[`${place}_text_named_params`];
    const named = (Array.isArray(given) ? given : []).filter(isObject);
    const lacks = all.some((name) => !named.some((one) => one.param_name === name && one.example));
    if (lacks) refuse("Each variable needs an example.", place);
    return;
  }
  if (all.some((_, i) => !all.includes(String(i + 1)))) refuse("Variables are numbered from 1 without gaps.", place);
  const given = example[`${place}_text`];
  const flat: unknown = place === "body" && Array.isArray(given) ? given[0] : given;
  if (!Array.isArray(flat) || flat.length !== all.length || flat.some((one) => typeof one !== "string" || !one))
    refuse("Each variable needs an example.", place);
}

function footer(part: Json): Component {
  onlyKeys(part, "footer", ["type", "text"]);
  const text = within(part.text, 60, "footer", "footer");
  if (text.includes("{{")) refuse("A footer has no variables.", "footer");
  if (text.includes("\n")) refuse("A footer has no new lines.", "footer");
  return { type: "FOOTER", text };
}

function buttons(part: Json, { category }: Rules): Component {
  onlyKeys(part, "buttons", ["type", "buttons"]);
  if (!Array.isArray(part.buttons) || part.buttons.length === 0) refuse("Param buttons must be an array.");
  const all = (part.buttons as unknown[]).map((one) => button(isObject(one) ? one : {}));
  if (all.length > 10) refuse("A template has at most 10 buttons.");
  for (const [type, most] of Object.entries(MOST))
    if (all.filter((one) => one.type === type).length > most) refuse(`At most ${most} buttons of the type ${type}.`);
  const quick = all.map((one) => one.type === "QUICK_REPLY");
  if (quick.filter((one, i) => i > 0 && one !== quick[i - 1]).length > 1) refuse("Quick replies must stay together.");
  if (category === "AUTHENTICATION" && all.some((one) => one.type === "REQUEST_CONTACT_INFO"))
    refuse("A request for the number is for utility and marketing.");
  return { type: "BUTTONS", buttons: all };
}

function button(given: Json): Button {
  const type = String(given.type).toUpperCase();
  if (!(type in MOST)) refuse(`A button has an unknown type ${type}.`);
  const text = () => {
    const label = within(given.text, 25, "button");
    return label.includes("\n") ? refuse("Buttons can't have new lines.") : label;
  };
  if (type === "COPY_CODE") return { type, text: "Copy offer code", example: [within(given.example, 15, "code")] };
  if (type === "REQUEST_CONTACT_INFO") {
    if (given.text !== undefined) refuse("The label of this button is Meta's own.");
    return { type, text: "Share contact info" };
  }
  if (type === "PHONE_NUMBER")
    return { type, text: text(), phone_number: within(given.phone_number, 20, "phone number") };
  if (type !== "URL") return { type, text: text() };
  const url = within(given.url, 2000, "url");
  const place = url.indexOf("{{");
  if (place >= 0 && !/^\{\{1\}\}$/.test(url.slice(place))) refuse("A url has one variable, {{1}}, at its end.");
  if (!/^https?:\/\//.test(url)) refuse("A url begins with http:// or https://.");
  const [example]: unknown[] = Array.isArray(given.example) ? given.example : [];
  if (place >= 0 && !(typeof example === "string" && URL.canParse(example)))
    refuse("A url with a variable needs a whole address as its example.");
  return { type, text: text(), url, ...(place >= 0 ? { example: [example] } : {}) };
}
