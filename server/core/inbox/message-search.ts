// What somebody who searches messages may mean: people by number or name, and words of a text.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { peopleLike } from "./people-search.ts";
import { wordsOf } from "./search-terms.ts";

/** What was searched for. */
export type Search = {
  /** Conversations of the people who fit. */
  conversationIds: number[];
  /** Their numbers, for what they wrote in groups; only when they are few. */
  senders: string[];
  /** Words that a text must have, as normalize_text spells them. */
  words: string[];
};

/** People who fit, at most: with more the words say too little of whom is meant. */
const MAX_PEOPLE = 5_000;
/** People whose numbers are looked for in groups. */
const FEW_PEOPLE_THRESHOLD = 50;

/** The beginning of a statement, `people (id)`: whom a search in a table may mean, and one more than {@link checkCount} lets pass. */
export const peopleMeant = (typed: string, words: readonly string[]) => peopleLike(typed, words, MAX_PEOPLE + 1);

/** Throws BAD_REQUEST when a search fits more people than can be looked through. */
export function checkCount(people: number, typed: string): void {
  if (people > MAX_PEOPLE)
    throw new Fault(
      "BAD_REQUEST",
      `More than ${MAX_PEOPLE} people fit "${typed.slice(0, 40)}". Write more of the name or number.`,
    );
}

/** Reads what somebody typed; null when it says nothing. Throws BAD_REQUEST when it fits more people than can be looked through. */
export async function understand(tx: Transaction<DB>, typed: string): Promise<Search | null> {
  if (typed.trim() === "") return null;
  const words = await wordsOf(tx, typed);
  const { rows } = await sql<Omit<Search, "words"> & { people: number }>`
    with ${peopleMeant(typed, words)}, counted as (select count(*) as people from people)
    select counted.people,
      (select coalesce(json_agg(id), '[]') from conversations where contact_id = any(array(select id from people))) as "conversationIds",
      case when counted.people <= ${FEW_PEOPLE_THRESHOLD} and exists (select from conversations where group_id is not null)
        then (select coalesce(json_agg(phone), '[]') from contacts where id = any(array(select id from people)) and phone is not null)
        else '[]' end as senders
    from counted`.execute(tx);
  const { people, ...found } = rows[0]!;
  checkCount(people, typed);
  return { ...found, words };
}
