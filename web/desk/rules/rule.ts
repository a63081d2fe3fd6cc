// The types of a rule on these pages.
import type { Brought } from "../../api/query.ts";

export type Rule = Brought<"/api/bot/rules">["rules"][number];
