// Password rules: long enough, and nothing that is guessed first. The same for the Desk, the command line and the environment.
import { Worker } from "node:worker_threads";
import { Fault } from "../../base/errors.ts";
import type { Question, Rating } from "./password-strength.ts";

/** The fewest and the most characters of a password. */
export const passwordLength = { least: 10, most: 200 };

/** The user whose password it is. */
export type Owner = { name?: string | null | undefined; email?: string | null | undefined };

/** Words of this product and its field. */
const trade = [
  "bellhop",
  "whatsapp",
  "parking",
  "hotel",
  "desk",
  "reception",
  "concierge",
  "valet",
  "garage",
  "business",
  "admin",
];

/** How many characters are rated: if they are good, what follows does not make the password weaker. */
const MAX_RATED_LENGTH = 64;
/** Time limit of a rating; most take half a second. */
const RATING_TIMEOUT_MS = 30_000;

const advice = "Choose three or four words that do not belong together, or let a password manager make one.";

/** Rates passwords: in a thread, or directly in tests. */
type Rate = (question: Question) => Promise<Rating[]>;

/** Refuses passwords that are too short, too long or easy to guess. Throws PASSWORD_TOO_SHORT, PASSWORD_TOO_WEAK or BAD_REQUEST. */
export async function check(password: string, owner: Owner, rate: Rate = inThread): Promise<void> {
  const { least, most } = passwordLength;
  // Surrounding spaces are part of the password but do not count towards its length.
  const length = [...password.trim()].length;
  if (length < least) {
    const without = length < [...password].length ? ", without the blanks around it" : "";
    const said = `The password has ${length} ${length === 1 ? "character" : "characters"}${without}; it needs at least ${least}.`;
    throw new Fault("PASSWORD_TOO_SHORT", `${said} ${advice}`);
  }
  if (password.length > most)
    throw new Fault("BAD_REQUEST", `The password has ${password.length} characters; it may have up to ${most}.`);
  const weakness = await weaknessOf(password.trim(), wordsOf(owner), rate);
  if (weakness) throw new Fault("PASSWORD_TOO_WEAK", `${weakness} ${advice}`);
}

async function weaknessOf(password: string, own: string[], rate: Rate): Promise<string | null> {
  const cut = own.reduce((text, word) => text.replaceAll(new RegExp(escaped(word), "gi"), " "), password);
  const rest = cut === password ? password : cut.replaceAll(/[^\p{L}\p{N}]/gu, "");
  const passwords = [password, rest].map((text) => text.slice(0, MAX_RATED_LENGTH));
  const [whole, without] = (await rate({ passwords, own })) as [Rating, Rating];
  // The dictionaries contain the user's own words, but rate several of them, or one with a year, as a good password.
  if (rest !== password && without.score < 2)
    return "The password is little more than your own name, e-mail address or words of the trade: they are tried first.";
  if (whole.score >= 3) return null;
  return `The password is easy to guess. ${whole.warning ?? "It is made of what programs that guess try first."}`;
}

const escaped = (word: string): string => word.replaceAll(/[^\p{L}\p{N}]/gu, "\\$&");

/** The user's own words and those of the field, longest first. */
function wordsOf({ name, email }: Owner): string[] {
  const given = [email ?? "", ...(email ?? "").split("@"), name ?? ""];
  const parts = given.flatMap((text) => [text, text.replaceAll(/[\s._+-]/g, ""), ...text.split(/[\s@._+-]+/)]);
  const words = [...parts, ...trade].map((word) => word.trim().toLowerCase()).filter((word) => [...word].length >= 3);
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

function inThread(question: Question): Promise<Rating[]> {
  const worker = new Worker(new URL("./password-thread.ts", import.meta.url), { workerData: question });
  return new Promise<Rating[]>((resolve, reject) => {
    const late = () => reject(new Fault("PASSWORD_TOO_WEAK", `The password took too long to rate. ${advice}`));
    const timer = setTimeout(late, RATING_TIMEOUT_MS);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => {
      clearTimeout(timer);
      reject(new Error("The password could not be rated: its thread ended."));
    });
  }).finally(() => worker.terminate());
}
