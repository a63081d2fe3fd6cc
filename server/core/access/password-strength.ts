// How well a password withstands guessing, by zxcvbn. The dictionaries take 80 MB and some passwords take seconds: what serves requests
// asks a thread (password-thread.ts) and does not import this.
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english, translations } from "@zxcvbn-ts/language-en";

/** What is rated. `own` are words that everybody would try first: of the person, and of the house. */
export type Question = { passwords: string[]; own: string[] };

/** As zxcvbn has it: 3 and 4 withstand guessing. */
export type Rating = { score: number; warning: string | null };

/** What "password" and a walk over the keyboard are elsewhere. */
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
