// The keyword skill: answers by the keyword rules in the database.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Command, Skill, Turn } from "../../contract/skill.ts";
import { languageOf, messagesIn } from "../texts/catalogue.ts";
import { alternatives, matches } from "./match.ts";
import { wants } from "./phrases.ts";
import * as rules from "./rules.ts";
import { draftOf } from "./saved.ts";

/** Answers a text or a tapped choice with the first rule that matches. */
export function createKeywordSkill(): Skill<Transaction<DB>> {
  // A batch of messages is answered in one transaction, so the rules are read once per transaction.
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
    async commands(tx, language, channelId) {
      const { typed, commands } = messagesIn(language);
      return (await enabled(tx)).filter(answersOn(channelId)).flatMap((rule) => {
        if (rule.describes === null) return [];
        const own = builtIn(rule);
        if (own !== null) return [{ example: typed[own], does: commands[own] }];
        return [{ example: alternatives(rule.keyword)[0] ?? rule.keyword, does: rule.describes }];
      });
    },
    async answer(turn) {
      const said = [turn.message.payload, turn.message.text].filter((text) => text !== null);
      // While a colleague has the conversation, only rules that the menu lists are applied; other messages are for the colleague.
      const here = (await enabled(turn.tx)).filter(answersOn(turn.channel.id));
      const asked = here.filter((one) => !turn.quiet || one.describes !== null);
      const rule = asked.find((one) => said.some((text) => matches(one, text) || matchesElsewhere(one, text)));
      if (!rule) return null;
      const own = builtIn(rule);
      const answer = own === null ? rule.answer : messagesIn(languageOf(turn)).bot.rules[own];
      await checkFile(turn.tx, rule);
      if (rule.hands_over) turn.handOver();
      const calls = rule.answer.includes("{{calls}}") ? await callsOf(turn) : "";
      return [draftOf({ text: answer, draft: rule.draft }, (text) => fill(text, turn, calls))];
    },
  };
}

/** Which of the rules that come with Bellhop it is, as long as its answer is the one that it came with: then it answers in the person's language. */
function builtIn({ answer, draft }: rules.Rule): "menu" | "help" | null {
  const { menu, help } = messagesIn("en").bot.rules;
  if (draft !== null) return null;
  return answer === menu ? "menu" : answer === help ? "help" : null;
}

/** Whether a text means a rule that comes with Bellhop in another language. */
function matchesElsewhere(rule: rules.Rule, text: string): boolean {
  const own = builtIn(rule);
  return own !== null && wants(own, text);
}

/** Whether a rule answers on a number; without a number, on any. */
const answersOn = (channelId: number | undefined) => (rule: rules.Rule) =>
  channelId === undefined || rule.channel_id === null || rule.channel_id === channelId;

/** Throws when the file of a rule's answer is no longer here: then the message is for people. */
async function checkFile(tx: Transaction<DB>, { keyword, file_id: id }: rules.Rule): Promise<void> {
  if (id === null) return;
  const kept = tx.selectFrom("attachments").select("id").where("id", "=", id).where("state", "=", "ready");
  if (!(await kept.executeTakeFirst())) throw new Error(`the file of the rule "${keyword}" is no longer here`);
}

/** What is said of calls on the number: how to call it, or the reply of one that takes none. Calls to a number of Twilio do not come to the Desk. */
async function callsOf(turn: Turn<Transaction<DB>>): Promise<string> {
  const { tx, channel } = turn;
  const { bot } = messagesIn(languageOf(turn));
  const number = await tx
    .selectFrom("channels")
    .select(["provider", "call_policy", "call_reply"])
    .where("id", "=", channel.id)
    .executeTakeFirst();
  const rings = number?.provider === "meta" && number.call_policy === "ring_desk";
  return rings ? bot.callUs : (number?.call_reply ?? bot.noCalls);
}

/** Replaces the placeholders of an answer: the list of commands, the customer's name, and what is said of `calls`. */
export function fill(answer: string, turn: Pick<Turn<unknown>, "commands" | "contact">, calls = ""): string {
  return answer
    .replaceAll("{{calls}}", () => calls)
    .replaceAll("{{commands}}", () => commandList(turn.commands))
    .replaceAll("{{name}}", () => turn.contact.name ?? "");
}

function commandList(commands: readonly Command[]): string {
  return commands.map(({ example, does }) => `*${example}* – ${does}`).join("\n");
}

/** The rule that would answer a text, found as for real messages; nothing is sent. */
export async function tryOut(db: Kysely<DB>, text: string): Promise<rules.Rule | null> {
  return (
    (await rules.list(db)).find((rule) => rule.enabled && (matches(rule, text) || matchesElsewhere(rule, text))) ?? null
  );
}
