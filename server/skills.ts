// The skills that are plugged in; no other file names them. SKILLS configures which of them answer, and in which order.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../db/rows.ts";
import type { ApiPlugin, Routes } from "./api/http/context.ts";
import type { Config } from "./base/config.ts";
import type { Log } from "./base/log.ts";
import type { Clock } from "./contract/ports.ts";
import type { SkillPlugin } from "./contract/skill.ts";
import { parking } from "./core/parking/plugin.ts";
import { type RuleJobParts, ruleJobs } from "./core/rules/due.ts";
import { createRuleSkill } from "./core/rules/skill.ts";

/** What Bellhop passes to a skill. For jobs, the database is fenced by the lease of the process that runs them. */
export type SkillParts = {
  db: Kysely<DB>;
  config: Pick<Config, "skills" | "welcomeCreditCents">;
  clock: Clock;
  log: Log;
};

/** A skill with everything that it brings. */
export type Plugin = SkillPlugin<Transaction<DB>, SkillParts, JobParts> & ApiPlugin;

/** What Bellhop passes to the jobs of a skill. */
export type JobParts = SkillParts & RuleJobParts;

/** Loaded when the API starts: the command line and workers have no routes. */
const parkingRoutes: Routes = async (app, context) =>
  (await import("./api/parking/routes.ts")).parkingRoutes(app, context);

/** All skills. A new one is one more line here. */
export const plugins: readonly Plugin[] = [
  { ...parking, routes: parkingRoutes },
  {
    name: "keywords",
    create: () => createRuleSkill({ facts: factsOf(plugins) }),
    jobs: (parts) => ruleJobs(parts, factsOf(plugins)),
  },
];

/** What the skills know of contacts. */
export const factsOf = (all: readonly Plugin[]) => all.flatMap(({ facts = [] }) => facts);

/** The names that SKILLS may contain. */
export const skillNames = plugins.map(({ name }) => name);
