// The bot is a list of skills. A skill (parking, a clinic) is given a turn and returns drafts. What else it brings (events, faults, jobs,
// tables) is its plugin.
import type { Audience } from "./events.ts";
import type { MessageType, Provider } from "./inbound.ts";
import type { MarketingChoice } from "./opt-outs.ts";
import type { Draft, Life } from "./outbound.ts";
import type { PersonData } from "./person.ts";
import type { RetentionKind } from "./retention.ts";

/** One message to answer, with everything that a skill may know about it. */
export type Turn<Tx> = {
  /** The open transaction: what a skill writes and what it answers are committed together, or not at all. */
  tx: Tx;
  /** The time of the turn. */
  now: Date;
  channel: {
    id: number;
    provider: Provider;
    /** In which the bot talks to people whose language is not known. */
    language: Language;
  };
  conversation: { id: number };
  contact: {
    id: number;
    name: string | null;
    /** Digits without `+`; null for a person who is known only by username. */
    phone: string | null;
    /** Null when it is not known. */
    language: Language | null;
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
     * Bellhop's id of the message that this one quotes, or that had the tapped button or row; 0 when that message is not in the conversation (so
     * it cannot be known whether its question is open); null when it refers to none. Lets a skill match an answer to its question.
     */
    repliesTo: number | null;
    /** The id of the customer's message that the message in `repliesTo` answered; null when it was a notice and no answer, or there is none. */
    repliesToAnswerOf: number | null;
    sentAt: Date;
    /** What the message says about marketing, and whether that was new; left out when it says nothing of it. */
    marketing?: { choice: MarketingChoice; isNew: boolean };
  };
  /** A colleague has taken the conversation over: only the commands of the menu are answered. */
  quiet: boolean;
  /** Sends a message to another person in the same transaction, such as one who waited for what this turn releases. */
  notify(notification: Notification): void;
  /** Makes the conversation wait for the team after this turn, whatever is answered. */
  handOver(): void;
  /** Does something when the answers of the batch are queued, in the same transaction; not when this turn is taken back. */
  afterwards(step: () => void): void;
  /** Commands of all enabled skills, in order: those that `menu` lists. */
  commands: readonly Command[];
};

/** A turn before the commands are known: a customer's message and its context. */
export type Prompt<Tx> = Omit<Turn<Tx>, "commands" | "notify" | "handOver" | "afterwards">;

/** A message to a contact who did not just write. `occasion`: why, so that a template can say it while the 24-hour window is closed. */
export type Notification = { contactId: number; draft: Draft; occasion?: OccasionFacts } & Life;

/** The languages of the bot, by the codes that templates have. Each has a catalogue in core/texts. */
export const languages = ["en", "es", "pt_BR", "de", "fr", "hi", "ar"] as const;
export type Language = (typeof languages)[number];

/** Something that is told to contacts who did not just write. A channel may bind it to a template, which says it while the window is closed. */
export type Occasion = {
  /** `noun.verb`, unique among the skills. */
  name: string;
  /** For staff, in a few words. */
  title: string;
  /** For staff: when it happens. */
  description: string;
  /** What a template's variables can be filled with. */
  values: readonly OccasionValue[];
  /** A template to submit, by language: its text with the values as variables (`{{spot}}`), and what customers can tap. */
  templates: Readonly<Record<Language, { body: string; buttons: readonly string[] }>>;
};

/** One value of an occasion. */
export type OccasionValue = {
  /** Lower-case letters and underscores, as a template's variable takes it. */
  name: string;
  /** For staff, in a few words. */
  description: string;
  example: string;
};

/**
 * An occasion that has come: its name, and its values by name in the language of the contact. `about`: the ids of what it is about, by the
 * skill's own words.
 */
export type OccasionFacts = {
  name: string;
  /** Of its values. A template of the same name in this language goes before the one that is bound. */
  language: Language;
  values: Readonly<Record<string, string>>;
  about?: Readonly<Record<string, number>>;
};

/** A command as the menu lists it. */
export type Command = {
  /** What to type (`book A`). */
  example: string;
  /** What it does, in a few words. */
  does: string;
};

