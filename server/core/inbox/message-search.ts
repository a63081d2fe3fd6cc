// What a search for messages can mean: people by number or name, and words of a text.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { peopleLike } from "./people-search.ts";
import { wordsOf } from "./search-terms.ts";

/** The meaning of a search text. */
export type Search = {
  /** Conversations of the matching people. */
  conversationIds: number[];
  /** Their phone numbers, to find what they wrote in groups; only if they are few. */
  senders: string[];
  /** Words that a text must contain, as normalize_text spells them. */
  words: string[];
};

/** The most people who may match; with more, the text is too vague. */
const MAX_PEOPLE = 5_000;
/** Only up to this many people are also searched for in groups. */
const FEW_PEOPLE_THRESHOLD = 50;

/** The start of a SQL statement that defines `people (id)`: the people who match, one more than {@link checkCount} accepts. */
export const peopleMeant = (typed: string, words: readonly string[]) => peopleLike(typed, words, MAX_PEOPLE + 1);

/** Throws BAD_REQUEST if more people match than can be searched. */
export function checkCount(people: number, typed: string): void {
  if (people > MAX_PEOPLE)
    throw new Fault(
      "BAD_REQUEST",
      `More than ${MAX_PEOPLE} people fit "${typed.slice(0, 40)}". Write more of the name or number.`,
    );
}

/** Interprets a search text; null when it is empty. Throws BAD_REQUEST when it matches too many people. */
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
