// What a driver means by a text or a tap, before looking at any data: the command, and the words that name a spot or lot. Pure.
import { command } from "../../../base/normalize-text.ts";
import { type Language, languages } from "../../../contract/skill.ts";
import type { Intent, Naming, When } from "./intent.ts";
import { bagOf, phrases } from "./phrases.ts";
import { answerIn, readIn } from "./sentence.ts";

export type { Intent, Naming };

/** Longer texts are for people to read; the ids of our own choices are shorter than this. */
const MAX_TEXT_LENGTH = 256;

/** Longer texts are not answers to "which spot" or "which lot". */
const MAX_ANSWER_LENGTH = 64;

/** Commands of other skills. */
const others = new Set(["menu", "help"]);

/**
 * Reads a message of somebody to whom the bot talks in a language; commands of the other languages are understood too. The id of a tapped choice takes
 * precedence over the text when it is a command. Null: not for parking.
 */
export function parse(text: string | null, payload: string | null, language: Language = "en"): Intent | null {
  if (others.has(command(payload ?? text ?? ""))) return null;
  // The ids of choices are English.
  const tapped = payload === null || payload.length > MAX_TEXT_LENGTH ? null : read(payload);
  if (tapped !== null && tapped.kind !== "words") return tapped;
  const said = [readAny(payload, language), readAny(text, language)].filter((one) => one !== null);
  return said.find(({ kind }) => kind !== "words") ?? said[0] ?? null;
}

/** The languages in which a text is a command. */
export function languagesOfText(text: string): Language[] {
  const found = readings(text, languages);
  const least = Math.min(...found.map(({ intent }) => openWords(intent)));
  return found.filter(({ intent }) => openWords(intent) === least).map(({ language }) => language);
}

/** Reads a text in a language, in English and in the others; of several readings the one that understands most of it. */
function readAny(text: string | null, own: Language): Intent | null {
  if (text === null || text.length > MAX_TEXT_LENGTH) return null;
  const found = readings(text, new Set([own, "en" as const, ...languages]));
  const [best] = found.toSorted((one, other) => openWords(one.intent) - openWords(other.intent));
  if (best) return best.intent;
  const answer = read(text);
  if (own === "en" || answer?.kind !== "words") return answer;
  return { kind: "words", words: { raw: answer.words.raw, plain: answerIn(own, text) } };
}

/** The text as a command, in those languages in which it is one. */
function readings(text: string, all: Iterable<Language>): { language: Language; intent: Intent }[] {
  return [...all].flatMap((language) => {
    const intent = language === "en" ? read(text) : readIn(language, text);
    return intent === null || intent.kind === "words" ? [] : [{ language, intent }];
  });
}

/** How many words of a command are taken for the name of a spot or a lot; many more for one that may be no name. */
function openWords(intent: Intent): number {
  const spot = "when" in intent && intent.when ? intent.when.spot : "spot" in intent ? intent.spot : null;
  const lot = "lot" in intent ? intent.lot : null;
  const names = `${spot?.plain ?? ""} ${lot?.plain ?? ""}`.split(" ").filter(Boolean).length;
  return "sure" in intent && !intent.sure ? names + MAX_TEXT_LENGTH : names;
}

/** Polite phrases before a request. */
const opening =
  /^(?:(?:can|could|would|may|will) (?:you|u|i|we)|i (?:would|d) (?:like|love) to|id like to|i (?:want|need|wish) to|i wanna|i (?:will|ll)|let me|kindly|just|ok|okay|so|and|then|now|good (?:morning|day|afternoon|evening)) (?=.)/;

/** Polite phrases after it. */
const closing = /(?<=.)(?<!^wait) (?:for me|for now|right now|now|today|if possible|asap|thx|ok|okay)$/;