/** Answers messages. Skills are asked in the order of SKILLS; the first that answers ends the turn. */
export interface Skill<Tx> {
  /** Its name in SKILLS. */
  readonly name: string;
  /**
   * The commands that the menu lists at present, in the conversation's language and on its number; without a number, on any. Called once per batch
   * for each of these in it.
   */
  commands(tx: Tx, language: Language, channelId?: number): Promise<Command[]>;
  /** The languages in which a text is one of the skill's commands or phrases; tells in which one a person writes. */
  languagesOf?(text: string): readonly Language[];
  /** Called once for a batch, before its turns, to read or create what they need for all of them together. */
  prepare?(turns: readonly Prompt<Tx>[]): Promise<void>;
  /**
   * Returns drafts to send, an empty list to stay silent on purpose, or null to let the next skill try. Must await nothing but the database: the
   * transaction is open. An exception is recorded as a dead letter, and the message is left to people.
   */
  answer(turn: Turn<Tx>): Promise<Draft[] | null>;
  /** Called after each turn, whichever skill answered (null: none). It says nothing, and what fails in it is recorded as in {@link answer}. */
  look?(turn: Turn<Tx>, answeredBy: string | null): Promise<void>;
  /** Called once for a batch, when its answers are queued, to write what the turns left to do. */
  finish?(tx: Tx, now: Date): Promise<void>;
}

/** Something that a skill knows of a contact, which rules can ask for. */
export type ContactFact<Tx> = {
  /** `a_word`, unique among the skills. */
  name: string;
  /** For staff: it stands after "the customer" when it is yes or no. */
  title: string;
  /** A sum is in cents. */
  type: "yes_no" | "sum";
  /** Its values by contact; whoever is left out has none. */
  read(tx: Tx, contactIds: readonly number[]): Promise<ReadonlyMap<number, boolean | number>>;
};

/** What a skill adds to the lists of the API. */
export type SkillVocabulary = {
  /** The kinds of its events, and the lowest role that may see each. */
  readonly events?: Readonly<Record<string, Audience>>;
  /** Its faults by code, as `defineFaults` makes them. */
  readonly errors?: Readonly<Record<string, { code: string }>>;
  /** Its kinds of incidents. */
  readonly incidentKinds?: readonly string[];
  /** Those of its events that rules can follow, each about an account, with what staff call it. */
  readonly happenings?: Readonly<Record<string, string>>;
  /** What it tells contacts who did not just write. */
  readonly occasions?: readonly Occasion[];
  /** What its tables have about people, to export and erase one. */
  readonly personData?: PersonData;
};

/** A job with a schedule of its own. Runs missed while nothing was running are made up for by one run. */
export type ScheduledJob = {
  /** `noun.verb`, unique among all jobs. */
  name: string;
  /** A cron expression, in UTC. */
  cron: string;
  /** Returns one line that says how the run went. */
  run(): Promise<string>;
};

/** The jobs of a skill. Only one process at a time runs them. */
export type SkillJobs = {
  scheduled?: readonly ScheduledJob[];
  /** Does what is due by now, and returns when the next job is due, as far as is known. */
  runDue?(now: Date): Promise<Date | null>;
  /** Does work that has no due time or that a process left undone when it ended. Called first, then every 10 s. */
  lookAround?(signal: AbortSignal): Promise<void>;
  /** Checks its entries in the ledger and returns one sentence for each fault; called whenever the ledger is verified. */
  verifyLedger?(): Promise<string[]>;
};

/**
 * All that a skill brings but its routes, which speak HTTP; its line in server/skills.ts plugs both in. `Parts` is what it needs of Bellhop.
 * Every plugged-in skill has its API, tables and jobs; only those that SKILLS names answer messages.
 */
export interface SkillPlugin<Tx, Parts, JobParts = Parts> extends SkillVocabulary {
  /** Its name in SKILLS. */
  readonly name: string;
  create(parts: Parts): Skill<Tx>;
  /** Called each time a process begins to run the jobs. */
  jobs?(parts: JobParts): SkillJobs;
  /** What of its tables can be kept for a limited time. */
  readonly retention?: readonly RetentionKind<Tx>[];
  /** Of contacts, those with whom it is in the middle of something: their messages are not deleted, however old they are. */
  contactsInUse?(tx: Tx, contactIds: readonly number[]): Promise<readonly number[]>;
  /** What it knows of contacts. */
  readonly facts?: readonly ContactFact<Tx>[];
  /** A folder with its own SQL files (`0001_name.sql`, forward only), run after Bellhop's migrations. */
  readonly migrations?: string;
}
