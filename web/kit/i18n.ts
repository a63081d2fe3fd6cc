// Translations: i18next with one namespace per page, loaded with the page. Another language is another column in a table.
import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import { fetched } from "./fetched.ts";
import kit from "./strings.en.ts";

type Load = () => Promise<{ default: object }>;

export const i18n = createInstance();

/** Sets up the languages. `tables`: for each language its namespaces and how to load them. */
export function startWords(tables: Record<string, Record<string, Load>>): void {
  i18n.use({
    type: "backend",
    init() {},
    read(language: string, namespace: string, done: (error: unknown, words: object | null) => void) {
      const load = tables[language]?.[namespace];
      if (!load) return done(new Error(`No ${namespace} in ${language}`), null);
      fetched(load).then(
        (words) => done(null, words.default),
        (error: unknown) => done(error, null),
      );
    },
  });
  i18n.use(initReactI18next);
  void i18n.init({
    lng: navigator.languages.map((one) => one.split("-")[0]!).find((one) => one in tables) ?? "en",
    fallbackLng: "en",
    ns: ["kit"],
    defaultNS: "kit",
    resources: { en: { kit } },
    partialBundledLanguages: true,
    initAsync: false,
    // React escapes already; escaping twice would show names with &amp;. Values in sentences are only kept from reordering them.
    interpolation: { escapeValue: true, escape: isolated },
  });
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** A value in a sentence: one with right-to-left letters is isolated, so that it does not reorder the words and numbers around it. */
function isolated(value: string): string {
  return rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
}
