// Which value of an occasion fills which place of a template: what was chosen, as the API takes it, and as the preview shows it. Pure.
import type { Brought } from "../../../api/query.ts";
import { hasFile, type Input, inputsOf, type Template, type Values } from "../template.ts";

export type Occasion = Brought<"/api/templates/occasions">["occasions"][number];
export type Bound = Occasion["channels"][number];
export type BoundValues = NonNullable<Bound["binding"]>["values"];

/** The name of a value, by the key of the template's input that it fills. */
export type Choices = Readonly<Record<string, string>>;

/** Whether values can fill all of a template: files and places are other for each message. At Twilio they are part of the Content. */
export const isBindable = (template: Template): boolean =>
  template.provider === "twilio" || !(hasFile(template) || template.header.format === "location");

/** The places that are filled. */
export const placesOf = (template: Template): readonly Input[] =>
  inputsOf(template).filter(({ kind }) => kind === "header" || kind === "body" || kind === "button" || kind === "code");

/** The name of the variable in a place. */
const variableOf = (template: Template, { key, kind, name }: Input): string =>
  kind === "button" || kind === "code" ? (template.buttons[indexOf(key)]?.variable ?? "") : name;

const indexOf = (key: string): number => Number(key.replace("button ", ""));

/** What is chosen when a template is looked at first: what is bound, else the value of the variable's own name. */
export function firstChoices(template: Template, occasion: Occasion, bound: BoundValues | null): Choices {
  const known = new Set(occasion.values.map(({ name }) => name));
  const own = (place: Input): string | undefined => {
    const variable = variableOf(template, place);
    const before = bound ? boundAt(template, place, bound) : undefined;
    return before ?? (known.has(variable) ? variable : undefined);
  };
  return Object.fromEntries(
    placesOf(template).flatMap((place) => {
      const value = own(place);
      return value === undefined ? [] : [[place.key, value]];
    }),
  );
}

function boundAt(template: Template, place: Input, { body, header, buttons }: BoundValues): string | undefined {
  if (template.provider === "twilio" || place.kind === "body") return body[variableOf(template, place)];
  return place.kind === "header" ? (header ?? undefined) : buttons[indexOf(place.key)];
}

/** What was chosen, as the API takes it. */
export function boundValues(template: Template, choices: Choices): BoundValues {
  const values: BoundValues = { body: {}, header: null, buttons: {} };
  for (const place of placesOf(template)) {
    const value = choices[place.key];
    if (value === undefined) continue;
    if (template.provider === "twilio" || place.kind === "body") values.body[variableOf(template, place)] = value;
    else if (place.kind === "header") values.header = value;
    else values.buttons[indexOf(place.key)] = value;
  }
  return values;
}

/** The examples of what was chosen, to show what the template looks like. */
export function exampleValues({ values }: Occasion, choices: Choices): Values {
  const examples = new Map(values.map(({ name, example }) => [name, example]));
  return Object.fromEntries(Object.entries(choices).map(([key, name]) => [key, examples.get(name) ?? ""]));
}
