// Reading the bodies of API calls: what is there, and what to say when it is not.

export type Input = Record<string, unknown>;

/** Wrong use of the API: answered as 400 with its text. */
export class Misuse extends Error {}

/** A text that must be there. Throws `Misuse` when it is missing or empty. */
export function text(input: Input, key: string): string {
  const value = input[key];
  if (typeof value !== "string" || value === "") throw new Misuse(`"${key}" is missing`);
  return value;
}

/** Those of the texts that are there and not empty. */
export function optional<K extends string>(input: Input, ...keys: K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = input[key];
    if (typeof value === "string" && value !== "") found[key] = value;
  }
  return found;
}
