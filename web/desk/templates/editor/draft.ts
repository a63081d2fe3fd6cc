// A template that is being written: what it begins with, its variables, and the request that it becomes. Pure.
import { templateFileKinds } from "../../../api/lists.ts";
import type { paths } from "../../../api/schema.ts";
import type { Occasion } from "../occasions/binding.ts";
import type { Template, Values } from "../template.ts";

/** The body of the request that checks a template; create and edit take parts of it. */
export type Written = paths["/api/templates/check"]["post"]["requestBody"]["content"]["application/json"];
export type ButtonType = NonNullable<Written["buttons"]>[number]["type"];
export type Provider = Template["provider"];

export type DraftButton = { type: ButtonType; text: string; url: string; phone: string; example: string };

export type Draft = {
  /** The number whose account gets it; null until one is chosen. */
  channel: number | null;
  name: string;
  language: string;
  category: "utility" | "marketing";
  parameter_format: Template["parameter_format"];
  header: {
    format: Template["header"]["format"];
    text: string;
    link: string;
    file: { id: number; name: string } | null;
  };
  body: string;
  footer: string;
  buttons: readonly DraftButton[];
  /** By {@link exampleKey}. */
  examples: Readonly<Record<string, string>>;
};

/** A text with variables. */
export type Part = "header" | "body";

const fileHeaders = new Set<string>(templateFileKinds);
export const isFile = ({ header }: Pick<Draft, "header">): boolean => fileHeaders.has(header.format);

export const emptyButton = (type: ButtonType): DraftButton => ({ type, text: "", url: "", phone: "", example: "" });

/** A new template. */
export const blank: Draft = {
  ...{ channel: null, name: "", language: "en_US", category: "utility", parameter_format: "named" },
  header: { format: "none", text: "", link: "", file: null },
  ...{ body: "", footer: "", buttons: [], examples: {} },
};

/** Under which key the example of a variable is kept. All variables of a Content of Twilio's are one list. */
export const exampleKey = (provider: Provider, part: Part, name: string): string =>
  `${provider === "twilio" ? "body" : part} ${name}`;

/** The names of the variables in a text, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!)),
];

/** The text above the body that has variables: the heading, or at Twilio the file's address. */
const headerText = ({ header }: Pick<Draft, "header">, provider: Provider): string => {
  if (header.format === "text") return header.text;
  return provider === "twilio" && fileHeaders.has(header.format) ? header.link : "";
};

/** What another template has, to edit it or to begin a copy. */
export function draftOf(template: Template, channel: number | null): Draft {
  const { provider, name, language, category, parameter_format, header, body, footer, buttons } = template;
  const examples = (part: Part, variables: Template["body"]["variables"]) =>
    variables.map(({ name, example }) => [exampleKey(provider, part, name), example ?? ""]);
  return {
    ...{ channel, name, language, category: category === "marketing" ? category : "utility", parameter_format },
    header: {
      format: header.format,
      text: header.text ?? "",
      // Meta's is an address for a while; each edit takes a sample file of its own.
      link: provider === "twilio" ? (header.example ?? "") : "",
      file: null,
    },
    body: body.text,
    footer: footer ?? "",
    buttons: buttons.map(({ type, text, url, phone, example }) => ({
      ...{ type: type as ButtonType, text, url: url ?? "", phone: phone ?? "", example: example ?? "" },
    })),
    examples: Object.fromEntries([...examples("header", header.variables), ...examples("body", body.variables)]),
  };
}

/** The text of an occasion as a template, with the examples of its values. */
export function ofOccasion({ name, values, templates }: Occasion, language: string): Draft {
  const text = templates.find((one) => one.language === language) ?? templates[0];
  return {
    ...blank,
    name: name.replaceAll(/[^a-z0-9]+/g, "_"),
    language: text?.language ?? blank.language,
    body: text?.body ?? "",
    buttons: (text?.buttons ?? []).map((title) => ({ ...emptyButton("quick_reply"), text: title })),
    examples: Object.fromEntries(values.map(({ name, example }) => [`body ${name}`, example])),
  };
}

