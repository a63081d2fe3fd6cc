// A rule as these pages know it.
import type { Brought } from "../../api/query.ts";

export type Rule = Brought<"/api/bot/rules">["rules"][number];
