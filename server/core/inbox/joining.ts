// Manual merge and split of contacts by colleagues. Each can be undone by the other.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import { lockPeople, missingContact } from "./contacts.ts";
import { keyText } from "./identity.ts";
import type { Anchor, KeyKind } from "./keys.ts";
import { readdress, regroup } from "./regroup.ts";

/** A merge that can be undone. */
export type Merge = { gone: number; name: string | null; phone: string | null; keys: string[]; merged_at: Date };

/** The merges that led to a contact, newest first. */
export async function mergesOf(db: Kysely<DB>, contactId: number): Promise<Merge[]> {
  const { rows } = await sql<Merge>`
    with recursive chain as (
      select gone, trace, merged_at from contact_merges where kept = ${contactId} and undone_at is null
      union
      select m.gone, m.trace, m.merged_at from contact_merges m join chain c on m.kept = c.gone where m.undone_at is null
    )
    select gone, coalesce(trace->'contact'->>'given_name', trace->'contact'->>'name') as name, trace->'contact'->>'phone' as phone,
      array(select k->>'value' from jsonb_array_elements(trace->'keys') k) as keys, merged_at
    from chain where trace is not null order by merged_at desc, gone desc`.execute(db);
  return rows;
}

/** Decides that two contacts are one person; returns the remaining contact. Throws NOT_FOUND and BAD_REQUEST. */
export async function merge(
  ctx: CommandContext<DB>,
  contactId: number,
  other: number,
  note: string | null,
): Promise<number> {
  const { tx, by, now } = ctx;
  await lockPeople(tx);
  if (contactId === other) throw new Fault("BAD_REQUEST", "A contact cannot be merged with itself. Name another one.");
  const [own, theirs] = [await anchorsOf(tx, contactId), await anchorsOf(tx, other)];
  // Earlier splits between these keys no longer apply.
  const texts = [...own, ...theirs].map(keyText);
  await sql`
    update identity_decisions set undone_at = ${now}
    where kind = 'apart' and undone_at is null and keys <@ ${texts}::text[]`.execute(tx);
  await decide(ctx, "same", [...own, ...theirs]);
  await regroupAndReaddress(tx, [...own, ...theirs], now);
  const left = await leftOf(tx, [contactId, other]);
  await audit(
    tx,
    by,
    {
      action: "contact.merge",
      subject: "contact",
      id: left,
      before: { contacts: [contactId, other] },
      after: { contact: left },
      note,
    },
    now,
  );
  return left;
}

/**
 * Decides that a contact is two people: splits off a contact that was merged into it (`gone`), or the keys of another person. Returns the other
 * contact. Throws NOT_FOUND and BAD_REQUEST.
 */
export async function split(
  ctx: CommandContext<DB>,
  contactId: number,
  what: { gone: number } | { keys: readonly string[] },
  note: string | null,
): Promise<number> {
  const { tx, by, now } = ctx;
  await lockPeople(tx);
  const own = await anchorsOf(tx, contactId);
  const wanted =
    "gone" in what ? await traceOf(tx, contactId, what.gone) : own.filter(({ value }) => what.keys.includes(value));
  if (wanted.length === 0)
    throw new Fault("BAD_REQUEST", "Name the keys of the other person: numbers or user ids that this contact has.");
  const apart = new Set(wanted.map(keyText));
  if (own.every((key) => apart.has(keyText(key))))
    throw new Fault(
      "BAD_REQUEST",
      "All keys of the contact were named: nothing would be left. Name those of one of the two.",
    );
  const texts = [...apart];
  await sql`
    update identity_decisions set undone_at = ${now} where kind = 'same' and undone_at is null and keys && ${texts}::text[]`.execute(
    tx,
  );
  await decide(ctx, "apart", wanted);
  await regroupAndReaddress(tx, own, now, apart);
  const { rows } = await sql<{ contact_id: number }>`
    select contact_id from contact_identities where kind || ':' || value = any(${texts}::text[]) and kind <> 'username'
    and contact_id <> ${contactId} order by contact_id limit 1`.execute(tx);
  const other = rows[0]?.contact_id;
  if (other === undefined) throw new Fault("BAD_REQUEST", "The keys belong to the same person by what was seen since.");
  await sql`
    update contacts c set phone = i.value, phone_at = i.first_seen_at from contact_identities i
    where c.id = ${other} and c.phone is null and i.contact_id = c.id and i.kind = 'wa_id'`.execute(tx);
  await audit(
    tx,
    by,
    {
      action: "contact.split",
      subject: "contact",
      id: contactId,
      before: { contact: contactId },
      after: { contacts: [contactId, other], keys: texts },
      note,
    },
    now,
  );
  return other;
}

/** All present and former keys of a contact. Throws NOT_FOUND. */
async function anchorsOf(tx: Transaction<DB>, contactId: number): Promise<Anchor[]> {
  const { rows } = await sql<{ kind: KeyKind; value: string; first_seen_at: Date }>`
    select kind, value, first_seen_at from contact_identities where contact_id = ${contactId} and kind <> 'username'
    order by kind, value, first_seen_at`.execute(tx);
  if (rows.length === 0) throw missingContact(contactId);
  return rows.map(({ kind, value, first_seen_at }) => ({ kind, value, at: first_seen_at.getTime() }));
}

async function traceOf(tx: Transaction<DB>, contactId: number, gone: number): Promise<Anchor[]> {
  const merges = await mergesOf(tx, contactId);
  const { rows } = await sql<{ keys: Anchor[] }>`
    select trace->'keys' as keys from contact_merges where gone = ${gone} and undone_at is null and trace is not null`.execute(
    tx,
  );
  if (!merges.some((one) => one.gone === gone) || !rows[0])
    throw new Fault("NOT_FOUND", `Contact ${gone} was not merged into ${contactId}, or it was taken apart already.`);
  return rows[0].keys;
}

async function decide(
  { tx, by, now }: CommandContext<DB>,
  kind: "same" | "apart",
  anchors: readonly Anchor[],
): Promise<void> {
  await sql`
    insert into identity_decisions (kind, anchors, keys, decided_at, decided_by)
    values (${kind}, ${JSON.stringify(anchors)}::jsonb, ${anchors.map(keyText)}::text[], ${now}, ${by})`.execute(tx);
}

async function regroupAndReaddress(
  tx: Transaction<DB>,
  keys: readonly Anchor[],
  now: Date,
  leaving: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { contacts } = await regroup(tx, keys, [], now, leaving);
  await readdress(tx, contacts);
}

/** Which of two contacts remains after the merge. */
async function leftOf(tx: Transaction<DB>, ids: readonly number[]): Promise<number> {
  const rows = await tx
    .selectFrom("contacts")
    .select("id")
    .where("id", "in", [...ids])
    .orderBy("id")
    .execute();
  if (rows.length !== 1)
    throw new Fault("BAD_REQUEST", "The two were taken apart by a colleague, key by key. Undo that split first.");
  return rows[0]!.id;
}
