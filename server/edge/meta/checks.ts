// Checks of texts and counts that every kind of message to Meta shares; each fault is a sentence. Lengths are counted in UTF-16 units: Meta's
// manual does not name a unit, and this is the strictest one.

/** A fault when a text is empty or too long, else null. */
export function span(name: string, text: string, longest: number): string | null {
  if (text.trim() === "") return `${name} is empty.`;
  return text.length > longest ? `${name} has ${text.length} characters; at most ${longest} are allowed.` : null;
}

/** Like `span`, for a text that may be missing. */
export function optional(name: string, text: string | undefined, longest: number): string | null {
  return text === undefined ? null : span(name, text, longest);
}

/** A fault when there are too few or too many, else null. */
export function count(name: string, found: number, least: number, most: number): string | null {
  return found < least || found > most ? `${name}: ${found}; ${least} to ${most} are allowed.` : null;
}

/** A fault when a value occurs twice, else null. */
export function unique(name: string, values: string[]): string | null {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  return twice === undefined ? null : `${name} "${twice}" occurs twice.`;
}

/** Whether it is an http or https address. */
export function isWebLink(link: string): boolean {
  const url = URL.parse(link);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}
