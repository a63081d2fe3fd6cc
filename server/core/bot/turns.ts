// Turns: lets the bot answer messages, in order, within its budget. A failing skill loses only its own answer. A message that no skill answers
// gets one helpful reply; after that the conversation waits for people.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Command, Notification } from "../../contract/skill.ts";
import { languageOf, type Messages, messagesIn } from "../texts/catalogue.ts";
import { chooseLanguage } from "../texts/languages.ts";
import { type Answer, answer, type BotSkill, commandsOf, isAnswerable, type Prompt } from "./answer.ts";
import { isWornOut, mayWearOut, usedUpUntil } from "./budget.ts";
import * as fallback from "./fallback.ts";
import * as languages from "./languages.ts";
import { type Budget, blank, type State } from "./states.ts";

/** Options of a batch of turns. */
export type TurnOptions = {
  skills: readonly BotSkill[];
  /** When a skill fails: true records the reason and leaves the message to people; false throws, so that everything is rolled back. */
  careful: boolean;
  /** The faults of a draft; empty when it can be sent. */
  check(prompt: Prompt, draft: Draft): string[];
  budget: Budget;
  /** The states of the conversations; updated during the turns. */
  states: ReadonlyMap<number, State>;
};

/** The answer to one prompt. */
export type TurnResult = {
  prompt: Prompt;
  /** The skill that answered; `fallback` for an answer without a skill, `budget` for the announcement of a pause. */
  skill: string;
  drafts: Draft[];
  notifications: Notification[];
  /** Whether the message counts as answered: a promise that a person will answer does not. */
  answers: boolean;
};

/** A message that is left to people, and why. */
export type Left = { prompt: Prompt; reason: "unanswered" | "handed_over" | "customer_wrote" | "budget" | "snoozed" };

/** The answers, the messages left to people, the reasons of failed skills, and what is done when the answers are queued. */
export type Turns = { said: TurnResult[]; left: Left[]; reasons: string[]; afterwards: (() => void)[] };

/** Takes turns, in order, in one transaction. */
export async function take(tx: Transaction<DB>, prompts: readonly Prompt[], manner: TurnOptions): Promise<Turns> {
  const turns: Turns = { said: [], left: [], reasons: [], afterwards: [] };
  const stateOf = ({ conversation: { id } }: Prompt): State => manner.states.get(id) ?? blank(id);
  const asked = await languages.listen(tx, prompts.filter(isAnswerable), manner.skills, stateOf);
  if (asked.length === 0) return turns;
  const attempt = attempts(tx, turns, manner.careful);
  const commands = new Map<string, Command[] | null>();
  for (const prompt of asked) {
    const name = nameOfMenu(prompt);
    if (commands.has(name)) continue;
    const { channel } = prompt;
    commands.set(name, await attempt(() => commandsOf(manner.skills, tx, languageOf(prompt), channel.id)));
  }
  for (const skill of manner.skills) await attempt(async () => skill.prepare?.(asked));
  for (const prompt of asked) {
    const state = stateOf(prompt);
    const language = languageOf(prompt);
    const texts = messagesIn(language);
    const turn = { tx, prompt, state, manner, turns, commands: commands.get(nameOfMenu(prompt)) ?? null, texts };
    const left = state.botOff ? "unanswered" : await takeWithinBudget(turn, attempt);
    if (!state.botOff) await lookAt(turn, attempt);
    // A snoozed conversation comes back with whatever the customer writes.
    const reason = left ?? (state.snoozed ? "snoozed" : null);
    if (reason === null) continue;
    turns.left.push({ prompt, reason });
    Object.assign(state, { snoozed: false, waiting: true });
  }
  return turns;
}

/** Lets the skills look at a message whose turn was taken. */
async function lookAt({ prompt, manner, turns, commands }: OneTurn, attempt: Attempt): Promise<void> {
  const answeredBy = turns.said.findLast((one) => one.prompt === prompt)?.skill ?? null;
  for (const skill of manner.skills) {
    if (!skill.look) continue;
    const steps: (() => void)[] = [];
    const afterwards = (step: () => void) => void steps.push(step);
    const turn = { ...prompt, commands: commands ?? [], notify: () => {}, handOver: () => {}, afterwards };
    await attempt(async () => {
      await skill.look!(turn, answeredBy);
      turns.afterwards.push(...steps);
    });
  }
}

