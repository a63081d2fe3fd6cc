// The keyword skill: answers by the rules in the database.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Command, Skill, Turn } from "../../contract/skill.ts";
import { alternatives, matches } from "./match.ts";
import * as rules from "./rules.ts";

/** Answers a text or a tapped choice with the first rule that matches. */
export function createKeywordSkill(): Skill<Transaction<DB>> {
  // A batch of messages is answered in one transaction: the rules are read once for it.
  const read = new WeakMap<object, Promise<rules.Rule[]>>();
  const enabled = (tx: Transaction<DB>) => {
    let found = read.get(tx);
    if (!found) {
      found = rules.list(tx).then((all) => all.filter((rule) => rule.enabled));
      read.set(tx, found);
    }
    return found;
  };
  return {
    name: "keywords",
    async commands(tx) {
      return (await enabled(tx)).flatMap((rule) =>
        rule.describes === null
          ? []
          : [{ example: alternatives(rule.keyword)[0] ?? rule.keyword, does: rule.describes }],
      );
    },
    async answer(turn) {
      const said = [turn.message.payload, turn.message.text].filter((text) => text !== null);
      // What the menu names people get even while a colleague talks with them; the rest is for the colleague.
      const asked = (await enabled(turn.tx)).filter((one) => !turn.quiet || one.describes !== null);
      const rule = asked.find((one) => said.some((text) => matches(one, text)));
      if (rule?.hands_over) turn.handOver();
      return rule ? [{ type: "text", text: fill(rule.answer, turn) }] : null;
    },
  };
}

/** Puts the list of commands and the customer's name into an answer. */
export function fill(answer: string, turn: Pick<Turn<unknown>, "commands" | "contact">): string {
  return answer
    .replaceAll("{{commands}}", () => commandList(turn.commands))
    .replaceAll("{{name}}", () => turn.contact.name ?? "");
}

function commandList(commands: readonly Command[]): string {
  return commands.map(({ example, does }) => `*${example}* – ${does}`).join("\n");
}

/** What a rule would answer, without sending anything: the same matching as live messages. */
export async function tryOut(db: Kysely<DB>, text: string): Promise<rules.Rule | null> {
  return (await rules.list(db)).find((rule) => rule.enabled && matches(rule, text)) ?? null;
}
