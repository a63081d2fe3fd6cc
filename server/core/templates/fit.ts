// Fits the values of a draft to its template: what is missing or too much is a fault, and the text is as the customer will read it. Pure.
import { near } from "../../base/near.ts";
import { fillVariables, templateValueFault } from "../../base/template-values.ts";
import {
  filledButtonTypes,
  type TemplateButtonValue,
  type TemplateDraft,
  type TemplateHeaderValue,
} from "../../contract/outbound.ts";
import type { HeaderFile } from "../../contract/outgoing-kinds.ts";
import type { TemplateButton, TemplateVariable } from "../../contract/templates.ts";
import type { Template } from "./templates.ts";

/** A draft whose values have the form that the template wants, and its text; or the faults, each a sentence. */
export type Fitted = { draft: TemplateDraft; text: string } | { faults: string[] };

/** Characters of the text with its values. (Meta: template components, body.) */
const LONGEST_BODY = 1024;

/** Fits a draft to its template. Values in order are taken for named variables too, in the order in which the text has them. */
export function fitValues(template: Template, draft: TemplateDraft): Fitted {
  const all = allVariables(template);
  const isOneList = template.provider === "twilio";
  const expected = isOneList && !draft.header && !draft.buttons ? all : template.body.variables.map(({ name }) => name);
  const { values, faults } = valuesOf(template, draft, expected, isOneList ? all : expected);
  const header = headerFaults(template, draft.header, values);
  const buttons = buttonFaults(template, draft.buttons ?? [], values);
  for (const [name, value] of values) {
    const fault = templateValueFault(value, name);
    if (fault !== null) faults.push(fault);
  }
  const parts = [...faults, ...header, ...buttons];
  if (parts.length > 0) return { faults: parts };
  return filled(template, withParts(template, draft, values), draft);
}

/** The names of the variables that are filled by name: at Twilio all of a template, which are one list; at Meta those of its text. */
export const listedVariables = (template: Template): string[] =>
  template.provider === "twilio" ? allVariables(template) : template.body.variables.map(({ name }) => name);

/** Names of all variables: of text, header and buttons, each once; numbers in their order. */
function allVariables({ body, header, buttons, parameterFormat }: Template): string[] {
  const names = [...header.variables, ...body.variables].map(({ name }) => name);
  const all = [...new Set([...names, ...buttons.flatMap(({ variable }) => variable ?? [])])];
  return parameterFormat === "positional" ? all.toSorted((one, other) => Number(one) - Number(other)) : all;
}

function valuesOf(
  template: Template,
  { parameters, named }: TemplateDraft,
  expected: readonly string[],
  known: readonly string[],
): { values: Map<string, string>; faults: string[] } {
  const title = `The template ${template.name}`;
  if (named === undefined) {
    const values = new Map(expected.flatMap((name, i) => (parameters[i] === undefined ? [] : [[name, parameters[i]]])));
    if (parameters.length === expected.length) return { values, faults: [] };
    const which = expected.length > 0 ? ` (${expected.join(", ")})` : "";
    return {
      values,
      faults: [`${title} takes ${expected.length} values${which}; ${parameters.length} are given.`],
    };
  }
  const values = new Map(Object.entries(named));
  const faults = expected
    .filter((name) => !values.has(name))
    .map((name) => `${title} needs a value for {{${name}}}${exampleOf(template, name)}.`);
  for (const name of values.keys()) {
    if (known.includes(name)) continue;
    const meant = near(name, known);
    const hint = meant === null ? ` It has: ${known.join(", ") || "none"}.` : ` Did you mean ${meant}?`;
    faults.push(`${title} has no variable {{${name}}}.${hint}`);
  }
  return { values, faults };
}

function exampleOf({ body, header }: Template, name: string): string {
  const example = [...body.variables, ...header.variables].find((one) => one.name === name)?.example;
  return example == null ? "" : `, such as "${example}"`;
}

/** Faults of the header's value. At Twilio it may be among the values by name. */
function headerFaults(
  template: Template,
  given: TemplateHeaderValue | undefined,
  values: Map<string, string>,
): string[] {
  const { format, variables } = template.header;
  const title = `The header of the template ${template.name}`;
  const wanted = wantedHeader(template);
  const isGiven = template.provider === "twilio" && variables.every(({ name }) => values.has(name));
  if (given === undefined) return wanted === null || isGiven ? [] : [`${title} needs ${HEADERS[wanted]} ("header").`];
  if (wanted === null) return [`${title} takes no value: leave "header" out.`];
  if (template.provider === "twilio" && given.type !== "text" && variables.length !== 1)
    return [`${title} is part of the Content at Twilio: leave "header" out.`];
  if (given.type !== format) return [`${title} needs ${HEADERS[wanted]}, not ${HEADERS[given.type]}.`];
  const before = template.provider === "twilio" ? beforeVariable(template) : "";
  return "link" in given && given.link !== undefined && !given.link.startsWith(before)
    ? [`${title} takes only addresses that begin with ${before}.`]
    : [];
}

const HEADERS: Record<TemplateHeaderValue["type"], string> = {
  text: "a text",
  image: "an image",
  video: "a video",
  document: "a document",
  location: "a place",
};

