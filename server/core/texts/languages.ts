// The languages of contacts in the database: reading them for messages that nobody just asked for, and noting what was learnt or chosen.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Language } from "../../contract/skill.ts";
import { languageOf } from "./catalogue.ts";

/** In which language the bot talks to each contact: their own, else that of the number to which they wrote last. */
export async function languagesOf(
  tx: Kysely<DB> | Transaction<DB>,
  contactIds: readonly number[],
): Promise<(contactId: number) => Language> {
  if (contactIds.length === 0) return () => "en";
  const { rows } = await sql<{ id: number; own: Language | null; house: Language | null }>`
    select c.id, c.language as own, (
      select h.language from conversations v join channels h on h.id = v.channel_id
      where v.contact_id = c.id order by v.last_inbound_at desc nulls last, v.id desc limit 1) as house
    from contacts c where c.id = any(${contactIds}::bigint[])`.execute(tx);
  const known = new Map(
    rows.map(({ id, own, house }) => [
      id,
      languageOf({ contact: { language: own }, channel: { language: house ?? "en" } }),
    ]),
  );
  return (contactId) => known.get(contactId) ?? "en";
}

/** Notes in which language people write; what they or staff have chosen stays. */
export async function noteLanguages(tx: Transaction<DB>, heard: ReadonlyMap<number, Language>): Promise<void> {
  if (heard.size === 0) return;
  await sql`
    update contacts c set language = h.language from unnest(${[...heard.keys()]}::bigint[], ${[...heard.values()]}::text[]) as h(id, language)
    where c.id = h.id and not c.language_chosen`.execute(tx);
}

/** Notes the language that a contact has chosen. */
export async function chooseLanguage(tx: Transaction<DB>, contactId: number, language: Language): Promise<void> {
  await sql`update contacts set language = ${language}, language_chosen = true where id = ${contactId}`.execute(tx);
}
