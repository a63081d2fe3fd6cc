// Asks the skills for an answer, in turn; the first one that answers wins.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { MessageType } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import type * as skill from "../../contract/skill.ts";
import type { Command, Language, Notification, Skill } from "../../contract/skill.ts";

/** A skill with a transaction of Bellhop's database. */
export type BotSkill = Skill<Transaction<DB>>;

/** A prompt with a transaction of Bellhop's database. */
export type Prompt = skill.Prompt<Transaction<DB>>;

/** Types of messages that can be a request. Reactions, edits and system notices get no answer. */
export const answerable: ReadonlySet<MessageType> = new Set([
  "text",
  "interactive",
  "button",
  "image",
  "video",
  "audio",
  "document",
  "location",
  "contacts",
  "order",
  "sticker",
  "unsupported",
]);

/** What a skill answers: its drafts, notifications to others, and whether it hands over to people; null when no skill answers. */
export type Answer = {
  skill: string;
  drafts: Draft[];
  notifications: Notification[];
  handsOver: boolean;
  /** What is done when the answer is queued. */
  afterwards: (() => void)[];
} | null;

/** The commands of all skills on a number, in order. */
export async function commandsOf(
  skills: readonly BotSkill[],
  tx: Transaction<DB>,
  language: Language,
  channelId?: number,
): Promise<Command[]> {
  const all: Command[] = [];
  for (const skill of skills) all.push(...(await skill.commands(tx, language, channelId)));
  return all;
}

/** Whether a message can be a request. */
export const isAnswerable = ({ message }: { message: { type: MessageType } }): boolean => answerable.has(message.type);

/** Takes one turn. Throws what a skill throws. */
export async function answer(
  skills: readonly BotSkill[],
  commands: readonly Command[],
  prompt: Prompt,
): Promise<Answer> {
  if (!isAnswerable(prompt)) return null;
  for (const skill of skills) {
    const notifications: Notification[] = [];
    const afterwards: (() => void)[] = [];
    let handsOver = false;
    const handOver = () => {
      handsOver = true;
    };
    const notify = (one: Notification) => void notifications.push(one);
    const turn = {
      ...prompt,
      commands,
      notify,
      handOver,
      afterwards: (step: () => void) => void afterwards.push(step),
    };
    const drafts = await skill.answer(turn);
    if (drafts !== null) return { skill: skill.name, drafts, notifications, handsOver, afterwards };
  }
  return null;
}
