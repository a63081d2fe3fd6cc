// Finds people by a search text: one query for the inbox, the contacts, the tables and the drivers.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { wellFormed } from "../../base/text.ts";
import { ID_SUFFIX_LENGTH } from "./called.ts";
import { BLOCK_SIZE, contactWords, digitsOf, numberTerm, term, terms, usernameWords, wordsOf } from "./search-terms.ts";

/** The most people in a list, newest first. */
const MAX_LISTED = 1_000;

/** The ids of the contacts that {@link peopleLike} matches, newest first. */
export async function findPeople(db: Kysely<DB> | Transaction<DB>, text: string): Promise<number[]> {
  const typed = wellFormed(text).trim();
  if (typed === "") return [];
  const { rows } = await sql<{ id: number }>`
    with ${peopleLike(typed, await wordsOf(db, typed), MAX_LISTED)} select id from people order by id desc`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * The first part of a statement, with the result `people (id)`: contacts by name, username, number or a part of it, by a whole user id, or by the
 * last six characters of one, which are shown to distinguish people. `words` are the words of the text. Of more than `limit` people, the newest.
 */
export function peopleLike(typed: string, words: readonly string[], limit: number): RawBuilder<unknown> {
  const digits = digitsOf(typed);
  const named = words.map((word) => (/^\d{3,}$/.test(word) ? `(${term(word)} | ${numberTerm(word)})` : term(word)));
  const wanted = [...(words.length === 0 ? [] : [`(${named.join(" & ")})`]), ...digits.map(numberTerm)].join(" | ");
  const last = wanted === "" ? sql`-1` : sql`(select coalesce(max(id), 0) / ${BLOCK_SIZE}::int from contacts)`;
  const lastWord = typed.trim().split(/\s+/).at(-1)!;
  const end = lastWord.length === ID_SUFFIX_LENGTH ? lastWord : null;
  return sql`
    found as (
      select hit.id from generate_series(${last}, 0, -1) block
      cross join lateral (
        select c.id from contacts c where ${contactWords} @@ replace(${wanted}, '#', block || '/')::tsquery
        union all
        select i.contact_id from contact_identities i
        where i.kind = 'username' and ${usernameWords} @@ replace(${terms(words)}, '#', block || '/')::tsquery
        order by 1 desc
      ) hit limit ${limit}
    ), known as (
      select contact_id as id from contact_identities
      where kind in ('wa_id', 'bsuid', 'parent_bsuid') and value = any(${[typed.trim(), ...digits]}::text[])
      union select contact_id from contact_identities where kind = 'bsuid' and ${end}::text is not null and right(value, ${sql.lit(ID_SUFFIX_LENGTH)}) = ${end}
      limit ${limit}
    ), people as materialized (select id from found union select id from known)`;
}
