// A template as the Desk works with it: the fields that are to be filled in, their faults, and the text with its values. Pure.
import { headerFileKinds } from "../../api/lists.ts";
import type { Brought } from "../../api/query.ts";

export type Template = Brought<"/api/templates">["templates"][number];
type Variable = Template["body"]["variables"][number];

/** A value that the sender fills in. `key` names it among all of the template's. */
export type Input = {
  key: string;
  kind: "header" | "body" | "button" | "code" | "file" | "latitude" | "longitude" | "place" | "address";
  /** The variable's name, or the button's text. */
  name: string;
  example: string | null;
};

/** What was filled in, by the input's key. */
export type Values = Readonly<Record<string, string>>;

/** The headers that show a file. */
const fileHeaders = new Set<string>(headerFileKinds);

/** Whether the header is a file. */
export const hasFile = ({ header }: Pick<Template, "header">): boolean => fileHeaders.has(header.format);

/** Whether each message has its own file above the text: at Twilio only where the Content has a variable there. */
export const takesFile = (of: Pick<Template, "header" | "provider">): boolean =>
  hasFile(of) && (of.provider === "meta" || of.header.variables.length > 0);

/** An upload as the value of a file, which is a link otherwise. */
export const uploadValue = (id: number, name: string): string => `media:${id}/${name}`;

/** The file that a value means: an upload, or what is behind a link. */
export function fileIn(value: string): { id: number; filename: string } | { link: string } {
  const [, id, filename] = /^media:(\d+)\/(.*)$/.exec(value) ?? [];
  return id === undefined ? { link: value } : { id: Number(id), filename: filename ?? "" };
}

const placeInputs: readonly Input[] = [
  { key: "latitude", kind: "latitude", name: "", example: "52.52000" },
  { key: "longitude", kind: "longitude", name: "", example: "13.40500" },
  { key: "place", kind: "place", name: "", example: null },
  { key: "address", kind: "address", name: "", example: null },
];

/** All values that a template needs, in the order in which the customer reads them. */
export function inputsOf(template: Template): readonly Input[] {
  const { header, body, buttons } = template;
  const isFile = takesFile(template);
  const texts = (kind: "header" | "body", variables: readonly Variable[]): Input[] =>
    variables.map(({ name, example }) => ({ key: `${kind} ${name}`, kind, name, example }));
  const ofButtons = buttons.flatMap(({ type, text, variable, example }, index): Input[] => {
    if (type === "copy_code") return [{ key: `button ${index}`, kind: "code", name: text ?? "", example }];
    return variable !== null ? [{ key: `button ${index}`, kind: "button", name: text ?? "", example }] : [];
  });
  return [
    ...(isFile ? [{ key: "file", kind: "file", name: header.format, example: null } as const] : []),
    ...(header.format === "location" ? placeInputs : []),
    ...(isFile ? [] : texts("header", header.variables)),
    ...texts("body", body.variables),
    ...ofButtons,
  ];
}

/** The examples as values, to show what a template looks like. */
export const examplesOf = (template: Template): Values =>
  Object.fromEntries(inputsOf(template).flatMap(({ key, example }) => (example ? [[key, example]] : [])));

/** A text with the values that are there; a variable without one stays as it is written. `part`: whose variables they are. */
export const filled = (text: string, part: "header" | "body", values: Values): string =>
  text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (written, name: string) => values[`${part} ${name}`]?.trim() || written);

/** Meta takes 15 characters of a code. */
const MAX_CODE_LENGTH = 15;
/** The body with all values in it has at most as many characters. */
const MAX_BODY_LENGTH = 1_024;

export type Fault = "empty" | "lines" | "spaces" | "link" | "number" | "code_long" | "body_long";

const isHttps = (text: string): boolean => /^https:\/\/[^\s/]+\.[^\s/]+/i.test(text) && URL.canParse(text);
const isDegree = (text: string, most: number): boolean => text !== "" && Math.abs(Number(text)) <= most;

/** What is wrong with a value; null when it can be sent. WhatsApp refuses values with line breaks, tabs or more than four spaces in a row. */
export function faultOf({ kind }: Input, value: string): Fault | null {
  const text = value.trim();
  if (text === "") return "empty";
  if (kind === "file") return "id" in fileIn(text) || isHttps(text) ? null : "link";
  if (/[\n\r\t]/.test(text)) return "lines";
  if (/ {5}/.test(text)) return "spaces";
  if (kind === "latitude" && !isDegree(text, 90)) return "number";
  if (kind === "longitude" && !isDegree(text, 180)) return "number";
  if (kind === "code" && [...text].length > MAX_CODE_LENGTH) return "code_long";
  return null;
}

/** All faults by the input's key; `body_long` is that of the last value of the body. */
export function faultsOf(template: Template, values: Values): Readonly<Record<string, Fault>> {
  const inputs = inputsOf(template);
  const faults = Object.fromEntries(
    inputs.flatMap((input) => {
      const fault = faultOf(input, values[input.key] ?? "");
      return fault ? [[input.key, fault] as const] : [];
    }),
  );
  const last = inputs.findLast(({ kind }) => kind === "body");
  if (last && !faults[last.key] && [...filled(template.body.text, "body", values)].length > MAX_BODY_LENGTH)
    faults[last.key] = "body_long";
  return faults;
}

/** The templates in the order of the picker: those that can be sent first, of these the last used ones, then by name. `recent`: ids, newest first. */
export function ordered(templates: readonly Template[], recent: readonly number[]): Template[] {
  const rank = ({ id }: Template) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return templates.toSorted(
    (a, b) =>
      Number(b.sendable) - Number(a.sendable) ||
      rank(a) - rank(b) ||
      a.name.localeCompare(b.name) ||
      a.language.localeCompare(b.language),
  );
}

/** Whether all words are in the template's name, language or text. */
export function matches({ name, language, category, body, header }: Template, words: string): boolean {
  const text = [name, name.replaceAll("_", " "), language, category, header.text, body.text].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
