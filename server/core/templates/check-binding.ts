// Whether a template can say an occasion: which value fills which variable, what is missing, what to be warned of. Pure.
import { near } from "../../base/near.ts";
import { fillVariables } from "../../base/template-values.ts";
import type { Occasion } from "../../contract/skill.ts";
import { type BoundValues, fillIn, wholeMessage } from "./bindings.ts";
import { listedVariables } from "./fit.ts";
import type { Template } from "./templates.ts";

/** What a caller gives: what is left out is filled by the value of the variable's own name. */
export type GivenValues = { [Part in keyof BoundValues]?: BoundValues[Part] | undefined };

/** The values of all variables, with the text as it reads with examples; or the faults, each a sentence. */
export type CheckedBinding = { values: BoundValues; preview: string } | { faults: string[] };

/** The value that every occasion has, for staff. */
const whole = (occasion: Occasion) => ({
  name: wholeMessage,
  description: "The whole message, in one line",
  example: fillVariables(
    occasion.templates.en.body,
    new Map(occasion.values.map(({ name, example }) => [name, example])),
  ),
});

/** All values of an occasion. */
export const valuesOf = (occasion: Occasion) => [...occasion.values, whole(occasion)];

/** Checks a template with the values that shall fill it. */
export function checkBinding(template: Template, occasion: Occasion, given: GivenValues): CheckedBinding {
  const unfillable = unfillableParts(template);
  if (unfillable.length > 0) return { faults: unfillable };
  const all = valuesOf(occasion);
  const names = new Set(all.map(({ name }) => name));
  const values = completed(template, given, names);
  const faults = [
    ...unknownValues(
      values,
      all.map(({ name }) => name),
      occasion,
    ),
    ...openVariables(
      template,
      values,
      all.map(({ name }) => name),
    ),
  ];
  if (faults.length > 0) return { faults };
  const fitted = fillIn(template, values, new Map(all.map(({ name, example }) => [name, example])));
  return "faults" in fitted ? fitted : { values, preview: fitted.text };
}

/** What to know before a template is bound, as sentences. */
export function bindingWarnings({ name, category }: Template): string[] {
  if (category === "marketing")
    return [
      `The template ${name} is marketing: it costs more, and customers who want no marketing do not get it. A utility template reaches everybody.`,
    ];
  if (category === "authentication") return [`The template ${name} is for one-time codes. Choose a utility template.`];
  return [];
}

/** Parts that no value of an occasion can fill. */
function unfillableParts({ name, provider, header, buttons, unsupported }: Template): string[] {
  const parts: string[] = [];
  if (unsupported.length > 0) parts.push(`a part that cannot be filled here (${unsupported.join(", ")})`);
  const takesFile = provider === "meta" ? header.format !== "none" && header.format !== "text" : false;
  if (takesFile) parts.push(header.format === "location" ? "a place above its text" : "a file above its text");
  if (buttons.some(({ type }) => type === "otp")) parts.push("a button for one-time codes");
  return parts.map((part) => `The template ${name} has ${part}, so it cannot say this by itself. Choose one without.`);
}

function completed(template: Template, given: GivenValues, names: ReadonlySet<string>): BoundValues {
  const body = Object.fromEntries(
    listedVariables(template)
      .filter((name) => names.has(name))
      .map((name) => [name, name]),
  );
  const isOneList = template.provider === "twilio";
  const heading = isOneList ? undefined : template.header.variables[0]?.name;
  const own = heading !== undefined && names.has(heading) ? heading : null;
  return { body: { ...body, ...given.body }, header: given.header ?? own, buttons: given.buttons ?? {} };
}

function unknownValues({ body, header, buttons }: BoundValues, known: readonly string[], { name }: Occasion): string[] {
  const used = [...Object.values(body), ...(header === null ? [] : [header]), ...Object.values(buttons)];
  return [...new Set(used)]
    .filter((one) => !known.includes(one))
    .map((one) => {
      const meant = near(one, known);
      return `The occasion ${name} has no value ${one}. ${meant === null ? `It has: ${known.join(", ")}.` : `Did you mean ${meant}?`}`;
    });
}

/** Variables without a value, each with what it can be filled with. */
function openVariables(template: Template, { body, header, buttons }: BoundValues, known: readonly string[]): string[] {
  const which = `Choose one of: ${known.join(", ")}.`;
  const inText = listedVariables(template)
    .filter((name) => body[name] === undefined)
    .map((name) => `The variable {{${name}}} of the template ${template.name} has no value. ${which}`);
  if (template.provider === "twilio") return inText;
  const needsHeading = template.header.variables.length > 0 && header === null;
  const inHeading = needsHeading ? [`The heading of the template ${template.name} has no value. ${which}`] : [];
  const onButtons = template.buttons.flatMap((button, index) =>
    button.variable === null || buttons[index] !== undefined
      ? []
      : [`The button "${button.text}" of the template ${template.name} has no value. ${which}`],
  );
  return [...inText, ...inHeading, ...onButtons];
}
