// The catalogues of the bot's texts, one for each language, and the choice of the language for a contact.
import type { Draft } from "../../contract/outbound.ts";
import type { Language } from "../../contract/skill.ts";
import { ar } from "./messages.ar.ts";
import { de } from "./messages.de.ts";
import { en, type Messages } from "./messages.en.ts";
import { es } from "./messages.es.ts";
import { fr } from "./messages.fr.ts";
import { hi } from "./messages.hi.ts";
import { ptBR } from "./messages.pt_BR.ts";

export type { Messages };

const catalogues: Readonly<Record<Language, Messages>> = { en, es, pt_BR: ptBR, de, fr, hi, ar };

/** The texts of a language. */
export const messagesIn = (language: Language): Messages => catalogues[language];

/** A draft in a language: where choices are written out, people type the titles, as the ids are English. */
export const inLanguage = ({ language }: Messages, draft: Draft): Draft =>
  language !== "en" && (draft.type === "buttons" || draft.type === "list") ? { ...draft, typed: "titles" } : draft;

/** The language in which the bot talks to a contact: the contact's own, and that of the number while it is not known. */
export const languageOf = (turn: {
  contact: { language: Language | null };
  channel: { language: Language };
}): Language => turn.contact.language ?? turn.channel.language;
