// What may be a password: long enough, and nothing that is tried first. One rule for the Desk, the terminal and the environment.
import { Worker } from "node:worker_threads";
import { Fault } from "../../base/errors.ts";
import type { Question, Rating } from "./password-strength.ts";

/** Fewer characters than this are no password, and more than the most are none either. */
export const passwordLength = { least: 10, most: 200 };

/** Whose password it is to be. */
export type Owner = { name?: string | null | undefined; email?: string | null | undefined };

/** Words of the house and its trade. */
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

/** As much as is rated: what follows makes no password weaker that is good up to here. */
const MAX_RATED_LENGTH = 64;
/** Most take half a second. */
const RATING_TIMEOUT_MS = 30_000;

const advice = "Choose three or four words that do not belong together, or let a password manager make one.";

/** Rates passwords; a thread does, unless a test has them rated on the spot. */
type Rate = (question: Question) => Promise<Rating[]>;

/** Refuses what is too short, too long or easy to guess. Throws PASSWORD_TOO_SHORT, PASSWORD_TOO_WEAK or BAD_REQUEST. */
export async function check(password: string, owner: Owner, rate: Rate = inThread): Promise<void> {
  const { least, most } = passwordLength;
  // Blanks around it are kept, and count for nothing.
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
  // Dictionaries find one's own words, but take several of them, or one with a year, for a good mixture.
  if (rest !== password && without.score < 2)
    return "The password is little more than your own name, e-mail address or words of the trade: they are tried first.";
  if (whole.score >= 3) return null;
  return `The password is easy to guess. ${whole.warning ?? "It is made of what programs that guess try first."}`;
}

const escaped = (word: string): string => word.replaceAll(/[^\p{L}\p{N}]/gu, "\\$&");

/** Words by which somebody is known, and those of the trade; the longest first. */
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
