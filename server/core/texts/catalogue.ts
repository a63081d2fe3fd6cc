// The catalogues of the bot's texts, one for each language, and the choice of the language for a conversation.
import type { Language } from "../../contract/skill.ts";
import { en } from "./messages.en.ts";

/** All texts of the bot in one language. Another language is another object of this type. */
export type Messages = typeof en;

const catalogues: Readonly<Record<Language, Messages>> = { en };

/** The texts of a language. */
export const messagesIn = (language: Language): Messages => catalogues[language];

/**
 * The language in which the bot talks to a contact. So far there is only English; with a second catalogue, the conversation's language is decided
 * here.
 */
export const languageOf = (_conversation: { contactId: number }): Language => "en";
