// What somebody who searches a table may mean: people by number or name, and words of a text.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { contactWords, digitsOf, lastStretch, term, usernameWords } from "../inbox/search.ts";

/** What was searched for. */
export type Search = {
  /** Conversations of the people who fit, those with the newest message first. */
  conversationIds: number[];
  /** When the newest message of each was sent, as PostgreSQL writes it. */
  lastTimes: (string | null)[];
  /** Their numbers, for what they wrote in groups; only when they are few. */
  senders: string[];
  /** Words that a text must have, as plain_words spells them. */
  words: string[];
  /** About how many messages these people have. */
  messages: number;
};

/** People who fit, at most: with more the words say too little of whom is meant. */
const mostPeople = 5_000;
/** People whose numbers are looked for in groups. */
const fewPeople = 50;
/** Further words do not narrow a search. */
const mostWords = 8;

/** Reads what somebody typed; null when it says nothing. Throws BAD_REQUEST when it fits more people than can be looked through. */
export async function understand(tx: Transaction<DB>, typed: string): Promise<Search | null> {
  if (typed.trim() === "") return null;
  const words = await wordsOf(tx, typed);
  const people = await peopleLike(tx, typed, words);
  const { rows } = await sql<{ id: number; message_count: number; last: string | null }>`
    select v.id, v.message_count, v.last_message_at::text as last from unnest(${people}::bigint[]) p (id)
    cross join lateral (select v.id, v.message_count, v.last_message_at from conversations v where v.contact_id = p.id offset 0) v
    order by v.last_message_at desc nulls last`.execute(tx);
  return {
    conversationIds: rows.map(({ id }) => id),
    lastTimes: rows.map(({ last }) => last),
    messages: rows.reduce((sum, { message_count }) => sum + message_count, 0),
    senders: people.length > 0 && people.length <= fewPeople && (await hasGroups(tx)) ? await phonesOf(tx, people) : [],
    words,
  };
}

async function phonesOf(tx: Transaction<DB>, people: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{ phone: string }>`
    select phone from contacts where id = any(${people}::bigint[]) and phone is not null`.execute(tx);
  return rows.map(({ phone }) => phone);
}

/** Whether there is a conversation of more than one person. */
async function hasGroups(tx: Transaction<DB>): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from conversations where group_id is not null) as has`.execute(tx);
  return rows[0]!.has;
}

async function wordsOf(tx: Transaction<DB>, typed: string): Promise<string[]> {
  const { rows } = await sql<{ words: string }>`select plain_words(${typed}::text) as words`.execute(tx);
  return [...new Set(rows[0]!.words.split(" "))].filter((word) => word !== "").slice(0, mostWords);
}

/** People by a name, a username, a part of their number, or an id of theirs. Throws BAD_REQUEST when too many fit. */
async function peopleLike(tx: Transaction<DB>, typed: string, words: readonly string[]): Promise<number[]> {
  const digits = digitsOf(typed);
  // "#" stands where the number of the stretch goes: no word has one in it.
  const named = words.map((word) => term(word, "#")).join(" & ");
  const wanted = [...(words.length === 0 ? [] : [`(${named})`]), ...digits.map((part) => `'#+${part}':*`)].join(" | ");
  const last = await lastStretch(tx, "contacts");
  const { rows } = await sql<{ id: number }>`
    with found as (
      select hit.id from generate_series(0, ${wanted === "" ? -1 : last}::bigint) stretch
      cross join lateral (
        select c.id from contacts c where ${contactWords} @@ replace(${wanted}, '#', stretch || '/')::tsquery
        union all
        select i.contact_id from contact_identities i
        where i.kind = 'username' and ${usernameWords} @@ replace(${named}, '#', stretch || '/')::tsquery
        offset 0
      ) hit limit ${mostPeople + 1}
    ), known as (
      select contact_id as id from contact_identities where kind <> 'username' and kind = any('{wa_id,bsuid,parent_bsuid}'::text[])
        and value = any(${[typed.trim(), ...digits]}::text[])
    )
    select id from found union select id from known`.execute(tx);
  if (rows.length > mostPeople)
    throw new Fault(
      "BAD_REQUEST",
      `More than ${mostPeople} people fit "${typed.slice(0, 40)}". Write more of the name or number.`,
    );
  return rows.map(({ id }) => id);
}

/** What a search for bookings may mean: drivers, or spots by their code. */
export type DriverSearch = { accountIds: number[]; spotIds: number[] };

/** Reads what somebody typed to find bookings by; null when it says nothing. Throws BAD_REQUEST when too many people fit. */
export async function drivers(tx: Transaction<DB>, typed: string): Promise<DriverSearch | null> {
  if (typed.trim() === "") return null;
  const people = await peopleLike(tx, typed, await wordsOf(tx, typed));
  const { rows: accounts } = await sql<{ id: number }>`
    select a.id from unnest(${people}::bigint[]) p (id)
    cross join lateral (select a.id from accounts a where a.contact_id = p.id offset 0) a
    union select id from accounts where username = ${typed.trim()}`.execute(tx);
  const { rows: spots } = await sql<{ id: number }>`
    select id from spots where upper(code) = upper(${typed.trim()})`.execute(tx);
  return { accountIds: accounts.map(({ id }) => id), spotIds: spots.map(({ id }) => id) };
}
