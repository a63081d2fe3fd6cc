// What the bot can do is a list of skills. A trade (parking, a clinic) is one skill; it sees a turn and returns drafts. What else it brings
// (events, faults, jobs, tables) is its plugin.
import type { Audience } from "./events.ts";
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

/** A turn before the commands are known: what a customer wrote, and all that is known of them. */
export type Prompt<Tx> = Omit<Turn<Tx>, "commands" | "tell" | "handOver">;

/** Something to tell a contact who did not just write. */
export type Notification = { contactId: number; draft: Draft } & Life;

/** A language that the bot speaks. Each has a catalogue in core/texts. */
export type Language = "en";

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
  /** What the menu may say of it now, in the conversation's language. Asked once a batch for each language in it. */
  commands(tx: Tx, language: Language): Promise<Command[]>;
  /** Called once for a batch, before its turns: what each of them needs can be read or made for all together. */
  prepare?(turns: readonly Prompt<Tx>[]): Promise<void>;
  /**
   * Drafts to send, an empty list to stay silent on purpose, or null to let the next skill try. Must not await anything
   * but the database: the transaction is open. A throw is recorded as a dead letter and the message stays for people.
   */
  answer(turn: Turn<Tx>): Promise<Draft[] | null>;
}

/** What a skill adds to the lists of the API. */
export type SkillVocabulary = {
  /** The kinds of its events, and the least role that is told of each. */
  readonly events?: Readonly<Record<string, Audience>>;
  /** Its faults by their codes, as `defineFaults` makes them. */
  readonly errors?: Readonly<Record<string, { code: string }>>;
  /** What people should look at. */
  readonly incidentKinds?: readonly string[];
};

/** A job that runs at times of its own. A run that was missed while nothing was running is made up for, once. */
export type ScheduledJob = {
  /** `noun.verb`, unique among all jobs. */
  name: string;
  /** In UTC. */
  cron: string;
  /** Returns one line that says how it went. */
  run(): Promise<string>;
};

/** What a skill does by itself. Of all processes one does it at a time. */
export type SkillJobs = {
  scheduled?: readonly ScheduledJob[];
  /** Does what is due by now, and returns when the next is due, as far as is known. */
  runDue?(now: Date): Promise<Date | null>;
  /** Does what has no time of its own, or was left undone by a process that ended. Called first, then every 10 s. */
  lookAround?(signal: AbortSignal): Promise<void>;
  /** What is wrong with its entries in the ledger, one sentence each; asked with every proof of the ledger. */
  verifyLedger?(): Promise<string[]>;
};

/**
 * All that a skill brings; it is plugged in by its line in server/skills.ts. `Parts` is what it needs of Bellhop. That it is plugged in
 * gives it its place in the API, its tables and its jobs; that SKILLS names it, that it answers.
 */
export interface SkillPlugin<Tx, Parts> extends SkillVocabulary {
  /** As SKILLS names it. */
  readonly name: string;
  create(parts: Parts): Skill<Tx>;
  /** Called anew each time that a process begins to do the jobs. */
  jobs?(parts: Parts): SkillJobs;
  /** A folder of SQL files of its own (`0001_name.sql`, forward only), run after Bellhop's. */
  readonly migrations?: string;
}
