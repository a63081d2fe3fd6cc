// Who wants no marketing: keeps what customers, providers and staff say about it, and tells whose opt-out stands.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import type { ChoiceSource, MarketingChoice } from "../../contract/opt-outs.ts";
import { tellChanged } from "./conversations.ts";
import { keysOf } from "./identity.ts";
import type { Key } from "./keys.ts";

/** An opt-out that stands. */
export type OptOut = {
  since: Date;
  source: ChoiceSource;
  /** The word that the customer wrote, or what staff noted. */
  note: string | null;
  /** Of staff, as in the audit log. */
  madeBy: string | null;
};

/** A choice to keep. */
export type MadeChoice = {
  contactId: number;
  /** The key by which the contact was known: if it turns out to have been another person's, so was the choice. */
  key: Key;
  choice: MarketingChoice;
  source: ChoiceSource;
  at: Date;
  note?: string | null;
  madeBy?: string | null;
};

/** The opt-out of a contact; null when there is none. */
export async function optOutOf(db: Kysely<DB> | Transaction<DB>, contactId: number): Promise<OptOut | null> {
  return (await optOutsOf(db, [contactId])).get(contactId) ?? null;
}

/** The opt-outs of contacts, by contact. */
async function optOutsOf(db: Kysely<DB> | Transaction<DB>, ids: readonly number[]): Promise<Map<number, OptOut>> {
  const { rows } = await sql<OptOut & { contactId: number }>`
    select contact_id as "contactId", since, source, note, made_by as "madeBy" from opt_outs
    where contact_id = any(${ids}::bigint[])`.execute(db);
  return new Map(rows.map(({ contactId, ...optOut }) => [contactId, optOut]));
}

/** What is said of an opt-out to those who send, as a sentence. */
export function optOutText(who: string, { since, source, note }: OptOut): string {
  const how: Record<ChoiceSource, string> = {
    whatsapp: "chosen in WhatsApp",
    refused: "a message to them was refused because of it",
    word: `they wrote ${note ?? "STOP"}`,
    staff: "recorded by staff",
  };
  const whom = who === "" ? "The customer" : who.charAt(0).toUpperCase() + who.slice(1);
  return `${whom} has wanted no marketing since ${since.toISOString().slice(0, 10)} (${how[source]}).`;
}

/**
 * Keeps choices; one that is there already stays as it is. Returns the contacts of whom it is new that they have opted out, or that they have not.
 * Live views of their conversations are updated.
 */
export async function keepChoices(
  tx: Transaction<DB>,
  made: readonly MadeChoice[],
  now: Date,
): Promise<ReadonlySet<number>> {
  if (made.length === 0) return new Set();
  const rows = (await withHolders(tx, made)).map(
    ({ contactId, key, choice, source, at, note = null, madeBy = null }) => ({
      ...{ contact_id: contactId, identity_kind: key.kind, identity_value: key.value },
      ...{ choice, source, at, note, made_by: madeBy },
    }),
  );
  const ids = [...new Set(rows.map((row) => row.contact_id))];
  const before = await optOutsOf(tx, ids);
  const names = sql.raw("contact_id, identity_kind, identity_value, choice, source, at, note, made_by");
  const columns =
    "contact_id bigint, identity_kind text, identity_value text, choice text, source text, at timestamptz, note text, made_by text";
  await sql`
    insert into marketing_choices (${names}) select ${names} from ${recordset("r", columns, rows)}
    on conflict do nothing`.execute(tx);
  const after = await optOutsOf(tx, ids);
  const changed = ids.filter((id) => before.has(id) !== after.has(id));
  const { rows: seen } = await sql<{ id: number }>`
    select id from conversations where contact_id = any(${changed}::bigint[])`.execute(tx);
  if (seen.length > 0)
    await tellChanged(
      tx,
      seen.map(({ id }) => id),
      now,
    );
  return new Set(changed);
}

/** SQL: whether the identity key `i` is `m`'s, and was its contact's at that time. */
const holds = sql`i.kind = m.identity_kind and i.value = m.identity_value
  and (i.from_at is null or i.from_at <= m.at) and (i.until_at is null or m.at < i.until_at)`;

/** The choices with the contacts who held their keys at the time. */
async function withHolders(tx: Transaction<DB>, made: readonly MadeChoice[]): Promise<MadeChoice[]> {
  const asked = made.map(({ key, at }, place) => ({ place, identity_kind: key.kind, identity_value: key.value, at }));
  const { rows } = await sql<{ place: number; id: number }>`
    select m.place, i.contact_id as id
    from ${recordset("m", "place int, identity_kind text, identity_value text, at timestamptz", asked)}
    join contact_identities i on ${holds}`.execute(tx);
  const holders = new Map(rows.map(({ place, id }) => [place, id]));
  return made.map((one, place) => ({ ...one, contactId: holders.get(place) ?? one.contactId }));
}

/** The key that a choice is kept with: a user id is one person's for longer than a number. */
export function lastingKey(person: IdentityKeys): Key | undefined {
  const keys = keysOf(person);
  return keys.find(({ kind }) => kind === "bsuid") ?? keys[0];
}

/** Keeps that providers refused messages of ours because their recipients want no marketing. */
export async function keepRefusals(
  tx: Transaction<DB>,
  refused: readonly { messageId: number; at: Date }[],
  now: Date,
): Promise<void> {
  if (refused.length === 0) return;
  const rows = refused.map(({ messageId, at }) => ({ message_id: messageId, at }));
  const { rows: made } = await sql<{ contactId: number; kind: Key["kind"]; value: string; at: Date }>`
    select v.contact_id as "contactId", v.address_kind as kind, v.address as value, r.at
    from ${recordset("r", "message_id bigint, at timestamptz", rows)}
    join messages m on m.id = r.message_id join conversations v on v.id = m.conversation_id
    where v.contact_id is not null and v.address_kind <> 'group'`.execute(tx);
  const choices = made.map(({ contactId, kind, value, at }) => ({
    ...{ contactId, key: { kind, value }, at },
    ...{ choice: "stop" as const, source: "refused" as const },
  }));
  await keepChoices(tx, choices, now);
}

/** Gives choices to the contacts who held their keys at the time, after keys of these contacts have passed to others. */
export async function rehomeChoices(tx: Transaction<DB>, contacts: readonly number[]): Promise<void> {
  await sql`
    update marketing_choices m set contact_id = i.contact_id from contact_identities i
    where m.contact_id = any(${[...contacts]}::bigint[]) and ${holds} and i.contact_id <> m.contact_id`.execute(tx);
}
