// Finds what belongs to a person, for statements over the lists of PersonData: ids and keys in temporary tables of the transaction.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { PersonData } from "../../contract/person.ts";
import { missingContact } from "../inbox/contacts.ts";
import { lookups } from "../inbox/identity.ts";
import type { Key } from "../inbox/keys.ts";
import { corePersonData } from "./tables.ts";

/** Keys, and the ids that remain when the rows are gone. */
export type Person = { contacts: number[]; conversations: number[]; accounts: number[]; keys: Key[]; names: string[] };

/** A statement from the lists, which are constants of the code. */
export const raw = (text: string) => sql.raw(text);

/** The lists of the skills and the core, in the order in which an erasure takes them. */
export const dataOf = (plugins: readonly { personData?: PersonData }[]): readonly PersonData[] => [
  ...plugins.flatMap(({ personData }) => personData ?? []),
  corePersonData,
];

/** Which entries of the audit log are about the person. Those that tell of an export or an erasure have only counts. */
export const entriesOf = (data: readonly PersonData[]): string =>
  `t.action not like 'person.data\\_%' and t.action <> 'audit.redacted' and (${data.map(({ audited }) => audited).join(" or ")})`;

/** Fills the temporary tables for a contact and those that became part of it, for the rest of the transaction. Throws NOT_FOUND. */
export async function gather(tx: Transaction<DB>, contactId: number): Promise<Person> {
  const { rows: known } = await sql`
    select from contacts where id = ${contactId}`.execute(tx);
  if (!known[0]) throw missingContact(contactId);
  await sql`
    create temporary table person_contacts on commit drop as
    with recursive own as (
      select ${contactId}::bigint as id
      union select m.gone from contact_merges m join own o on o.id = m.kept where m.undone_at is null
    ) select id from own`.execute(tx);
  await raw(`
    create temporary table person_conversations on commit drop as
    select id from conversations where contact_id in (select id from person_contacts)`).execute(tx);
  await raw(`
    create temporary table person_messages on commit drop as
    select id, channel_id, conversation_id, provider_id, sent_at from messages where conversation_id in (select id from person_conversations)
    union
    select id, channel_id, conversation_id, provider_id, sent_at from messages where contact_id in (select id from person_contacts)`).execute(
    tx,
  );
  await raw(`
    create temporary table person_accounts on commit drop as
    with recursive own as (
      select id from accounts where contact_id in (select id from person_contacts)
      union select a.id from accounts a join own o on a.merged_into = o.id
    ) select id from own`).execute(tx);
  await keepKeys(tx, await ownKeys(tx));
  await raw("analyze person_contacts, person_conversations, person_messages, person_accounts, person_keys").execute(tx);
  return described(tx);
}

/** Fills the temporary tables of the ids and keys that an erasure has kept; of the rest nothing is left. */
export async function gatherAgain(tx: Transaction<DB>, { contacts, accounts, keys }: Person): Promise<void> {
  await raw("create temporary table person_contacts (id bigint) on commit drop").execute(tx);
  await sql`insert into person_contacts select unnest(${contacts}::bigint[])`.execute(tx);
  await raw("create temporary table person_accounts (id integer) on commit drop").execute(tx);
  await sql`insert into person_accounts select unnest(${accounts}::int[])`.execute(tx);
  await keepKeys(tx, keys);
}

/**
 * A regular expression, of PostgreSQL and of JavaScript, that finds a key in a text where it is not part of a longer number, which is another person's.
 * Before it may stand 00, or a character as JSON or `encode` write it: these end in digits, too.
 */
export const patternOf = (value: string): string =>
  `((?<![0-9])|\\\\(u[0-9a-fA-F]{4}|[0-7]{3}))(00)?${value.replaceAll(/[^\p{L}\p{N}]/gu, "\\$&")}(?![0-9])`;

async function keepKeys(tx: Transaction<DB>, keys: readonly Key[]): Promise<void> {
  await raw("create temporary table person_keys (kind text, value text, pattern text) on commit drop").execute(tx);
  const [kinds, values] = [keys.map(({ kind }) => kind), keys.map(({ value }) => value)];
  await sql`
    insert into person_keys select * from unnest(${kinds}::text[], ${values}::text[], ${values.map(patternOf)}::text[])`.execute(
    tx,
  );
}

/** Every key of the person in every spelling, without those that somebody else has now: what is found by these is not the person's. */
async function ownKeys(tx: Transaction<DB>): Promise<Key[]> {
  const { rows } = await sql<Key>`
    select kind, value from contact_identities where contact_id in (select id from person_contacts) and kind <> 'username'
    union
    select 'wa_id', phone from contacts where id in (select id from person_contacts) and phone is not null`.execute(tx);
  const all = lookups([rows]);
  const { rows: others } = await sql<Key>`
    select kind, value from contact_identities where contact_id not in (select id from person_contacts)
    and value = any(${all.map(({ value }) => value)}::text[])`.execute(tx);
  return all.filter((key) => !others.some((other) => other.kind === key.kind && other.value === key.value));
}

async function described(tx: Transaction<DB>): Promise<Person> {
  const { rows } = await sql<Person>`
    select
      (select coalesce(jsonb_agg(id), '[]') from person_contacts) as contacts,
      (select coalesce(jsonb_agg(id), '[]') from person_conversations) as conversations,
      (select coalesce(jsonb_agg(id), '[]') from person_accounts) as accounts,
      (select coalesce(jsonb_agg(to_jsonb(k) - 'pattern'), '[]') from person_keys k) as keys,
      (select coalesce(jsonb_agg(n), '[]') from (
        select name as n from contacts where id in (select id from person_contacts) and name is not null
        union select given_name from contacts where id in (select id from person_contacts) and given_name is not null
        union select value from contact_identities where contact_id in (select id from person_contacts) and kind = 'username'
      ) own) as names`.execute(tx);
  return rows[0]!;
}

/** How many rows of each table are about the person who was gathered; `byText`: also those that are found by their text. */
export async function count(
  tx: Transaction<DB>,
  data: readonly PersonData[],
  byText: boolean,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, where } of data.flatMap(({ rows }) => rows.filter((row) => byText || !row.byText))) {
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from ${raw(table)} t where ${raw(where)}`.execute(tx);
    if (rows[0]!.n > 0) counts[table] = (counts[table] ?? 0) + rows[0]!.n;
  }
  return counts;
}

/** What stands in the way of erasing the person who was gathered: sentences with what to do. */
export async function obstaclesOf(tx: Transaction<DB>, data: readonly PersonData[]): Promise<string[]> {
  const found: string[] = [];
  for (const { table, where, remedy } of data.flatMap(({ obstacles }) => obstacles)) {
    const { rows } = await sql<{
      is: boolean;
    }>`select exists (select from ${raw(table)} t where ${raw(where)}) as is`.execute(tx);
    if (rows[0]!.is) found.push(remedy);
  }
  return found;
}
