// A skill of the tests: a library that lends books by chat. It brings a table, a command, events, a fault, a job and a route, as any
// trade does.
import path from "node:path";
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../../server/base/errors.ts";
import type { Skill } from "../../../server/contract/skill.ts";
import type { Plugin } from "../../../server/skills.ts";
import { audience, faults, lend, markLate } from "./loans.ts";
import { loanRoutes } from "./routes.ts";

export const loans: Plugin = {
  name: "loans",
  events: audience,
  errors: faults,
  migrations: path.join(import.meta.dirname, "migrations"),
  create: createLoanSkill,
  routes: loanRoutes,
  jobs: ({ db, clock }) => ({
    scheduled: [
      { name: "loans.mark-late", cron: "0 * * * *", run: async () => `${await markLate(db, clock())} loans are late.` },
    ],
  }),
};

function createLoanSkill(): Skill<Transaction<DB>> {
  return {
    name: "loans",
    commands: async () => [{ example: "borrow Emma", does: "lends you that book" }],
    async answer({ tx, now, contact, message }) {
      const book = /^borrow (.+)$/i.exec(message.text ?? "")?.[1];
      if (book === undefined) return null;
      try {
        const due = await lend({ tx, now, by: "customer" }, contact.id, book);
        return [{ type: "text", text: `${book} is yours until ${due.toISOString().slice(0, 10)}.` }];
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return [{ type: "text", text: error.message }];
      }
    },
  };
}