/** The next variable of a part: a number, or a name to be typed over. */
export function nextVariable(draft: Draft, provider: Provider, part: Part | "link"): string {
  if (provider === "meta" && part === "link") return "1";
  if (draft.parameter_format === "named") return "name";
  const links = draft.buttons.map(({ url }) => url).join(" ");
  const texts = { header: headerText(draft, provider), body: draft.body, link: links };
  const used = variablesIn(provider === "twilio" ? Object.values(texts).join(" ") : texts[part]).map(Number);
  return String(Math.max(0, ...used.filter(Number.isFinite)) + 1);
}

/**
 * The same template with numbered variables, as a provider counts them: Meta in each text, Twilio through all of them. `from`: the provider as
 * whose it was written.
 */
export function numbered(draft: Draft, from: Provider, to: Provider): Draft {
  const { header, body, buttons } = draft;
  const numbers = new Map<string, string>();
  const counts: Record<string, number> = {};
  const examples: Record<string, string> = {};
  const replace = (text: string, place: string) =>
    text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
      const isLink = place.startsWith("link");
      // Within which texts it is the same variable. A link's at Meta is {{1}} also where the others have names.
      const within = from === "twilio" || (draft.parameter_format === "named" && !isLink) ? "" : place;
      const counted = to === "twilio" ? "" : place;
      const known = [counted, within, name].join(" ");
      if (!numbers.has(known)) {
        counts[counted] = (counts[counted] ?? 0) + 1;
        numbers.set(known, String(counts[counted]));
      }
      const number = numbers.get(known)!;
      if (!isLink)
        examples[exampleKey(to, place as Part, number)] ||= draft.examples[exampleKey(from, place as Part, name)] ?? "";
      return `{{${number}}}`;
    });
  const shown = headerText(draft, from);
  return {
    ...draft,
    parameter_format: "positional",
    header: {
      ...header,
      ...(shown === "" ? {} : { [header.format === "text" ? "text" : "link"]: replace(shown, "header") }),
    },
    body: replace(body, "body"),
    buttons: buttons.map((one, index) => ({ ...one, url: replace(one.url, `link ${index}`) })),
    examples,
  };
}

/** A draft as the request's body. `id`: of the template that is edited. */
export function written(draft: Draft, provider: Provider, id: number | null): Written {
  const { channel, name, language, category, parameter_format, header, body, footer, buttons } = draft;
  const variables = (part: Part, text: string) =>
    variablesIn(text).map((name) => ({ name, example: draft.examples[exampleKey(provider, part, name)] || null }));
  const isAtMeta = provider === "meta";
  return {
    ...{ channel: channel ?? 0, id, name, language, category, parameter_format },
    header: {
      format: header.format,
      text: header.format === "text" ? header.text : null,
      variables: variables("header", headerText(draft, provider)),
      media_id: isAtMeta && isFile(draft) ? (header.file?.id ?? null) : null,
      link: !isAtMeta && isFile(draft) ? header.link : null,
    },
    body: { text: body, variables: variables("body", body) },
    footer: footer || null,
    buttons: buttons.map(({ type, text, url, phone, example }) => ({
      ...{ type, text, url: type === "url" ? url : null, phone: type === "phone_number" ? phone : null },
      example: example || null,
    })),
  };
}

/** The examples as values of the preview. */
export function previewValues(draft: Draft, provider: Provider): Values {
  const values: Record<string, string> = {};
  for (const [part, text] of [
    ["header", headerText(draft, provider)],
    ["body", draft.body],
  ] as const)
    for (const name of variablesIn(text))
      values[`${part} ${name}`] = draft.examples[exampleKey(provider, part, name)] ?? "";
  for (const [index, { example }] of draft.buttons.entries()) values[`button ${index}`] = example;
  return values;
}
