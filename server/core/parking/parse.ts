// What a driver means by a text or a tap, before anything of the car park is known: which command, and the words about
// which spot or lot. Pure.
import { command } from "../../base/plain.ts";
import { bagOf, phrases } from "./chat-phrases.ts";

/** The part of a text that names something: as it was written, and as plain words without courtesies. */
export type Naming = { raw: string; plain: string };

/** What a driver said. */
export type Said =
  | { kind: "slots" | "wait"; lot: Naming | null }
  /** `sure`: it can hardly be anything else, so that an unknown spot deserves an answer. */
  | { kind: "book"; spot: Naming; lot: Naming | null; sure: boolean }
  | { kind: "cancel" | "parked"; spot: Naming | null }
  | { kind: "status" | "balance" | "history" | "extend" | "stop_waiting" | "left" | "not_me" | "keep" }
  /** The words as well: a spot may have the code Y or N. */
  | { kind: "yes" | "no"; words: Naming }
  /** A few words that may answer what was asked last. */
  | { kind: "words"; words: Naming };

/** Longer texts are letters to people; the ids of our own choices are shorter. */
const longest = 256;

/** Longer texts do not answer which spot or lot. */
const longestAnswer = 64;

/** Commands of the skills after this one. */
const others = new Set(["menu", "help"]);

/** Reads a message. The id of a tapped choice counts before the text when it is a command. Null: nothing of ours. */
export function parse(text: string | null, payload: string | null): Said | null {
  if (others.has(command(payload ?? text ?? ""))) return null;
  const said = [payload, text].flatMap((one) => (one === null || one.length > longest ? [] : (read(one) ?? [])));
  return said.find(({ kind }) => kind !== "words") ?? said[0] ?? null;
}

/** What people say before they say what they want. */
const opening =
  /^(?:(?:can|could|would|may|will) (?:you|u|i|we)|i (?:would|d) (?:like|love) to|id like to|i (?:want|need|wish) to|i wanna|i (?:will|ll)|let me|kindly|just|ok|okay|so|and|then|now|good (?:morning|day|afternoon|evening)) (?=.)/;

/** What people say after it. */
const closing = /(?<=.)(?<!^wait) (?:for me|for now|right now|now|today|if possible|asap|thx|ok|okay)$/;

function read(text: string): Said | null {
  const thumb = /^\s*(?:(👍|👌|✅)|(👎|❌))[\p{M}\p{Sk}\u200D]*\s*$/u.exec(text);
  if (thumb) return { kind: thumb[1] ? "yes" : "no", words: { raw: text.trim(), plain: "" } };
  const whole = command(text);
  const plain = strip(whole);
  const phrase = phrases.get(whole) ?? phrases.get(plain);
  if (phrase === "slots" || phrase === "wait") return { kind: phrase, lot: null };
  if (phrase === "cancel" || phrase === "parked") return { kind: phrase, spot: null };
  if (phrase === "book") return { kind: "book", spot: { raw: afterBook(text), plain: "" }, lot: null, sure: true };
  if (phrase === "yes" || phrase === "no") return { kind: phrase, words: { raw: text.trim(), plain } };
  if (phrase) return { kind: phrase };
  return booking(text, plain) ?? waiting(text, plain) ?? named(text, plain) ?? bag(plain) ?? words(text, plain);
}

/** The text without what is only courtesy around it. */
function strip(plain: string): string {
  const shorter = plain.replace(opening, "").replace(closing, "");
  return shorter === plain ? plain : strip(shorter);
}

/** A spot of no name: `a parking spot`, `spot`. */
const someSpot =
  /^(?:(?:a|an|the|any|one|some|my) )?(?:(?:free|available|parking|car) )*(?:spot|slot|space|bay)(?: |$)/;
const anySpot = /^(?:me|us|any|one|it|something|anything|me in|now|parking|me parking|a parking)$/;

/** What stands after the verb as it was written: a code may be made of what is courtesy elsewhere. */
const afterBook = (text: string): string => /^\s*(?:book|reserve)\s+(.+?)\s*$/isu.exec(text)?.[1] ?? "";

function booking(text: string, plain: string): Said | null {
  const glued = /^book(\p{L}{0,3}\p{N}[\p{L}\p{N}]*|[a-rt-z])$/u.exec(plain);
  if (glued) return { kind: "book", spot: { raw: glued[1]!, plain: glued[1]! }, lot: null, sure: false };
  const [, verb, said = ""] = /^(book|reserve|take|park (?:at|in|on))(?: (.+))?$/.exec(plain) ?? [];
  if (verb === undefined) return null;
  const raw = afterBook(text);
  const wants = verb === "book" || verb === "reserve";
  const it = anySpot.test(said) ? said : said.replace(/^(?:me|us) (?=.)/, "");
  const noun = someSpot.exec(it);
  const rest = it.slice(noun?.[0].length ?? 0).replace(/^(?:the|number|no|nr) (?=.)/, "");
  if (rest === "" || anySpot.test(rest)) {
    return wants ? { kind: "book", spot: { raw, plain: "" }, lot: null, sure: true } : null;
  }
  const lot = noun ? /^(?:at|in) (.+)$/.exec(rest)?.[1] : undefined;
  if (wants && lot !== undefined)
    return { kind: "book", spot: { raw, plain: "" }, lot: { raw: lot, plain: lot }, sure: true };
  const short = rest.split(/ (?:at|in) /)[0]!.split(" ").length <= 3;
  return { kind: "book", spot: { raw, plain: rest }, lot: null, sure: wants && (short || noun !== null) };
}

function waiting(text: string, plain: string): Said | null {
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

/** Commands that name a spot or a lot after them. */
function named(text: string, plain: string): Said | null {
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

/** A spot by its code, although the code is a word that says nothing elsewhere (`spot A`). */
const codeAlone = /^(?:the )?(?:spot|slot|space|bay) (?:\p{L}|\p{N}.*)$/u;

function bag(plain: string): Said | null {
  const kind = codeAlone.test(plain) ? null : bagOf(plain);
  if (kind === null) return null;
  if (kind === "slots") return { kind, lot: null };
  return kind === "cancel" ? { kind, spot: null } : { kind };
}

function words(text: string, plain: string): Said | null {
  const raw = text.trim();
  if (raw === "" || raw.length > longestAnswer) return null;
  const spot = plain.replace(/^(?:(?:at|in|the|spot|slot|space|bay|number|no|nr) )+(?=.)/, "");
  return { kind: "words", words: { raw, plain: spot } };
}
