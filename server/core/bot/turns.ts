// Turns: lets the bot answer some messages, in order, and keeps a skill that fails from taking more with it than its answer.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { News } from "../../contract/skill.ts";
import { type Answer, answer, type BotSkill, commandsOf, isAnswerable, type Prompt } from "./answer.ts";

/** How turns are taken. */
export type Manner = {
  skills: readonly BotSkill[];
  /** A failing skill is told of in the reasons and its message stays for people; else it is thrown and all is undone. */
  careful: boolean;
  /** What is wrong with a draft; empty when it can be sent. */
  check(prompt: Prompt, draft: Draft): string[];
};

/** What is to be said to each prompt that got an answer, and why others got none. */
export type Turns = {
  said: { prompt: Prompt; skill: string; drafts: Draft[]; news: News[] }[];
  reasons: string[];
};

/** Takes the turns, in order, in one transaction. */
export async function take(tx: Transaction<DB>, prompts: readonly Prompt[], manner: Manner): Promise<Turns> {
  const turns: Turns = { said: [], reasons: [] };
  if (prompts.length === 0) return turns;
  const attempt = async <T>(step: () => Promise<T>): Promise<T | null> => {
    if (!manner.careful) return step();
    try {
      return await guarded(tx, step);
    } catch (error) {
      turns.reasons.push(
        `A skill failed, so nobody answered: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    }
  };
  const commands = await attempt(() => commandsOf(manner.skills, tx));
  if (commands === null) return turns;
  const asked = prompts.filter(isAnswerable);
  for (const skill of manner.skills) if (asked.length > 0) await attempt(async () => skill.prepare?.(asked));
  for (const prompt of prompts) {
    const said = await attempt(async () => sendable(await answer(manner.skills, commands, prompt), prompt, manner));
    if (said) turns.said.push({ prompt, ...said });
  }
  return turns;
}

/** Why a draft cannot be sent to whoever wrote; empty when it can. */
export function faultsOf(draft: Draft, prompt: Prompt, check: Manner["check"]): string[] {
  const kept = !/\\u(0000|d[89a-f])/i.test(JSON.stringify(draft));
  return [...check(prompt, draft), ...(kept ? [] : ["It holds characters that cannot be kept."])];
}

/** The answer, if it can be sent. Throws what is wrong with it. */
function sendable(said: Answer, prompt: Prompt, manner: Manner): Answer {
  for (const draft of said?.drafts ?? []) {
    const faults = faultsOf(draft, prompt, manner.check);
    if (faults.length > 0) throw new Error(`what the skill ${said!.skill} says cannot be sent: ${faults.join(" ")}`);
  }
  return said;
}

/** Runs a step that may fail without spoiling the transaction around it. */
async function guarded<T>(tx: Transaction<DB>, step: () => Promise<T>): Promise<T> {
  await sql`savepoint step`.execute(tx);
  try {
    const result = await step();
    await sql`release savepoint step`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint step`.execute(tx);
    throw error;
  }
}
