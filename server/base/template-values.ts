// The variables of templates: finding them in a text, filling them in, and checking values as WhatsApp does, at either provider. Pure.

/** Why a value cannot replace `{{place}}`; null when it can. (Meta: error 132018; Twilio: content variables.) */
export function templateValueFault(value: string, place: number | string): string | null {
  const name = `The template's value {{${place}}}`;
  if (value.trim() === "") return `${name} is empty. Leave the template's place filled, with a dash for example.`;
  if (/[\n\r\v\f\u0085\u2028\u2029]/.test(value))
    return `${name} has a line break, which WhatsApp refuses. Put a space or a comma in its place.`;
  if (value.includes("\t")) return `${name} has a tab, which WhatsApp refuses. Put a space in its place.`;
  if (/ {5}/.test(value)) return `${name} has more than four blanks in a row, which WhatsApp refuses. Leave some out.`;
  return null;
}

/** The names of the variables in a text, each once, in order of appearance. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!))];
}

/** A text with its variables replaced; one without a value stays as it is. */
export function fillVariables(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
}

/** Why the numbered variables of a text are not `{{1}}`, `{{2}}` and so on; null when they are. (Meta: parameters, positional.) */
export function numberingFault(names: readonly string[]): string | null {
  const missing = names.findIndex((_, i) => !names.includes(String(i + 1)));
  return missing < 0 ? null : `Number the variables from {{1}} without gaps: {{${missing + 1}}} is missing.`;
}
