// Corrects misspelled commands: the command that an unknown word probably stands for. Pure.
import { near } from "../../../base/near.ts";

/** Commands by their first word. */
const verbs = [
  "book",
  "reserve",
  "cancel",
  "status",
  "slots",
  "balance",
  "history",
  "extend",
  "parked",
  "left",
] as const;

/** Words that resemble a command but mean something else. */
const others: ReadonlySet<string> = new Set(
  "look cook took back hook boot boots books lift let lest felt lent cancer parker parks market barked state static plots shots lots spots extent reverse deserve".split(
    " ",
  ),
);

/** Longer messages, in words, are not taken for a misspelled command. */
const MAX_WORDS = 4;

/**
 * `start`: only a beginning of at least 4 letters counts as the command, because `can` begins too many sentences to mean cancel. `short`:
 * one slip in a word of three letters is allowed, so that `bok` before a spot means book.
 */
const leniency = { start: 4, short: 1 };

/** The message with its first word corrected; null when that resembles no command, or two. */
export function correctedCommand(plain: string): { command: string; verb: (typeof verbs)[number] } | null {
  const [first = "", ...rest] = plain.split(" ");
  if (rest.length >= MAX_WORDS || others.has(first) || !/^\p{L}+$/u.test(first)) return null;
  const verb = near(first, verbs, leniency);
  return verb && { command: [verb, ...rest].join(" "), verb };
}
