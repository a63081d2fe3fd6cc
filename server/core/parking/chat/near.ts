// Near misses of commands: what a word that is no command was probably meant to be. Pure.
import { near } from "../../../base/near.ts";

/** Commands that begin a message, by the word that begins them. */
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

/** Words that are near a command and mean something else. */
const others: ReadonlySet<string> = new Set(
  "look cook took back hook boot boots books lift let lest felt lent cancer parker parks market barked state static plots shots lots spots extent reverse deserve".split(
    " ",
  ),
);

/** Most words of a message that is read as a command with a slip in it. */
const mostWords = 4;

/** `can` begins too many sentences to stand for cancel; `bok` before a spot is book. */
const leniency = { start: 4, short: 1 };

/** The message with its first word put right; null when that is near no command, or near two. */
export function correctedCommand(plain: string): { command: string; verb: (typeof verbs)[number] } | null {
  const [first = "", ...rest] = plain.split(" ");
  if (rest.length >= mostWords || others.has(first) || !/^\p{L}+$/u.test(first)) return null;
  const verb = near(first, verbs, leniency);
  return verb && { command: [verb, ...rest].join(" "), verb };
}
