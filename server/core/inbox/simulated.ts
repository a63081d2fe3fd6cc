// The simulator and real people never use a database at the same time, and never share a contact: once a real provider was configured, the
// simulator stays off, and its people are no longer found by a number or an id.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { lockPeople } from "./contacts.ts";

/** Since when the database has served real numbers; null when it never has. */
export async function realSince(db: Kysely<DB>): Promise<Date | null> {
  const row = await db.selectFrom("production_start").select("since").executeTakeFirst();
  return row?.since ?? null;
}

/** Marks channels as the simulator's own. Real ones are not changed. */
export async function markSimulated(db: Kysely<DB>, channelIds: readonly number[]): Promise<void> {
  await sql`update channels set simulated = true where id = any(${[...channelIds]}::int[]) and not simulated`.execute(
    db,
  );
}

/**
 * Records that a real provider is configured, permanently, and disables what the simulator created: its numbers, the keys of its people and its
 * unsent messages. Its conversations, bookings and ledger entries stay as they were. May be called at every start.
 */
export function beginRealService(db: Kysely<DB>, now: Date): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await sql`insert into production_start (since) values (${now}) on conflict do nothing`.execute(tx);
    const { rows } =
      await sql`select 1 from channels where simulated and not starts_with(external_id, ${prefix}) limit 1`.execute(tx);
    if (rows.length > 0) await retire(tx);
  });
}

/** Put before the simulator's keys and numbers; no provider uses it. */
const prefix = "simulator:";

/** Whether a number or key was the simulator's and was set apart when real numbers came. */
export const isRetired = (externalId: string): boolean => externalId.startsWith(prefix);

async function retire(tx: Transaction<DB>): Promise<void> {
  await lockPeople(tx);
  await sql`
    with dropped as (
      delete from outbox o using channels h where h.id = o.channel_id and h.simulated returning o.message_id
    )
    update messages m set status = 'failed', error_title = 'Made with the simulator',
      error_details = 'It was still waiting when a real provider was configured, so it was not sent.',
      error_remedy = 'Nothing is to be done: the person was made up.'
    from dropped d where m.id = d.message_id`.execute(tx);
  // Somebody who also wrote to a real number is a real person.
  await sql`
    create temporary table simulated_people on commit drop as
    select distinct v.contact_id as id from conversations v join channels h on h.id = v.channel_id
    where v.contact_id is not null and h.simulated and not exists (
      select 1 from conversations o join channels r on r.id = o.channel_id
      where o.contact_id = v.contact_id and not r.simulated)`.execute(tx);
  await sql`
    update contact_identities set value = ${prefix} || value
    where contact_id in (select id from simulated_people) and not starts_with(value, ${prefix})`.execute(tx);
  await sql`
    update accounts set username = username || '_simulator_' || id
    where contact_id in (select id from simulated_people)`.execute(tx);
  await sql`update contacts set phone = null where id in (select id from simulated_people)`.execute(tx);
  await sql`
    update channels set external_id = ${prefix} || external_id
    where simulated and not starts_with(external_id, ${prefix})`.execute(tx);
}
