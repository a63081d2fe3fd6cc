// The languages of the bot, each by its own name.
import { languages } from "../api/lists.ts";

export type Language = (typeof languages)[number];

/** What a language calls itself: `español`, `हिन्दी`. */
export function languageName(language: string): string {
  const code = language.replace("_", "-");
  return new Intl.DisplayNames([code], { type: "language" }).of(code) ?? language;
}

/** The languages as the entries of a select. */
export const languageChoices = () => languages.map((value) => ({ value, label: languageName(value) }));
