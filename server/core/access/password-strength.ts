// Rates passwords with zxcvbn. Its dictionaries take 80 MB and some passwords take seconds, so code that serves requests does not import
// this file but uses a thread (password-thread.ts).
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english, translations } from "@zxcvbn-ts/language-en";

/** What to rate. `own`: words that are guessed first, of the user and of this field. */
export type Question = { passwords: string[]; own: string[] };

/** zxcvbn's rating: 3 and 4 withstand guessing. */
export type Rating = { score: number; warning: string | null };

/** "password" and sequences of neighbouring keys in other languages and on other keyboards. */
const elsewhere = [
  "пароль",
  "йцукен",
  "йцукенгшщз",
  "фывапрол",
  "фывапролдж",
  "密码",
  "パスワード",
  "비밀번호",
  "contraseña",
];

const rater = new ZxcvbnFactory({
  dictionary: { ...common, ...english, elsewhere },
  graphs: adjacencyGraphs,
  translations,
});

/** A rating for each password. */
export const rate = ({ passwords, own }: Question): Rating[] =>
  passwords.map((password) => {
    if (password === "") return { score: 0, warning: null };
    const { score, feedback } = rater.check(password, own);
    return { score, warning: feedback.warning };
  });
