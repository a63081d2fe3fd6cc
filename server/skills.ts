// The skills that are plugged in: the one place that names them. SKILLS says which of them answer, and in which order.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../db/rows.ts";
import type { ApiPlugin } from "./api/http/context.ts";
import { parkingRoutes } from "./api/parking/routes.ts";
import type { Config } from "./base/config.ts";
import type { Log } from "./base/log.ts";
import type { Clock } from "./contract/ports.ts";
import type { SkillPlugin } from "./contract/skill.ts";
import { createKeywordSkill } from "./core/bot/keywords.ts";
import { parking } from "./core/parking/plugin.ts";

/** What Bellhop gives to a skill. The database of jobs is fenced by the lease of whoever runs them. */
export type SkillParts = {
  db: Kysely<DB>;
  config: Pick<Config, "skills" | "welcomeCreditCents">;
  clock: Clock;
  log: Log;
};

/** A skill with all that it brings. */
export type Plugin = SkillPlugin<Transaction<DB>, SkillParts> & ApiPlugin;

/** Every skill that there is. A new trade is one more line here. */
export const plugins: readonly Plugin[] = [
  { ...parking, routes: parkingRoutes },
  { name: "keywords", create: createKeywordSkill },
];

/** What SKILLS may name. */
export const skillNames = plugins.map(({ name }) => name);
