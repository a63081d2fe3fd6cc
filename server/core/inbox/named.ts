// Finds whom a caller means: a number in any spelling, the digits that our own lists show, a user id, or a group.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { latinDigits } from "../../base/normalize-text.ts";
import { couldBeWhole, dialable, isBsuid } from "../../base/phone.ts";
import { wellFormed } from "../../base/text.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as contacts from "./contacts.ts";

type Db = Kysely<DB> | Transaction<DB>;

const none: IdentityKeys = { waId: null, bsuid: null, parentBsuid: null, username: null };

/** The digits, if a contact is known by exactly these, as our own lists show them; else null. */
export async function knownDigits(db: Db, typed: string): Promise<string | null> {
  const digits = /^\s*\+?(\d{4,20})\s*$/.exec(latinDigits(typed))?.[1];
  if (digits === undefined) return null;
  const { rows } = await sql`
    select 1 from contact_identities where kind = 'wa_id' and value = ${digits}
    union all select 1 from contacts where phone = ${digits} limit 1`.execute(db);
  return rows.length > 0 ? digits : null;
}

/**
 * The identity keys that a caller means, or one sentence that says why the text cannot be one. Known digits are taken literally. With `look`
 * (looking somebody up, which is harmless), all digits that could be a complete number are accepted; with `reach` (writing to somebody for the
 * first time), the country code must be certain.
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

/** The conversations of a group on all channels; empty when there is no such group. */
export async function ofGroup(db: Db, typed: string): Promise<number[]> {
  const rows = await db
    .selectFrom("conversations")
    .select("id")
    .where("group_id", "=", wellFormed(typed).trim())
    .execute();
  return rows.map(({ id }) => id);
}

/** The conversations of the person or group that a caller means, or one sentence that says why it can be neither. */
export async function conversationsOf(db: Db, typed: string): Promise<number[] | { fault: string }> {
  const group = await ofGroup(db, typed);
  if (group.length > 0) return group;
  const keys = await keysOf(db, typed, "look");
  if ("fault" in keys) return keys;
  const contactId = await contacts.find(db, keys);
  return contactId === null ? [] : contacts.conversationsOf(db, contactId);
}
