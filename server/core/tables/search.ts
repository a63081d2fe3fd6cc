// What somebody who searches bookings may mean: drivers by number or name, or spots.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { checkCount, peopleMeant } from "../inbox/message-search.ts";
import { wordsOf } from "../inbox/search-terms.ts";

/** What a search for bookings may mean: drivers, or spots by their code. */
export type DriverSearch = { accountIds: number[]; spotIds: number[] };

/** Reads what somebody typed to find bookings by; null when it says nothing. Throws BAD_REQUEST when too many people fit. */
export async function drivers(tx: Transaction<DB>, typed: string): Promise<DriverSearch | null> {
  if (typed.trim() === "") return null;
  const { rows } = await sql<DriverSearch & { people: number }>`
    with ${peopleMeant(typed, await wordsOf(tx, typed))}, owned as (
      select id from accounts where contact_id = any(array(select id from people)) union select id from accounts where username = ${typed.trim()}
    )
    select (select count(*) from people) as people,
      (select coalesce(json_agg(id), '[]') from owned) as "accountIds",
      (select coalesce(json_agg(id), '[]') from spots where upper(code) = upper(${typed.trim()})) as "spotIds"`.execute(
    tx,
  );
  const { people, ...found } = rows[0]!;
  checkCount(people, typed);
  return found;
}
