// Whether a rule's keyword is in what a customer wrote. Pure. Case, accents, extra spaces, politeness and emoji do not matter.
import { command, normalise } from "../../base/plain.ts";

/** How a keyword must stand in the text. */
export const matchKinds = ["exact", "word", "prefix", "contains"] as const;

/** `exact`: the whole text. `word`: somewhere, as whole words. `prefix`: at the start. `contains`: anywhere, even inside a word. */
export type MatchKind = (typeof matchKinds)[number];

/** The alternatives of a keyword field: what stands between commas. */
export function alternatives(keyword: string): string[] {
  return keyword
    .split(",")
    .map(normalise)
    .filter((part) => part !== "");
}

/** Whether one of a rule's alternatives matches the text. */
export function matches(rule: { keyword: string; match: MatchKind }, text: string): boolean {
  const bare = command(text);
  const plain = normalise(text);
  const tests: Record<MatchKind, (keyword: string) => boolean> = {
    exact: (keyword) => bare === keyword || plain === keyword,
    word: (keyword) => ` ${plain} `.includes(` ${keyword} `),
    prefix: (keyword) => bare.startsWith(keyword) || plain.startsWith(keyword),
    contains: (keyword) => plain.includes(keyword),
  };
  return alternatives(rule.keyword).some(tests[rule.match]);
}
