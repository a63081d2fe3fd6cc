// What a table of words has: the names of the language, greetings, and the words of commands. Types, and the commands of parking.

/** Commands of parking that whole messages may name. */
export type Phrased =
  | "slots"
  | "book"
  | "status"
  | "cancel"
  | "balance"
  | "history"
  | "extend"
  | "wait"
  | "stop_waiting"
  | "parked"
  | "left"
  | "leaving"
  | "not_me"
  | "yes"
  | "no"
  | "keep";

/** Commands that are also recognised in sentences, the first that fits. */
export const inSentences = [
  "cancel",
  "extend",
  "history",
  "balance",
  "wait",
  "status",
  "parked",
  "left",
  "slots",
  "book",
] as const;
type InSentence = (typeof inSentences)[number];

/** The words of parking. Lists of words are separated by spaces, lists of phrases by commas; all are compared without accents, case and punctuation. */
type ParkingWords = {
  /** Whole messages, beside the titles of buttons and the words that the catalogue tells to type. */
  phrases: Record<Phrased, string>;
  /** In a sentence, one of `one` makes it the command when all other words are of `beside` or without influence. */
  sentences: Record<InSentence, { one: string; beside?: string }>;
  /** Words without influence on the meaning. */
  filler: string;
  /** Words that turn a sentence into something else. */
  not: string;
  /** Names for a spot, which go before its code. */
  spot: string;
  /** Words between a spot and its lot; `atFollows`: they stand behind the lot, which goes before the spot. */
  at: string;
  atFollows?: true;
  /** Commands that are recognised with a slip, and words that resemble one and mean something else. */
  near: string;
  unlike: string;
  time: {
    /** Days, months and parts of a day other than now. */
    later: string;
    months: string;
    /** Before a duration, it makes a time of it: `in 2 hours`. */
    soon: string;
    units: string;
    numbers: string;
    /** Before and after the number of a clock. */
    before: string;
    after: string;
  };
};

/** The words of a language. */
export type Words = {
  /** Its names in it and in other languages; each alone is a wish to be written to in it. The first is what lists show. */
  names: string;
  /** Whole messages that ask for the list of languages. */
  choose: string;
  greetings: string;
  closings: string;
  /** Whole messages that ask for a person. */
  person: string;
  /** Whole messages that mean the commands `menu` and `help`. */
  menu: string;
  help: string;
  /** Polite words and phrases around a request. */
  politeness: string;
  /** Frequent words that none of the other languages has: several of them in a sentence tell its language. */
  telling: string;
  /** Spellings that its readers take for the same, after the common normalization. */
  folds?: readonly (readonly [RegExp, string])[];
  /** Words of English that are its own too: a sentence with no other words of it is English. */
  borrowed?: string;
  parking: ParkingWords;
};
