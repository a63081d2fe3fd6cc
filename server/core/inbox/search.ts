// Finding conversations by words: of what was written, newest first, and by the name, username or number of a person.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { matchKeys } from "../../base/phone.ts";
import { fold, unspaced } from "../../base/plain.ts";
import { wellFormed } from "../../base/text.ts";
import { endLength } from "./called.ts";

/** The newest message of a conversation that has all the words. */
export type Hit = { conversationId: number; messageId: number };

/** What was found. */
export type Found = {
  /** Words as they were looked for; none: there was nothing to look for. */
  words: string[];
  /** Conversations of people who match. */
  people: number[];
  /** Of each conversation with a matching message the newest one. */
  hits: Hit[];
};

/** So many of the newest matching messages are looked at. */
const mostMessages = 500;
/** So many people are looked at, those who came last first. */
const mostPeople = 1_000;
/** Further words do not narrow a search. Of a script without spaces each pair of letters is one. */
const mostWords = 12;
/** Rows of which the words stand under one number: see message_words in db/migrations/0004_inbox.sql. */
export const stretch = 4_096;
/** How many stretches of messages are asked first; then four times as many, and so on, up to the most at once. */
const [firstStretches, mostStretches] = [64, 256];
/** Older messages are left alone once this many ms have passed, so that a search for what is everywhere but never together ends. */
const patience = 80;

/** Finds conversations by words, each from its start. */
export async function find(db: Kysely<DB> | Transaction<DB>, text: string): Promise<Found> {
  const words = await wordsOf(db, text);
  if (words.length === 0) return { words, people: [], hits: [] };
  const [people, hits] = await Promise.all([peopleWith(db, words, digitsOf(text)), newestHits(db, words)]);
  return { words, people: await conversationsOf(db, people), hits };
}

/**
 * Finds contacts by name, username, number or a part of it, by a whole user id, or by the last six characters of one with which people
 * are told apart; those who came last first. Empty when the text has nothing to look for.
 */
export async function findPeople(db: Kysely<DB> | Transaction<DB>, text: string): Promise<number[]> {
  const typed = wellFormed(text).trim();
  const words = await wordsOf(db, typed);
  const named = words.length === 0 ? [] : await peopleWith(db, words, digitsOf(typed));
  const last = typed.split(/\s+/).at(-1)!;
  const end = last.length === endLength ? last : null;
  const { rows } = await sql<{ id: number }>`
    select contact_id as id from contact_identities where kind in ('wa_id', 'bsuid', 'parent_bsuid') and value = ${typed}
    union select contact_id from contact_identities where kind = 'bsuid' and ${end}::text is not null and right(value, ${endLength}::int) = ${end}
    limit ${mostPeople}`.execute(db);
  return [...new Set([...named, ...rows.map(({ id }) => id)])].sort((a, b) => b - a);
}

async function wordsOf(db: Kysely<DB> | Transaction<DB>, text: string): Promise<string[]> {
  const { rows } = await sql<{ words: string }>`select plain_words(${wellFormed(text)}) as words`.execute(db);
  return [...new Set(rows[0]!.words.split(" "))].filter((word) => word !== "").slice(0, mostWords);
}

/**
 * What a search means by a word: what starts with it. A single letter stands for itself, but for a Korean syllable. Where no space
 * parts words a letter is the start of a pair, and a pair is whole.
 */
export const term = (word: string, before: string): string => {
  const letters = [...word].length;
  const isStart = unspacedLetter.test(word) ? letters === 1 : letters > 1 || /^\p{Script=Hangul}/u.test(word);
  return `'${before}${word}'${isStart ? ":*" : ""}`;
};

const unspacedLetter = new RegExp(`^[${unspaced}\\p{Regional_Indicator}]`, "u");

async function newestHits(db: Kysely<DB> | Transaction<DB>, words: readonly string[]): Promise<Hit[]> {
  // "#" stands where the number of the stretch goes: no word has one in it.
  const wanted = words.map((word) => term(word, "#")).join(" & ");
  const hits = new Map<number, Hit>();
  const began = performance.now();
  let seen = 0;
  let from = await lastStretch(db, "messages");
  for (let many = firstStretches; from >= 0; many = Math.min(many * 4, mostStretches)) {
    const to = Math.max(0, from - many + 1);
    const { rows } = await sql<{ id: number; conversation_id: number }>`
      select hit.id, hit.conversation_id from generate_series(${from}::bigint, ${to}::bigint, -1) stretch
      cross join lateral (
        select m.id, m.conversation_id from messages m
        where ${messageWords} @@ replace(${wanted}, '#', stretch || '/')::tsquery
        order by m.id desc
      ) hit limit ${mostMessages - seen}`.execute(db);
    seen += rows.length;
    for (const { id, conversation_id: conversationId } of rows)
      if (!hits.has(conversationId)) hits.set(conversationId, { conversationId, messageId: id });
    if (seen >= mostMessages || performance.now() - began > patience) break;
    from = to - 1;
  }
  return [...hits.values()];
}

/** The number of the newest stretch; -1 when there is no row. */
async function lastStretch(db: Kysely<DB> | Transaction<DB>, table: "messages" | "contacts"): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`select max(id) as last from ${sql.table(table)}`.execute(db);
  const { last } = rows[0]!;
  return last === null ? -1 : Math.floor(last / stretch);
}

/** As the indexes messages_words, contacts_words and contact_identities_username have them. */
export const messageWords = sql`message_words(m.id, plain_words(coalesce(m.text_body || ' ' || m.caption, m.text_body, m.caption, '')))`;
export const contactWords = sql`contact_words(c.id, plain_words(coalesce(c.name, '') || ' ' || coalesce(c.given_name, '')), c.phone)`;
export const usernameWords = sql`contact_words(i.contact_id, plain_words(i.value), null)`;

/** People whose name or username has all the words, or whose number has the digits in it. */
async function peopleWith(
  db: Kysely<DB> | Transaction<DB>,
  words: readonly string[],
  digits: string[],
): Promise<number[]> {
  const part = (of: string) => `'#+${of}':*`;
  const named = words.map((word) => (/^\d{3,}$/.test(word) ? `(${term(word, "#")} | ${part(word)})` : term(word, "#")));
  const wanted = [`(${named.join(" & ")})`, ...digits.map(part)].join(" | ");
  const username = words.map((word) => term(word, "#")).join(" & ");
  const last = await lastStretch(db, "contacts");
  const { rows } = await sql<{ id: number }>`
    select hit.id from generate_series(${last}::bigint, 0, -1) stretch
    cross join lateral (
      select c.id from contacts c where ${contactWords} @@ replace(${wanted}, '#', stretch || '/')::tsquery
      union all
      select i.contact_id from contact_identities i
      where i.kind = 'username' and ${usernameWords} @@ replace(${username}, '#', stretch || '/')::tsquery
      order by 1 desc
    ) hit limit ${mostPeople}`.execute(db);
  return rows.map((row) => row.id);
}

async function conversationsOf(db: Kysely<DB> | Transaction<DB>, people: readonly number[]): Promise<number[]> {
  if (people.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select id from conversations where contact_id = any(${people}::bigint[])`.execute(db);
  return rows.map((row) => row.id);
}

/** What to look for in numbers, when a text may be one: its digits without zeros in front, and its other spellings. */
export function digitsOf(text: string): string[] {
  const latin = fold(text);
  if (!/^[\s+()\d./\\-]+$/.test(latin)) return [];
  const digits = latin.replace(/\D/g, "").replace(/^0+/, "").slice(0, 15);
  return digits.length < 3 ? [] : matchKeys(digits);
}
