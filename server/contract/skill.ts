// What the bot can do is a list of skills. A trade (parking, a clinic) is one skill; it sees a turn and returns drafts.

import type { MessageType, Provider } from "./inbound.ts";
import type { Draft, Life } from "./outbound.ts";

/** One message to answer, with what a skill may know about it. */
export type Turn<Tx> = {
  /** The open transaction: what a skill writes and what it answers become true together, or not at all. */
  tx: Tx;
  /** When the turn is taken. */
  now: Date;
  channel: { id: number; provider: Provider };
  conversation: { id: number };
  contact: {
    id: number;
    name: string | null;
    /** Digits without `+`; null for a person known only by username. */
    phone: string | null;
  };
  message: {
    /** Bellhop's id of the message: the natural idempotency key of whatever it causes. */
    id: number;
    type: MessageType;
    /** What the person typed, or the title of what they tapped; null when there are no words. */
    text: string | null;
    /** Id of the tapped button or row. */
    payload: string | null;
    /**
     * Bellhop's id of the message that this one quotes, or under which the tapped button or row stood; 0 for a message that is not in
     * the conversation (a question that nobody can know to be open); null when it refers to none. An answer belongs to its question.
     */
    repliesTo: number | null;
    /** The id of the customer's message that the message in `repliesTo` answered; null when that one was no answer (a notice), or there is none. */
    repliesToAnswerOf: number | null;
    sentAt: Date;
  };
  /** A colleague has taken the conversation over: only what the menu names is answered. */
  quiet: boolean;
  /** Tells another person something, in the same transaction: who waited for what this turn gives back. */
  tell(news: Notification): void;
  /** Makes the conversation wait for the team once this turn is taken, whatever is answered. */
  handOver(): void;
  /** Commands of every skill that is on, in order: what `menu` names. */
  commands: readonly Command[];
};

/** Something to tell a contact who did not just write. */
export type Notification = { contactId: number; draft: Draft } & Life;

/** A command as the menu names it. */
export type Command = {
  /** What to type (`book A`). */
  example: string;
  /** What it does, in a few words. */
  does: string;
};

/** Answers messages. Asked in the order of SKILLS; the first that answers ends the turn. */
export interface Skill<Tx> {
  /** As SKILLS names it. */
  readonly name: string;
  /** What the menu may say of it now. */
  commands(tx: Tx): Promise<Command[]>;
  /** Called once for a batch, before its turns: what each of them needs can be read or made for all together. */
  prepare?(turns: readonly Omit<Turn<Tx>, "commands" | "tell" | "handOver">[]): Promise<void>;
  /**
   * Drafts to send, an empty list to stay silent on purpose, or null to let the next skill try. Must not await anything
   * but the database: the transaction is open. A throw is recorded as a dead letter and the message stays for people.
   */
  answer(turn: Turn<Tx>): Promise<Draft[] | null>;
}