/** The kind of value that a header takes; null when it takes none. Files and places are part of a Content at Twilio. */
function wantedHeader({ provider, header: { format, variables } }: Template): TemplateHeaderValue["type"] | null {
  if (format === "none") return null;
  if (format === "text" || provider === "twilio") return variables.length > 0 ? format : null;
  return format;
}

function buttonFaults(
  template: Template,
  given: readonly TemplateButtonValue[],
  values: Map<string, string>,
): string[] {
  const faults: string[] = [];
  for (const { index, type } of given) {
    const button = template.buttons[index];
    if (!button)
      faults.push(`The template ${template.name} has no button ${index}; it has ${template.buttons.length}.`);
    else if (typeTaken(button) === null) faults.push(`The button "${button.text}" takes no value: leave it out.`);
    else if (typeTaken(button) !== type) faults.push(`The button "${button.text}" is of type ${typeTaken(button)}.`);
  }
  template.buttons.forEach((button, index) => {
    const isGiven =
      given.some((one) => one.index === index) ||
      (template.provider === "twilio" && button.variable !== null && values.has(button.variable));
    if (button.variable === null || isGiven) return;
    const example = button.example === null ? "" : `, such as "${button.example}"`;
    faults.push(`The button "${button.text}" needs a value${example} ("buttons": [{"index": ${index}, …}]).`);
  });
  return faults;
}

/** The type by which a button's value is sent; null when it takes none. A one-time code is sent as the end of an address. (Meta: authentication templates.) */
function typeTaken({ type, variable }: TemplateButton): TemplateButtonValue["type"] | null {
  if (type === "otp") return "url";
  if (type === "url" && variable === null) return null;
  return filledButtonTypes.find((one) => one === type) ?? null;
}

/** The draft in the form that its provider takes: by name or in order at Meta, one list by name at Twilio. */
function withParts(template: Template, draft: TemplateDraft, body: Map<string, string>): TemplateDraft {
  const { type, name, language, header, buttons, replyTo } = { replyTo: undefined, ...draft };
  const base = { type, name, language, ...(replyTo === undefined ? {} : { replyTo }) };
  if (template.provider === "twilio") {
    const values = new Map(body);
    const place = template.header.variables[0];
    const isKept = header !== undefined && "file" in header;
    const fills = { variable: place?.name ?? "", after: beforeVariable(template) };
    if (place && header && !isKept)
      values.set(place.name, header.type === "text" ? header.text : "link" in header ? addressEnd(header, fills) : "");
    for (const { index, value } of buttons ?? []) {
      const variable = template.buttons[index]?.variable;
      if (variable) values.set(variable, value);
    }
    return {
      ...{ ...base, parameters: [] },
      ...(values.size > 0 ? { named: Object.fromEntries(values) } : {}),
      ...(isKept ? { header: { ...header, fills } } : {}),
    };
  }
  const inOrder = template.parameterFormat === "positional";
  const parts = {
    ...(header ? { header: namedHeader(template.header.variables[0], header, inOrder) } : {}),
    ...(buttons ? { buttons } : {}),
  };
  if (!inOrder && body.size > 0) return { ...base, parameters: [], named: Object.fromEntries(body), ...parts };
  const names = template.body.variables.map(({ name }) => name).toSorted((one, other) => Number(one) - Number(other));
  return { ...base, parameters: names.map((name) => body.get(name)!), ...parts };
}

/** What a Content has before the variable in the address of its file. (Twilio: Content types, a variable only after the domain.) */
const beforeVariable = ({ header }: Template): string => (header.example ?? "").replace(/\{\{\s*\w+\s*\}\}.*$/, "");

/** The part of a link that stands for the variable in the address of a Content's file. */
const addressEnd = ({ link = "" }: HeaderFile, { after }: { after: string }): string => link.slice(after.length);

function namedHeader(
  variable: TemplateVariable | undefined,
  header: TemplateHeaderValue,
  inOrder: boolean,
): TemplateHeaderValue {
  return header.type === "text" && variable && !inOrder ? { ...header, name: variable.name } : header;
}

/** The text as the customer reads it: header, body and footer. */
function filled(template: Template, draft: TemplateDraft, { header }: TemplateDraft): Fitted {
  const names = template.body.variables.map(({ name }) => name).toSorted((one, other) => Number(one) - Number(other));
  const values = new Map(
    Object.entries(draft.named ?? Object.fromEntries(names.map((name, i) => [name, draft.parameters[i]!]))),
  );
  const body = fillVariables(template.body.text, values);
  if (template.provider === "meta" && body.length > LONGEST_BODY)
    return {
      faults: [
        `The text has ${body.length} characters with its values; at most ${LONGEST_BODY} are allowed. Shorten them.`,
      ],
    };
  const place = template.header.variables[0];
  if (place && header?.type === "text") values.set(place.name, header.text);
  const title = template.header.text === null ? null : fillVariables(template.header.text, values);
  return { draft, text: [title, body, template.footer].filter((part) => part !== null && part !== "").join("\n\n") };
}
