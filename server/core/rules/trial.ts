// Tries changed rules on messages of the past, and says which would be answered otherwise. Nothing is changed.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { answerable } from "../bot/answer.ts";
import { applying, type CompiledRule, messageOccurrence, needsFor, split } from "./compile.ts";
import { type Fact, type Facts, readFacts } from "./facts.ts";
import { nameOf, type Rule } from "./rule.ts";

/** What the rules made of a message. */
export type TrialAnswer = { rules: string[]; text: string | null; hands_over: boolean; other_actions: string[] };

/** A message that would be answered otherwise. */
export type TrialDifference = {
  message_id: number;
  conversation_id: number;
  at: Date;
  name: string | null;
  text: string | null;
  before: TrialAnswer;
  after: TrialAnswer;
};

/** Which messages are tried: those that came in a time, after one of them. */
export type TrialPage = { from: Date; to: Date; after: number | null; limit: number };

type Tried = {
  id: number;
  conversation_id: number;
  sent_at: Date;
  text: string | null;
  payload: string | null;
  /** Which skill answered then; null: none did. */
  skill: string | null;
};

/**
 * Tries a page of messages. What a customer's fields, labels and bookings are is taken as it is now; hours as they were at the time. A message that
 * another skill answered then asks only rules that do not answer.
 */
export async function trial(
  tx: Transaction<DB>,
  { before, after }: { before: readonly Rule[]; after: readonly Rule[] },
  page: TrialPage,
  known: readonly Fact[],
): Promise<{ tried: number; differences: TrialDifference[]; next: number | null }> {
  const messages = await read(tx, page);
  const [old, changed] = [before, after].map((all) => split(all.filter(({ enabled }) => enabled)).messages);
  const needs = { ...needsFor([...old!, ...changed!], known), once: [] };
  const ids = [...new Set(messages.map((one) => one.conversation_id))];
  const facts = await readFacts(tx, ids, needs, page.to);
  const sides = [
    { rules: old!, ran: new Map<number, Map<number, Date>>() },
    { rules: changed!, ran: new Map<number, Map<number, Date>>() },
  ] as const;
  const differences: TrialDifference[] = [];
  for (const message of messages) {
    const about = facts.get(message.conversation_id);
    if (!about) continue;
    const [was, is] = sides.map((side) => ask(side, message, about)) as [TrialAnswer, TrialAnswer];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const { id: message_id, conversation_id, sent_at: at, text } = message;
    differences.push({ message_id, conversation_id, at, name: about.name, text, before: was, after: is });
  }
  return { tried: messages.length, differences, next: messages.length < page.limit ? null : messages.at(-1)!.id };
}

/** How many messages there are to try. */
export async function countTried(db: Kysely<DB>, { from, to }: Pick<TrialPage, "from" | "to">): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from messages m where ${triedIn(from, to)}`.execute(db);
  return rows[0]!.n;
}

const triedIn = (from: Date, to: Date) =>
  sql`m.direction = 'in' and m.contact_id is not null and m.sent_at >= ${from} and m.sent_at < ${to} and m.type = any(${[...answerable]}::text[])`;

async function read(tx: Transaction<DB>, { from, to, after, limit }: TrialPage): Promise<Tried[]> {
  const later =
    after === null ? sql`true` : sql`(m.sent_at, m.id) > (select sent_at, id from messages where id = ${after})`;
  const { rows } = await sql<Omit<Tried, "skill">>`
    select m.id, m.conversation_id, m.sent_at, coalesce(m.text_body, m.caption) as text, m.payload from messages m
    where ${triedIn(from, to)} and ${later} order by m.sent_at, m.id limit ${limit}`.execute(tx);
  const [first] = rows;
  if (!first) return [];
  const ids = rows.map(({ id }) => id);
  const conversations = [...new Set(rows.map((row) => row.conversation_id))];
  // An answer is later than what it answers, but for what the clocks of provider and server differ.
  const since = new Date(first.sent_at.getTime() - 3_600_000);
  const { rows: answers } = await sql<{ answers_id: number; origin: string }>`
    select answers_id, origin from messages where conversation_id = any(${conversations}::bigint[]) and sent_at >= ${since}
      and answers_id = any(${ids}::bigint[]) and origin like 'bot:%'`.execute(tx);
  const skills = new Map(answers.map(({ answers_id, origin }) => [answers_id, origin.slice("bot:".length)]));
  return rows.map((row) => ({ ...row, skill: skills.get(row.id) ?? null }));
}

type Side = { rules: readonly CompiledRule[]; ran: Map<number, Map<number, Date>> };

/** Skills whose name is no skill: the bot itself said something, because no skill did. */
const noSkill: ReadonlySet<string | null> = new Set([null, "keywords", "fallback", "budget"]);

function ask({ rules, ran }: Side, message: Tried, known: Facts): TrialAnswer {
  const own = ran.get(known.contactId) ?? new Map<number, Date>();
  ran.set(known.contactId, own);
  const facts = { ...known, now: message.sent_at, isWindowOpen: true, ran: own };
  const mayAnswer = noSkill.has(message.skill);
  const found = applying(rules, messageOccurrence(message), facts, ({ takesTurn }) => mayAnswer || !takesTurn);
  const said: string[] = [];
  const answer: TrialAnswer = { rules: [], text: null, hands_over: false, other_actions: [] };
  for (const { rule } of found) {
    own.set(rule.id, message.sent_at);
    answer.rules.push(nameOf(rule));
    for (const action of rule.actions) {
      if (action.do === "answer") said.push(action.text || (action.draft?.type ?? ""));
      else if (action.do === "hand_over" && action.to === "people") answer.hands_over = true;
      else answer.other_actions.push(action.do);
    }
  }
  return { ...answer, text: said.length === 0 ? null : said.join("\n") };
}
