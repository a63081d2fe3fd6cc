// What people write to the bot in each language but English: names of languages, greetings, and the words of commands. English has its own grammar
// in the skills. Data only; what follows from it is decided elsewhere. Pure.
import type { Language } from "../../contract/skill.ts";
import { words as ar } from "./words.ar.ts";
import { words as de } from "./words.de.ts";
import { words as es } from "./words.es.ts";
import { words as fr } from "./words.fr.ts";
import { words as hi } from "./words.hi.ts";
import { words as ptBR } from "./words.pt_BR.ts";
import type { Words } from "./words-shape.ts";

/** The words of every language but English. */
export const wordsOf: Readonly<Record<Exclude<Language, "en">, Words>> = { es, pt_BR: ptBR, de, fr, hi, ar };
