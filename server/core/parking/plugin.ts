// Parking as a skill: everything that it brings to Bellhop. server/skills.ts plugs it in.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Config } from "../../base/config.ts";
import type { Log } from "../../base/log.ts";
import type { Clock } from "../../contract/ports.ts";
import type { SkillJobs, SkillPlugin } from "../../contract/skill.ts";
import { faults as deviceFaults } from "../devices/errors.ts";
import { verifyCharges } from "./billing.ts";
import { occasions } from "./chat/occasions.ts";
import { createRunCommand } from "./chat/run-command.ts";
import * as session from "./chat/session.ts";
import { createParkingSkill } from "./chat/skill.ts";
import { type Failed, lookAround, runDue } from "./due-jobs.ts";
import { faults } from "./errors.ts";
import { audience } from "./events.ts";
import { incidentKinds } from "./incident-kinds.ts";
import { welcomeNewcomers } from "./newcomers.ts";
import { parkingPersonData } from "./person-data.ts";
import { contactsInUse, retention } from "./retention.ts";
import { facts, happenings } from "./rule-facts.ts";

/** What parking needs from Bellhop. */
type Parts = {
  db: Kysely<DB>;
  config: Pick<Config, "skills" | "welcomeCreditCents">;
  clock: Clock;
  log: Log;
};

/** Parking. Its tables are part of Bellhop's own migrations. */
export const parking: SkillPlugin<Transaction<DB>, Parts> = {
  name: "parking",
  events: audience,
  errors: { ...deviceFaults, ...faults },
  incidentKinds,
  occasions,
  personData: parkingPersonData,
  facts,
  happenings,
  create: ({ config }) => createParkingSkill(config.welcomeCreditCents),
  jobs,
  retention,
  contactsInUse,
};

/** How many ids before the last known contact are searched again for new ones: contacts may become visible in another order than their ids. */
const OVERLAP = 1_000;

function jobs({ db, config, clock, log }: Parts): SkillJobs {
  const runCommand = createRunCommand(db, clock);
  const failed: Failed = (err, what, id) =>
    log.error({ err, what, id }, "something that is due failed, it is tried again");
  // While the skill is on, everybody who writes becomes a driver.
  const welcomes = config.skills.includes("parking");
  /** Contacts up to this id have accounts. */
  let welcomed = 0;
  return {
    scheduled: [
      {
        name: "sessions.sweep",
        cron: "45 3 * * *",
        run: async () => `${await session.sweep(db, clock())} chat sessions were over.`,
      },
    ],
    runDue: (now) => runDue(db, runCommand, now, failed),
    async lookAround(signal) {
      for (let more = welcomes; more && !signal.aborted; ) {
        const done = await runCommand("schedule", (ctx) => welcomeNewcomers(ctx, welcomed, config.welcomeCreditCents));
        more = done.more;
        welcomed = more ? done.upTo : Math.max(welcomed, done.upTo - OVERLAP);
      }
      await lookAround(db, runCommand, failed);
    },
    verifyLedger: () => verifyCharges(db),
  };
}
