// The types of a rule on these pages.
import type { Brought } from "../../api/query.ts";

export type Rule = Brought<"/api/bot/rules">["rules"][number];

/** What a rule is called: its name, its words, or else when it is asked. */
export const nameOf = ({ name, keyword }: { name: string | null; keyword: string }, when: string): string =>
  name ?? (keyword || when);
