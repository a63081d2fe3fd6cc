// Validates the bodies of API calls: reads fields and produces error texts.

export type Input = Record<string, unknown>;

/** An invalid call of the API: answered with 400 and this error's text. */
export class Misuse extends Error {}

/** A required text. Throws `Misuse` if it is missing or empty. */
export function text(input: Input, key: string): string {
  const value = input[key];
  if (typeof value !== "string" || value === "") throw new Misuse(`"${key}" is missing`);
  return value;
}

/** Those of the named texts that are present and not empty. */
export function optional<K extends string>(input: Input, ...keys: K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = input[key];
    if (typeof value === "string" && value !== "") found[key] = value;
  }
  return found;
}
