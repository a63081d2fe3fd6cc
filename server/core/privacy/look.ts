// What would be erased, and the erasures that were begun.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { latinDigits } from "../../base/normalize-text.ts";
import type { PersonData } from "../../contract/person.ts";
import { missingContact } from "../inbox/contacts.ts";
import { count, gather, obstaclesOf } from "./person.ts";
import type { Proof } from "./proof.ts";
import type { Step } from "./steps.ts";

/** What an erasure of a contact would take, and what stands in its way. */
export type Outlook = {
  /** What has to be typed to erase: the number, else the user id, else the contact's id. */
  key: string;
  /** How many rows there are by table; some of them stay without the person. */
  rows: Record<string, number>;
  obstacles: string[];
};

/** Looks at what an erasure would take; nothing is changed. Throws NOT_FOUND. */
export function lookAhead(db: Kysely<DB>, data: readonly PersonData[], contactId: number): Promise<Outlook> {
  return db.transaction().execute(async (tx) => {
    await gather(tx, contactId);
    const rows = await count(tx, data, false);
    return { key: await typedKeyOf(tx, contactId), rows, obstacles: await obstaclesOf(tx, data) };
  });
}

async function typedKeyOf(tx: Transaction<DB>, contactId: number): Promise<string> {
  const { rows } = await sql<{ key: string | null }>`
    select coalesce(c.phone, (select i.value from contact_identities i where i.contact_id = c.id and i.kind <> 'username'
      order by i.kind, i.until_at nulls first limit 1)) as key from contacts c where c.id = ${contactId}`.execute(tx);
  return rows[0]?.key ?? String(contactId);
}

/** Makes sure that whoever erases means this person: they typed the number. Throws BAD_REQUEST and NOT_FOUND. */
export async function mustName(db: Kysely<DB>, contactId: number, typed: string): Promise<void> {
  const key = await db.transaction().execute(async (tx) => {
    const known = await tx.selectFrom("contacts").select("id").where("id", "=", contactId).executeTakeFirst();
    if (!known) throw missingContact(contactId);
    return typedKeyOf(tx, contactId);
  });
  const digits = latinDigits(typed).replaceAll(/[^\d]/g, "");
  const same = /^\d+$/.test(key) ? digits === key : typed.trim() === key;
  if (!same) throw new Fault("BAD_REQUEST", "What was typed is not the number of this person. Nothing was erased.");
}

/** An erasure as listed; `proof` is null while steps remain. */
export type Erasure = {
  id: number;
  contact_id: number;
  begun_at: Date;
  begun_by: string;
  step: Step | "done";
  done_at: Date | null;
  proof: Proof | null;
};

/** The newest erasures, or those before an id. */
export async function list(db: Kysely<DB>, limit: number, before: number | null = null): Promise<Erasure[]> {
  const { rows } = await sql<Erasure>`
    select id, contact_ids[1] as contact_id, begun_at, begun_by, step, done_at, proof from erasures
    where ${before}::bigint is null or id < ${before} order by id desc limit ${limit}`.execute(db);
  return rows;
}

/** One erasure. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<Erasure> {
  const [found] = await list(db, 1, id + 1);
  if (found?.id !== id) throw new Fault("NOT_FOUND", `There is no erasure ${id}. List them to see which there are.`);
  return found;
}
