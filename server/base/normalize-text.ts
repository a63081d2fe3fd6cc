// Normalizes text: removes case, punctuation, emoji, polite words, and those marks that readers of the script treat as optional. Words that
// are different to such readers stay different. Pure.

/** Letters of scripts that are written without spaces between words. */
export const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\u30FC\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

/** Polite words around a command, which do not change its meaning. */
const politeness = /(?:^| )(?:please|pls|plz|thanks|thank you|thx|hi|hello|hey)(?= |$)/g;

/** Letters that people also write without the stroke, and ligatures: Unicode normalization does not decompose them. */
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
  // Persian and Urdu keyboards have their own kaf and yeh; people write yeh for final yeh and heh for teh marbuta.
  ک: "ك",
  ی: "ي",
  ى: "ي",
  ة: "ه",
  // Tatweel: a line that stretches a word, not a letter.
  ـ: "",
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

/** Marks that are optional for readers, each behind its letter. All other marks make a different letter. */
const optionalMarks = new RegExp(
  [
    // é, ñ, ώ: often left out. Digits and symbols carry marks only in emoji.
    "(?<=[\\p{Script=Latin}\\p{Script=Greek}\\p{N}\\p{P}\\p{S}]\\p{M}*)\\p{M}",
    // ё is also written е, and stress marks are for learners; й, ї, ў, ѓ and ќ are letters of their own.
    "(?<=е)\\u0308",
    "(?<=[аеиоуыэюяєі])[\\u0300\\u0301]",
    // Vowel points, and the hamza on an alef.
    "(?<=\\p{Script=Hebrew}\\p{M}*)\\p{M}",
    "[\\u064B-\\u0652\\u0656-\\u065F\\u0670\\u0610-\\u061A\\u06D6-\\u06ED]",
    "(?<=\\u0627\\p{M}*)[\\u0653-\\u0655]",
    // Variation selectors and enclosing marks.
    "[\\uFE00-\\uFE0F\\p{Me}]",
  ].join("|"),
  "gu",
);

/** The code points of all zeros, in ascending order: the other nine digits of a script follow its zero. */
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

/** The text in lower case and one width, with Latin digits, without optional marks and invisible characters; punctuation stays. */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII text only needs lower case.
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

/** The text as {@link foldText} returns it, without punctuation and emoji, with single spaces. */
export function normalizeText(text: string): string {
  return foldText(text)
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}

/** The normalized text without polite words, unless nothing else is left. */
export function command(text: string): string {
  const plain = normalizeText(text);
  return plain.replaceAll(politeness, " ").replaceAll(/ +/g, " ").trim() || plain;
}

/** Cyrillic and Greek letters whose capitals look like Latin ones, as on a sign. */
const lookalikes = new Map(
  [..."авекмнорстухіјѕ"]
    .map((letter, i): [string, string] => [letter, "abekmhopctyxijs"[i]!])
    .concat([..."αβεζηικμνορτυχ"].map((letter, i): [string, string] => [letter, "abezhikmnoptyx"[i]!])),
);

/** A short code with its letters as the Latin ones they look like, so that it is found whatever the keyboard. Expects {@link normalizeText}d text. */
export const latinShape = (plain: string): string =>
  plain.replaceAll(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => lookalikes.get(letter) ?? letter);
