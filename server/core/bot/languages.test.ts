// In which language people write, and what changes nothing.
import { expect, test } from "vitest";
import { languages } from "../../contract/skill.ts";
import { asksForPerson } from "./fallback.ts";
import { asksForLanguages, languageChosen, languageWritten, nameOf } from "./languages.ts";
import { wants } from "./phrases.ts";

test.each([
  ["Hola, ¿me puede decir dónde está el coche? Gracias", "es"],
  ["Oi, eu não tenho mais dinheiro e quero falar com vocês", "pt_BR"],
  ["Ich habe mein Auto hier und brauche bitte Hilfe", "de"],
  ["Je ne sais pas où est ma voiture, merci de nous aider", "fr"],
  ["मेरी चाबी खो गई", "hi"],
  ["mujhe nahi pata ki meri gaadi kahan hai", "hi"],
  ["فقدت مفاتيحي", "ar"],
  ["I am here with my car and I do not know what to do", "en"],
])("%j is clearly %s", (text, language) => {
  expect(languageWritten(text)).toBe(language);
});

test.each([
  ...["A1", "ok", "B-12", "👍", "12", "", "?", "Hotel", "Market Square", "kindergarten"],
  "I left my schadenfreude and my kindergarten bag there",
  "We had a rendezvous at the café and it was nice",
  "میری گاڑی کہاں ہے",
  "Anna Müller",
  "la casa",
])("%j tells nothing of another language than English", (text) => {
  expect([null, "en"]).toContain(languageWritten(text));
});

test("a language is chosen by its name in it and in others, and by a tap, as the whole message", () => {
  for (const language of languages) {
    expect(languageChosen({ text: nameOf(language), payload: null })).toBe(language);
    expect(languageChosen({ text: null, payload: `language ${language}` })).toBe(language);
  }
  const chosen = (text: string) => languageChosen({ text, payload: null });
  expect(
    ["ESPAÑOL", "espanol", "German", "hindi", "عربي", "portugues", "francais", "auf deutsch bitte"].map(chosen),
  ).toEqual(["es", "es", "de", "hi", "ar", "pt_BR", "fr", null]);
  expect(["I learn German", "A1", "arab"].map(chosen)).toEqual([null, null, null]);
});

test("the list of languages, a person, the menu and help are asked for in every language", () => {
  const asked = ["language", "idioma", "Sprache", "langue", "भाषा", "اللغة"];
  expect(asked.filter((text) => !asksForLanguages({ text }))).toEqual([]);
  const people = [
    "a person",
    "quiero hablar con una persona",
    "falar com atendente",
    "Mensch",
    "parler à quelqu'un",
    "insan",
    "موظف",
  ];
  expect(people.filter((text) => !asksForPerson({ text, payload: null }))).toEqual([]);
  expect(["menú", "menu", "Menü", "मेनू", "القائمة"].filter((text) => !wants("menu", text))).toEqual([]);
  expect(["ayuda", "ajuda", "Hilfe", "aide", "मदद", "مساعدة"].filter((text) => !wants("help", text))).toEqual([]);
  expect(wants("menu", "the menu of your restaurant")).toBe(false);
});
