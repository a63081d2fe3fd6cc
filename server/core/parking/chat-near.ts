// Near misses of commands: what a word that is no command was probably meant to be. Pure.
import { distance } from "fastest-levenshtein";

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

/** Shortest beginning that stands for a command (`canc`, `stat`). */
const shortestStart = 4;

/** Most words of a message that is read as a command with a slip in it. */
const mostWords = 4;

/** The message with its first word put right; null when that is near no command, or near two. */
export function nearest(plain: string): { command: string; verb: (typeof verbs)[number] } | null {
  const words = plain.split(" ");
  const first = words[0] ?? "";
  if (words.length > mostWords || first.length < 3 || others.has(first) || !/^\p{L}+$/u.test(first)) return null;
  const starts = first.length >= shortestStart ? verbs.filter((verb) => verb.startsWith(first)) : [];
  const found = starts.length > 0 ? starts : verbs.filter((verb) => isNear(first, verb));
  const verb = found[0];
  if (verb === undefined || found.length > 1 || verb === first) return null;
  return { command: [verb, ...words.slice(1)].join(" "), verb };
}

/** One slip in a short word, two in a longer one; two letters that changed places are one. */
function isNear(word: string, verb: string): boolean {
  const slips = verb.length <= 5 ? 1 : 2;
  if (Math.abs(word.length - verb.length) > slips) return false;
  return distance(word, verb) <= slips || isSwapped(word, verb);
}

function isSwapped(word: string, verb: string): boolean {
  if (word.length !== verb.length) return false;
  const at = [...word].findIndex((letter, i) => letter !== verb[i]);
  return at >= 0 && word === `${verb.slice(0, at)}${verb[at + 1] ?? ""}${verb[at]}${verb.slice(at + 2)}`;
}