function read(text: string): Intent | null {
  const thumb = /^\s*(?:(👍|👌|✅)|(👎|❌))[\p{M}\p{Sk}\u200D]*\s*$/u.exec(text);
  if (thumb) return { kind: thumb[1] ? "yes" : "no", words: { raw: text.trim(), plain: "" } };
  const whole = command(text);
  const plain = strip(whole);
  const phrase = phrases.get(whole) ?? phrases.get(plain);
  if (phrase === "slots" || phrase === "wait") return { kind: phrase, lot: null };
  if (phrase === "cancel" || phrase === "parked") return { kind: phrase, spot: null };
  if (phrase === "book")
    return { kind: "book", spot: { raw: afterBook(text), plain: "" }, lot: null, sure: true, when: null };
  if (phrase === "yes" || phrase === "no") return { kind: phrase, words: { raw: text.trim(), plain } };
  if (phrase) return { kind: phrase };
  return booking(text, plain) ?? waiting(text, plain) ?? named(text, plain) ?? bag(plain) ?? words(text, plain);
}

/** The text without polite phrases around it. */
function strip(plain: string): string {
  const shorter = plain.replace(opening, "").replace(closing, "");
  return shorter === plain ? plain : strip(shorter);
}

/** A spot without a name: `a parking spot`, `spot`. */
const someSpot =
  /^(?:(?:a|an|the|any|one|some|my) )?(?:(?:free|available|parking|car) )*(?:spot|slot|space|bay)(?: |$)/;
const anySpot = /^(?:me|us|any|one|it|something|anything|me in|now|parking|me parking|a parking)$/;

/** What follows the verb as written: a code may consist of words that are polite phrases elsewhere. */
const afterBook = (text: string): string => /^\s*(?:book|reserve)\s+(.+?)\s*$/isu.exec(text)?.[1] ?? "";

function booking(text: string, plain: string): Intent | null {
  const glued = /^book(\p{L}{0,3}\p{N}[\p{L}\p{N}]*|[a-rt-z])$/u.exec(plain);
  if (glued) return { kind: "book", spot: { raw: glued[1]!, plain: glued[1]! }, lot: null, sure: false, when: null };
  const [, verb, said = ""] = /^(book|reserve|take|park (?:at|in|on))(?: (.+))?$/.exec(plain) ?? [];
  if (verb === undefined) return null;
  const raw = afterBook(text);
  const wants = verb === "book" || verb === "reserve";
  const it = anySpot.test(said) ? said : said.replace(/^(?:me|us) (?=.)/, "");
  const noun = someSpot.exec(it);
  const rest = it.slice(noun?.[0].length ?? 0).replace(/^(?:the|number|no|nr) (?=.)/, "");
  if (rest === "" || anySpot.test(rest)) {
    return wants ? { kind: "book", spot: { raw, plain: "" }, lot: null, sure: true, when: null } : null;
  }
  const when = whenIn(rest);
  const lot = noun ? /^(?:at|in) (.+)$/.exec(rest)?.[1] : undefined;
  if (wants && lot !== undefined)
    return {
      kind: "book",
      spot: { raw, plain: "" },
      lot: { raw: lot, plain: lot },
      sure: true,
      when: whenIn(`x ${rest}`),
    };
  const short = (when?.spot?.plain ?? rest).split(/ (?:at|in) /)[0]!.split(" ").length <= 3;
  return {
    kind: "book",
    spot: { raw, plain: rest },
    lot: null,
    sure: wants && (short || noun !== null),
    when,
  };
}

const number = "(?:\\d{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|half|half an|few|a few)";
const unit = "(?:m|min|mins|minute|minutes|h|hr|hrs|hour|hours|d|day|days|week|weeks|month|months)";
const day =
  "(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?|tomorrow|tmrw|tomorow|tommorow|tonight|weekend";
const date =
  "\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: \\d{4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \\d{1,2}(?:st|nd|rd|th)?(?: \\d{4})?|\\d{1,4} \\d{1,2} \\d{2,4}";
const clock =
  "\\d{1,2}(?: \\d{2})? ?(?:am|pm|a m|p m|o clock|oclock|uhr|h)|\\d{1,2} \\d{2}|noon|midnight|morning|afternoon|evening|night";

/** A duration: `for 2 hours`. */
const length = new RegExp(`(?:^| )for (?:the )?${number} ?${unit}$`);

