// What is left of a text when case, punctuation, emoji, politeness and those marks are taken away that readers of its script do not
// mind: words that are different words to them stay different. Pure.

/** Letters of scripts that put no space between words. */
export const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\u30FC\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

/** Words around a command that change nothing. */
const politeness = /(?:^| )(?:please|pls|plz|thanks|thank you|thx|hi|hello|hey)(?= |$)/g;

/** Letters of their own that a reader also writes without the stroke, and ligatures. Unicode does not take them apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ı: "i",
  ł: "l",
  ø: "o",
  đ: "d",
  ħ: "h",
  ŧ: "t",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ς: "σ",
  // Persian and Urdu keyboards have their own kaf and yeh; final yeh and teh marbuta are written as yeh and heh.
  ک: "ك",
  ی: "ي",
  ى: "ي",
  ة: "ه",
  // A line that makes a word longer, and no letter.
  ـ: "",
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

/** Marks that change nothing for a reader, each behind the letter on which it stands. All others make another letter of it. */
const optionalMarks = new RegExp(
  [
    // é, ñ, ώ: often left out. Digits and signs carry marks only as emoji do.
    "(?<=[\\p{Script=Latin}\\p{Script=Greek}\\p{N}\\p{P}\\p{S}]\\p{M}*)\\p{M}",
    // ё is written е, and stress is for learners; й, ї, ў, ѓ and ќ are letters of their own.
    "(?<=е)\\u0308",
    "(?<=[аеиоуыэюяєі])[\\u0300\\u0301]",
    // Vowel points, and the hamza on an alef.
    "(?<=\\p{Script=Hebrew}\\p{M}*)\\p{M}",
    "[\\u064B-\\u0652\\u0656-\\u065F\\u0670\\u0610-\\u061A\\u06D6-\\u06ED]",
    "(?<=\\u0627\\p{M}*)[\\u0653-\\u0655]",
    // Forms of a sign.
    "[\\uFE00-\\uFE0F\\p{Me}]",
  ].join("|"),
  "gu",
);

/** The zeros of all scripts, in order: the other nine digits of each follow it. */
const zeros: number[] = [];
for (let code = 0; code < 0x20000; code++) {
  if (!/\p{Nd}/u.test(String.fromCodePoint(code))) continue;
  zeros.push(code);
  code += 9;
}

/** A digit of any script as 0 to 9. */
function latinDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  return String(code - zeros.findLast((zero) => zero <= code)!);
}

/** The text with the digits of all scripts as 0 to 9. */
export const latinDigits = (text: string): string => text.replaceAll(/(?![0-9])\p{Nd}/gu, latinDigit);

/** The text in one case and one width, with Latin digits, without optional marks and invisible characters; punctuation stays. */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is ASCII needs nothing but one case.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const plain = text
    .toLowerCase()
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{Cf}+/gu, "")
    .replaceAll(optionalMarks, "")
    .replaceAll(plainLetter, (letter) => plainLetters[letter]!);
  return latinDigits(plain).normalize("NFC");
}

/** {@link foldText}ed, without punctuation or emoji, with single spaces. */
export function normalizeText(text: string): string {
  return foldText(text)
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}

/** The text without its politeness, unless nothing else is left. */
export function command(text: string): string {
  const plain = normalizeText(text);
  return plain.replaceAll(politeness, " ").replaceAll(/ +/g, " ").trim() || plain;
}

/** Cyrillic and Greek letters that look like a Latin one as capitals, as on a sign. */
const lookalikes = new Map(
  [..."авекмнорстухіјѕ"]
    .map((letter, i): [string, string] => [letter, "abekmhopctyxijs"[i]!])
    .concat([..."αβεζηικμνορτυχ"].map((letter, i): [string, string] => [letter, "abezhikmnoptyx"[i]!])),
);

/** A short code with its letters as their Latin lookalikes, so that it is found whatever keyboard typed it. Expects {@link normalizeText}d text. */
export const latinShape = (plain: string): string =>
  plain.replaceAll(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => lookalikes.get(letter) ?? letter);
