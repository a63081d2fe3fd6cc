// Finds conversations by words: of messages, newest first, or of a contact's name, username or number.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { findPeople } from "./people-search.ts";
import { BLOCK_SIZE, messageWords, terms, wordsOf } from "./search-terms.ts";

/** The newest message of a conversation that has all the words. */
export type Hit = { conversationId: number; messageId: number };

/** The result of a search. */
export type Found = {
  /** The words that were searched for; none: the text contained nothing to search for. */
  words: string[];
  /** Conversations of contacts that match. */
  people: number[];
  /** The newest matching message of each conversation that has one. */
  hits: Hit[];
};

/** How many of the newest matching messages are read. */
const MAX_MESSAGES = 500;
/** How many blocks of messages the first query reads, and the most per query; in between the number grows fourfold. */
const [firstBlocks, maxBlocks] = [64, 256];
/** Time limit in ms, after which older messages are not searched: for words that are frequent but never occur together. */
const TIME_LIMIT_MS = 80;

/** Finds conversations by the beginnings of words. */
export async function find(db: Kysely<DB> | Transaction<DB>, text: string): Promise<Found> {
  const words = await wordsOf(db, text);
  if (words.length === 0) return { words, people: [], hits: [] };
  const [people, hits] = await Promise.all([findPeople(db, text), newestHits(db, words)]);
  return { words, people: await conversationsOf(db, people), hits };
}

async function newestHits(db: Kysely<DB> | Transaction<DB>, words: readonly string[]): Promise<Hit[]> {
  const hits = new Map<number, Hit>();
  const began = performance.now();
  let seen = 0;
  let from = await lastBlock(db);
  for (let many = firstBlocks; from >= 0; many = Math.min(many * 4, maxBlocks)) {
    const to = Math.max(0, from - many + 1);
    const { rows } = await sql<{ id: number; conversation_id: number }>`
      select hit.id, hit.conversation_id from generate_series(${from}::bigint, ${to}::bigint, -1) block
      cross join lateral (
        select m.id, m.conversation_id from messages m
        where ${messageWords} @@ replace(${terms(words)}, '#', block || '/')::tsquery
        order by m.id desc
      ) hit limit ${MAX_MESSAGES - seen}`.execute(db);
    seen += rows.length;
    for (const { id, conversation_id: conversationId } of rows)
      if (!hits.has(conversationId)) hits.set(conversationId, { conversationId, messageId: id });
    if (seen >= MAX_MESSAGES || performance.now() - began > TIME_LIMIT_MS) break;
    from = to - 1;
  }
  return [...hits.values()];
}

/** The number of the newest block; -1 when there is no message. */
async function lastBlock(db: Kysely<DB> | Transaction<DB>): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`select max(id) as last from messages`.execute(db);
  const { last } = rows[0]!;
  return last === null ? -1 : Math.floor(last / BLOCK_SIZE);
}

async function conversationsOf(db: Kysely<DB> | Transaction<DB>, people: readonly number[]): Promise<number[]> {
  if (people.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select id from conversations where contact_id = any(${people}::bigint[])`.execute(db);
  return rows.map((row) => row.id);
}