/** A time other than now: `tomorrow`, `on Friday`, `at 5pm`, `from 5 to 7`, `in 2 hours`. */
const later = new RegExp(
  `(?:^| )(?:(?:(?:for|on|at|by|from|since|until|till|to|in the|this|next|around|about|starting|and) )*(?:${day}|${date}|${clock}|day after tomorrow|(?:next|this) (?:week|month|time)|later(?: today| on)?)|(?:at|from|by|around) \\d{1,2}|(?:to|until|till) \\d{1,2}|in ${number} ?${unit})$`,
);

/** The time or duration at the end of what follows `book`; null when there is none. */
function whenIn(rest: string): When | null {
  if (rest.length > MAX_ANSWER_LENGTH) return null;
  let left = rest;
  let kind: When["kind"] | null = null;
  for (;;) {
    const found = later.exec(left) ?? length.exec(left);
    if (!found) break;
    kind = later.test(left) ? "later" : (kind ?? "length");
    left = left.slice(0, found.index).trim();
  }
  if (kind === null) return null;
  return { kind, spot: left === "" || anySpot.test(left) || left === "x" ? null : { raw: left, plain: left } };
}

function waiting(text: string, plain: string): Intent | null {
  const rest = /^wait (.+)$/.exec(plain)?.[1];
  if (rest === undefined) return null;
  const lot = rest
    .replace(/^for (?=.)/, "")
    .replace(/^(?:(?:a|an|one|the|any|next|free|parking) )*(?:spot|slot|space)(?: |$)/, "")
    .replace(/^(?:at|in|for) (?=.)/, "");
  if (lot === "") return { kind: "wait", lot: null };
  const raw = /\s(?:for|at|in)\s+(.+?)\s*$/isu.exec(text)?.[1] ?? lot;
  return { kind: "wait", lot: { raw, plain: lot } };
}

/** Commands that are followed by the name of a spot or lot. */
function named(text: string, plain: string): Intent | null {
  const direct =
    /^(?:free )?(?:slots|spots) (?!(?:at|in|for|of|free|left|open|available|now)\b)(\p{L}[\p{L}\p{N} ]{2,})$/u.exec(
      plain,
    )?.[1];
  if (direct !== undefined && bagOf(plain) === null) {
    const raw = /^\s*\S+\s+(.+?)\s*$/su.exec(text)?.[1] ?? direct;
    return { kind: "slots", lot: { raw, plain: direct } };
  }
  const [, what, where] = /^(.+?) (?:at|in) (.+)$/.exec(plain) ?? [];
  if (what !== undefined && where !== undefined && (phrases.get(what) ?? bagOf(what)) === "slots") {
    const raw = /\s(?:at|in)\s+(.+?)\s*$/isu.exec(text)?.[1] ?? where;
    return { kind: "slots", lot: { raw, plain: where } };
  }
  const cancelled =
    /^cancel (?:(?:my|the) )?(?:(?:booking|reservation) )?(?:(?:of|for) )?(?:(?:the )?(?:spot|slot) )?(.+)$/.exec(
      plain,
    );
  const parked = /^(?:(?:i|we|m|am|have|ve|just) )*parked (?:at|on|in) (?:(?:the )?(?:spot|slot) )?(.+)$/.exec(plain);
  const spot = cancelled?.[1] ?? parked?.[1];
  if (spot === undefined || bagOf(plain) === "cancel" || spot.split(" ").length > 3) return null;
  return { kind: cancelled ? "cancel" : "parked", spot: { raw: spot, plain: spot } };
}

/** `spot` and a code, even one that is a filler word elsewhere (`spot A`). */
const codeAlone = /^(?:the )?(?:spot|slot|space|bay) (?:\p{L}|\p{N}.*)$/u;

function bag(plain: string): Intent | null {
  const kind = codeAlone.test(plain) ? null : bagOf(plain);
  if (kind === null) return null;
  if (kind === "slots") return { kind, lot: null };
  return kind === "cancel" ? { kind, spot: null } : { kind };
}

function words(text: string, plain: string): Intent | null {
  const raw = text.trim();
  if (raw === "" || raw.length > MAX_ANSWER_LENGTH) return null;
  const spot = plain.replace(/^(?:(?:at|in|the|spot|slot|space|bay|number|no|nr) )+(?=.)/, "");
  return { kind: "words", words: { raw, plain: spot } };
}
