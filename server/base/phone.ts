// Phone numbers and business-scoped user ids as text: which spellings mean the same person, and which numbers can be dialled.
// Pure; which contact an id belongs to is decided elsewhere.
import { parsePhoneNumberFromString } from "libphonenumber-js";
import { latinDigits } from "./normalize-text.ts";

/** A business-scoped user id: country, dot, up to 128 letters and digits; `ENT.` marks one of a parent portfolio. */
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Whether a value has the form of a business-scoped user id (Meta: business-scoped user ids). */
export function isBsuid(value: string): boolean {
  return value.charCodeAt(2) === 46 && BSUID.test(value);
}

/** Whether a value is a business-scoped user id of a parent portfolio (`US.ENT.1`). */
export function isParentBsuid(value: string): boolean {
  return value.startsWith("ENT.", 3) && isBsuid(value);
}

/** Numbers with two spellings at WhatsApp: a pattern, and the other spelling. */
const VARIANTS: readonly [RegExp, string][] = [
  // Brazil: accounts from before the ninth digit was introduced lack it. Numbers whose rest starts with 2-5 are landlines and never have it.
  [/^55([1-9]\d)9([^2-5]\d{7})$/, "55$1$2"],
  [/^55([1-9]\d)([^2-5]\d{7})$/, "55$19$2"],
  // Mexico: ids may contain the former mobile prefix 1, which is no longer dialled.
  [/^521(\d{10})$/, "52$1"],
  [/^52(\d{10})$/, "521$1"],
  // Argentina: mobile numbers have a 9. Only in this direction: a number without it may be a landline.
  [/^549(\d{10})$/, "54$1"],
];

/**
 * The keys under which the owner of a WhatsApp id may be known: the id itself first, then its other spelling. For matching only: a reply goes
 * to the id that wrote.
 */
export function matchKeys(waId: string): string[] {
  for (const [pattern, other] of VARIANTS) {
    if (pattern.test(waId)) return [waId, waId.replace(pattern, other)];
  }
  return [waId];
}

/** Characters that people write between digits: spaces, dashes, dots, slashes, brackets, invisible direction marks. */
const PUNCTUATION = /[\s()[\]{}.,/\\\-_'\u00AD\u2010-\u2015\u2212\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * A number as a person typed it, in digits with the country code and without `+`; or one sentence that says why it cannot be dialled and
 * what to write instead. Never guesses a country.
 */
export function dialable(typed: string): { digits: string } | { fault: string } {
  const shown = typed.trim().slice(0, 40);
  const refuse = (why: string) => ({ fault: `"${shown}" ${why}` });
  const compact = latinDigits(typed.slice(0, 200).normalize("NFKC"))
    .replace(/^\s*(?:whatsapp:|tel:)/i, "")
    .replace(PUNCTUATION, "")
    .replace(/^00/, "+");
  if (compact === "") return { fault: "The number is empty. Write it with its country code, such as +1 555 010 0001." };
  if (/^\+?\d+(?:x|ext|#|;ext=)\d+$/i.test(compact))
    return refuse("has an extension, and WhatsApp has none. Leave it out.");
  if (!/^\+?\d+$/.test(compact))
    return refuse("is not a phone number. Write digits with the country code, such as +1 555 010 0001.");
  const international = compact.startsWith("+");
  const digits = international ? compact.slice(1) : compact;
  if (digits.startsWith("0"))
    return refuse("starts with 0, which no country code does. Put the country code in place of the 0.");
  if (digits.length < 7 && !(international && possible(digits)))
    return refuse(`has ${digits.length} digits, fewer than any number. Write it with its country code.`);
  if (digits.length > 15) return refuse(`has ${digits.length} digits, more than the 15 that a number can have.`);
  const number = international ? possible(digits) : unmistakable(digits);
  if (number !== null) return { digits: number };
  if (international) return refuse("cannot be a number: its country code or its length is wrong. Check it.");
  return refuse("may lack its country code. Write it with + and the country code, such as +1 555 010 0001.");
}

/** Whether digits can be read as a complete number with country code, although they might also be one without. */
export function couldBeWhole(digits: string): boolean {
  return /^[1-9]\d{4,14}$/.test(digits) && possible(digits) === digits;
}

/** The digits, without a trunk 0 after the country code, if they or their other spelling have a possible length; else null. */
function possible(digits: string): string | null {
  const parsed = parsePhoneNumberFromString(`+${digits}`);
  if (parsed?.isPossible()) return parsed.number.slice(1);
  return matchKeys(digits).some((key) => parsePhoneNumberFromString(`+${key}`)?.isPossible()) ? digits : null;
}

/** Digits without `+` are accepted only when they form a complete international number, as WhatsApp's ids do. */
function unmistakable(digits: string): string | null {
  if (digits.length < 11) return null;
  if (digits.startsWith("1")) return /^1[2-9]\d{9}$/.test(digits) ? digits : null;
  return matchKeys(digits).some((key) => parsePhoneNumberFromString(`+${key}`)?.isValid()) ? digits : null;
}
