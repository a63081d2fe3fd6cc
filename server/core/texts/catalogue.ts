// The catalogues of what the bot says, one for each language, and which of them a conversation gets.
import type { Language } from "../../contract/skill.ts";
import { en } from "./messages.en.ts";

/** All texts of the bot in one language. Another language is another object of this type. */
export type Messages = typeof en;

const catalogues: Readonly<Record<Language, Messages>> = { en };

/** The texts of a language. */
export const messagesIn = (language: Language): Messages => catalogues[language];

/**
 * The language in which the bot speaks with a contact in their conversation. English is the only one yet: with a second catalogue this
 * is where the conversation's own language decides.
 */
export const languageOf = (_conversation: { contactId: number }): Language => "en";