/** Prompts with the same commands. */
const nameOfMenu = (prompt: Prompt): string => `${prompt.channel.id} ${languageOf(prompt)}`;

/** One turn with its context. */
type OneTurn = {
  tx: Transaction<DB>;
  prompt: Prompt;
  state: State;
  manner: TurnOptions;
  turns: Turns;
  /** Null when they could not be read. */
  commands: readonly Command[] | null;
  /** The texts in the conversation's language. */
  texts: Messages;
};

type Attempt = <T>(step: () => Promise<T>) => Promise<T | null>;

/** Returns a function that runs a step: with `careful`, an error becomes a reason, unless it is of the moment; otherwise it is thrown. */
function attempts(tx: Transaction<DB>, turns: Turns, careful: boolean): Attempt {
  return async (step) => {
    if (!careful) return step();
    try {
      return await guarded(tx, step);
    } catch (error) {
      if (isTransient(error)) throw error;
      turns.reasons.push(
        `A skill failed, so nobody answered: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    }
  };
}

/** Thrown to roll back a turn whose answer has been sent too often. */
class WornOut extends Error {}

/** Takes a turn unless the budget is used up; returns why a person must look, or null. */
async function takeWithinBudget(turn: OneTurn, attempt: Attempt): Promise<Left["reason"] | null> {
  const until = usedUpUntil(turn.state, turn.manner.budget, turn.prompt.now);
  return until ? pause(turn, until) : takeOne(turn, attempt);
}

/** Takes a turn; returns why a person must look, or null. */
async function takeOne(turn: OneTurn, attempt: Attempt): Promise<Left["reason"] | null> {
  const { tx, prompt, state, manner, turns, commands } = turn;
  if (prompt.message.payload !== fallback.personPayload) {
    const faults = turns.reasons.length;
    const run = async () => sendable(await answer(manner.skills, commands ?? [], prompt), prompt, manner);
    // If the answer may not be sent, the turn's changes are rolled back: nothing is done without telling the customer.
    const once = () =>
      mayWearOut(state.said)
        ? guarded(tx, async () => {
            const said = await run();
            if (said?.drafts.some((draft) => isWornOut(state.said, draft))) throw new WornOut();
            return said;
          }).catch((error: unknown) => {
            if (error instanceof WornOut) return "worn out" as const;
            throw error;
          })
        : run();
    const said = commands === null ? null : await attempt(once);
    if (said === "worn out") return repeat(turn);
    if (said) {
      const left = accept(turn, said);
      // A keyword rule for the word says it itself.
      if (said.skill !== "keywords") confirmChoice(turn);
      return left;
    }
    if (commands === null || turns.reasons.length > faults) return fail(turn);
  }
  return (await followLanguage(turn)) ? null : missed(turn);
}

/** Takes the name of a language as the wish to be written to in it, and shows the languages on request; false when it is neither. */
async function followLanguage(turn: OneTurn): Promise<boolean> {
  const { tx, prompt, texts } = turn;
  const chosen = languages.languageChosen(prompt.message);
  if (chosen !== null) {
    await chooseLanguage(tx, prompt.contact.id, chosen);
    if (!prompt.quiet) say(turn, languages.confirmation(messagesIn(chosen)), true);
    return true;
  }
  if (prompt.quiet || !languages.asksForLanguages(prompt.message)) return false;
  say(turn, languages.languageList(texts), true);
  return true;
}

/** A skill has answered. */
function accept({ prompt, state, manner, turns }: OneTurn, said: NonNullable<Answer>): Left["reason"] | null {
  const { afterwards, ...answer } = said;
  turns.said.push({ prompt, ...answer, answers: true });
  turns.afterwards.push(...afterwards);
  note(state, manner, said.drafts, prompt.now);
  remember(state, said.handsOver ? 2 : 0, prompt.now);
  return said.handsOver ? "handed_over" : null;
}

/** No skill has an answer. */
function missed(turn: OneTurn): Left["reason"] | null {
  const { prompt, state, manner } = turn;
  if (prompt.message.marketing) return confirmChoice(turn);
  if (prompt.quiet) return "customer_wrote";
  // Without any skill there is no bot that could promise an answer.
  if (manner.skills.length === 0) return "unanswered";
  if (fallback.asksForPerson(prompt.message)) {
    if (state.misses < 2) say(turn, textDraft(turn.texts.bot.colleagueWillAnswer), false);
    remember(state, 2, prompt.now);
    return "handed_over";
  }
  if (fallback.isClosing(prompt.message.text) && (state.misses > 0 || state.waiting)) return null;
  if (state.misses === 0 && !state.waiting) {
    if (!say(turn, fallback.help(turn.texts, prompt.message, turn.commands ?? []), true)) return "unanswered";
    remember(state, 1, prompt.now);
    return null;
  }
  if (state.misses < 2) say(turn, textDraft(turn.texts.bot.colleagueWillAnswer), false);
  remember(state, 2, prompt.now);
  return "unanswered";
}

/** Says what follows from what a customer said about marketing, if it was new. Nobody needs to look at it. */
function confirmChoice(turn: OneTurn): null {
  const { marketing } = turn.prompt.message;
  const { optedOut, optedIn } = turn.texts.bot;
  if (marketing?.isNew) say(turn, textDraft(marketing.choice === "stop" ? optedOut : optedIn), true);
  return null;
}

/** A skill has failed. */
function fail(turn: OneTurn): Left["reason"] {
  const { prompt, state } = turn;
  if (prompt.quiet) return "customer_wrote";
  if (state.misses < 2) say(turn, textDraft(turn.texts.bot.didNotWork), false);
  remember(state, 2, prompt.now);
  return "unanswered";
}

/** The budget is used up: the turn is not taken, and nothing that the customer asks for is done. */
function pause(turn: OneTurn, until: Date): Left["reason"] {
  const { prompt, state } = turn;
  const first = state.hushedUntil === null || state.hushedUntil <= prompt.now;
  if (first) {
    if (!prompt.quiet) say(turn, textDraft(turn.texts.bot.noMoreAnswers), false, "budget");
    state.hushedUntil = until;
    state.changed = true;
  }
  return "budget";
}

/** The answer has been sent too often: says once that a person will look. */
function repeat(turn: OneTurn): Left["reason"] {
  const { saidOften } = turn.texts.bot;
  const told = turn.state.said.some((draft) => draft.type === "text" && draft.text === saidOften);
  if (!told && !turn.prompt.quiet) say(turn, textDraft(saidOften), false, "budget");
  return "budget";
}

const textDraft = (text: string): Draft => ({ type: "text", text });

/** Sends a draft without a skill; false when it cannot be sent. */
function say(turn: OneTurn, draft: Draft, answers: boolean, skill: "fallback" | "budget" = "fallback"): boolean {
  const { prompt, state, manner, turns } = turn;
  if (faultsOf(draft, prompt, manner.check).length > 0) return false;
  turns.said.push({ prompt, skill, drafts: [draft], notifications: [], answers });
  note(state, manner, [draft], skill === "budget" ? null : prompt.now);
  return true;
}

/** Remembers drafts as recent; with a time, they also count towards the budget. */
function note(state: State, { budget }: TurnOptions, drafts: readonly Draft[], at: Date | null): void {
  if (budget.perHour === 0 && budget.perDay === 0) return;
  if (at !== null) state.answers.unshift(...drafts.map(() => at));
  state.said.push(...drafts.map((draft) => JSON.parse(JSON.stringify(draft)) as Draft));
}

/** Remembers how often in a row the bot did not understand. */
function remember(state: State, misses: number, now: Date): void {
  if (state.misses === misses && misses === 0) return;
  Object.assign(state, { misses, missedAt: misses === 0 ? null : now, changed: true });
}

/** Why a draft cannot be sent to this customer; empty when it can. */
export function faultsOf(draft: Draft, prompt: Prompt, check: TurnOptions["check"]): string[] {
  const kept = !/\\u(0000|d[89a-f])/i.test(JSON.stringify(draft));
  return [...check(prompt, draft), ...(kept ? [] : ["It holds characters that cannot be kept."])];
}

/** Returns the answer if it can be sent, else throws its faults. */
function sendable(said: Answer, prompt: Prompt, manner: TurnOptions): Answer {
  for (const draft of said?.drafts ?? []) {
    const faults = faultsOf(draft, prompt, manner.check);
    if (faults.length > 0) throw new Error(`what the skill ${said!.skill} says cannot be sent: ${faults.join(" ")}`);
  }
  return said;
}

/** Runs a step in a savepoint, so that an error does not abort the transaction. */
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
