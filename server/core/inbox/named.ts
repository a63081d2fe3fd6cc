// Who is meant by what a caller wrote: a number in any spelling, the digits that our own lists show, a user id, or a group.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { latinDigits } from "../../base/normalize-text.ts";
import { couldBeWhole, dialable, isBsuid } from "../../base/phone.ts";
import { wellFormed } from "../../base/text.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as contacts from "./contacts.ts";

type Db = Kysely<DB> | Transaction<DB>;

const none: IdentityKeys = { waId: null, bsuid: null, parentBsuid: null, username: null };

/** The digits of somebody whom we know by exactly these, as our own lists show them; null when it is anything else. */
export async function knownDigits(db: Db, typed: string): Promise<string | null> {
  const digits = /^\s*\+?(\d{4,20})\s*$/.exec(latinDigits(typed))?.[1];
  if (digits === undefined) return null;
  const { rows } = await sql`
    select 1 from contact_identities where kind = 'wa_id' and value = ${digits}
    union all select 1 from contacts where phone = ${digits} limit 1`.execute(db);
  return rows.length > 0 ? digits : null;
}

/**
 * The keys of a person, or one sentence that says why it cannot be one. Digits that we know count as they stand. `only` says what the
 * keys are for: looking somebody up does no harm, so whatever could be a whole number is one; whoever is written to for the first time
 * needs the country code beyond doubt.
 */
export async function keysOf(db: Db, typed: string, only: "look" | "reach"): Promise<IdentityKeys | { fault: string }> {
  const value = latinDigits(wellFormed(typed)).trim();
  if (isBsuid(value)) return value.startsWith("ENT.", 3) ? { ...none, parentBsuid: value } : { ...none, bsuid: value };
  const known = await knownDigits(db, value);
  if (known !== null) return { ...none, waId: known };
  const read = dialable(value);
  if ("digits" in read) return { ...none, waId: read.digits };
  return only === "look" && couldBeWhole(value) ? { ...none, waId: value } : read;
}

/** The conversations of a group, over all channels; empty when none is of that name. */
export async function ofGroup(db: Db, typed: string): Promise<number[]> {
  const rows = await db
    .selectFrom("conversations")
    .select("id")
    .where("group_id", "=", wellFormed(typed).trim())
    .execute();
  return rows.map(({ id }) => id);
}

/** The conversations of whoever is meant, a person or a group; or one sentence that says why it can be neither. */
export async function conversationsOf(db: Db, typed: string): Promise<number[] | { fault: string }> {
  const group = await ofGroup(db, typed);
  if (group.length > 0) return group;
  const keys = await keysOf(db, typed, "look");
  if ("fault" in keys) return keys;
  const contactId = await contacts.find(db, keys);
  return contactId === null ? [] : contacts.conversationsOf(db, contactId);
}
