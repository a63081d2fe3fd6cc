// Begins to erase a person: in one transaction everything goes that tables have by the person's ids. What takes longer (files, the archive, the log of
// webhooks) is noted, and done step by step afterwards (steps.ts), whatever happens to the process.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, happened } from "../../base/journal.ts";
import type { CoreEvent } from "../../contract/events.ts";
import type { PersonData } from "../../contract/person.ts";
import { redact } from "../access/redact.ts";
import { foldCosts } from "../costs/fold.ts";
import { lockPeople } from "../inbox/contacts.ts";
import { digestOf, keyIdOf } from "./digests.ts";
import { entriesOf, gather, obstaclesOf, type Person, raw } from "./person.ts";

/** What the steps need after the rows are gone. */
export type Work = Person & {
  /** Files of which the person's messages had the content or a thumbnail. */
  blobs: number[];
  /** The person's messages by month: a month may be in the middle of being archived. */
  months: Record<string, readonly number[]>;
  /** How many rows were deleted, and how many are there with nothing of the person, by table. */
  deleted: Record<string, number>;
  changed: Record<string, number>;
  /** How many rows stay as they were, by table. */
  kept: Record<string, number>;
};

/** How long webhooks about erased messages may still come, in days: Meta repeats them for 7, and a status comes within 30. */
const LATE_DAYS = 60;

/** Who erases, and when. `secret`: a key of APP_SECRET_KEY. */
export type Erasing = { by: string; now: Date; data: readonly PersonData[]; secret: Buffer };

/**
 * Erases a contact from the database and returns the id of the erasure, which steps finish. Throws NOT_FOUND, and CANNOT_ERASE with what to do. `again`: of
 * a person who was erased before and came back with a backup: nothing stands in the way then, and this becomes true with it.
 */
export async function begin(
  db: Kysely<DB>,
  contactId: number,
  erasing: Erasing,
  again?: (tx: Transaction<DB>) => Promise<void>,
): Promise<number> {
  const { by, now, data, secret } = erasing;
  // What was delivered until now is counted: the statuses go.
  await foldCosts(db, now);
  return db.transaction().execute(async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    await lockPeople(tx);
    const person = await gather(tx, contactId);
    if (person.keys.length === 0 && !again && (await isErased(tx, contactId)))
      throw new Fault("CANNOT_ERASE", `Contact ${contactId} was erased already. Its bookings stay under that name.`);
    await holdStill(tx);
    const obstacles = again ? [] : await obstaclesOf(tx, data);
    if (obstacles.length > 0) throw new Fault("CANNOT_ERASE", obstacles.join(" "));
    const work: Work = { ...person, ...(await filesOf(tx)), deleted: {}, changed: {}, kept: {} };
    const digests = person.keys.map((key) => digestOf(secret, key)).sort();
    const { rows } = await sql<{ id: number }>`
      insert into erasures (contact_ids, key_id, digests, begun_at, begun_by, step, work)
      values (${person.contacts}, ${keyIdOf(secret)}, ${digests}, ${now}, ${by}, 'backups', '{}') returning id`.execute(
      tx,
    );
    const { id } = rows[0]!;
    await forgetMessages(tx, now);
    work.changed.audit_log = await redact(tx, raw(entriesOf(data)), by, now);
    await eraseRows(tx, data, false, work);
    await recountGroups(tx);
    await sql`update erasures set work = ${JSON.stringify(work)}::jsonb where id = ${id}`.execute(tx);
    await audit(
      tx,
      by,
      { action: "person.data_erased", subject: "contact", id: contactId, before: null, after: { erasure: id } },
      now,
    );
    await again?.(tx);
    await happened(tx, { type: "inbox.changed", data: { all: true } } satisfies CoreEvent, now);
    return id;
  });
}

async function isErased(tx: Transaction<DB>, contactId: number): Promise<boolean> {
  const { rows } = await sql`select from erasures where ${contactId} = any(contact_ids)`.execute(tx);
  return rows.length > 0;
}

/** Keeps others from sending to the person, and from adding to their conversations, until the transaction ends. */
async function holdStill(tx: Transaction<DB>): Promise<void> {
  await raw("select from contacts where id in (select id from person_contacts) order by id for update").execute(tx);
  await raw(
    "select from conversations where id in (select id from person_conversations) order by id for update",
  ).execute(tx);
  await raw(
    "select from outbox where message_id in (select id from person_messages) order by message_id for update",
  ).execute(tx);
  await raw("select from accounts where id in (select id from person_accounts) order by id for update").execute(tx);
}

async function filesOf(tx: Transaction<DB>): Promise<Pick<Work, "blobs" | "months">> {
  const { rows } = await sql<Pick<Work, "blobs" | "months">>`
    select
      (select coalesce(jsonb_agg(distinct b.id), '[]') from attachments a join blobs b on b.id in (a.blob_id, a.thumbnail_id)
        where a.message_id in (select id from person_messages)) as blobs,
      (select coalesce(jsonb_object_agg(month, ids), '{}') from (
        select to_char(sent_at at time zone 'UTC', 'YYYY-MM') as month, jsonb_agg(id order by id) as ids
        from person_messages group by 1) by_month) as months`.execute(tx);
  return rows[0]!;
}

/** Has webhooks that still come about the messages ignored. */
async function forgetMessages(tx: Transaction<DB>, now: Date): Promise<void> {
  await sql`delete from erased_messages where erased_at < ${now}::timestamptz - make_interval(days => ${LATE_DAYS})`.execute(
    tx,
  );
  await sql`
    insert into erased_messages (hash, erased_at)
    select distinct sha256(convert_to(channel_id || ' ' || provider_id, 'UTF8')), ${now}::timestamptz from person_messages where provider_id is not null
    on conflict (hash) do update set erased_at = excluded.erased_at`.execute(tx);
}

/** Deletes or changes the rows of the lists, and adds up how many. */
export async function eraseRows(
  tx: Transaction<DB>,
  data: readonly PersonData[],
  byText: boolean,
  { deleted, changed, kept }: Pick<Work, "deleted" | "changed" | "kept">,
): Promise<void> {
  await sql`select set_config('bellhop.erasing', 'on', true)`.execute(tx);
  for (const { table, where, becomes, stays, byText: slow = false } of data.flatMap(({ rows }) => rows)) {
    if (slow !== byText) continue;
    const stay = stays !== undefined && becomes === undefined;
    const statement = stay
      ? `select from ${table} t`
      : becomes === undefined
        ? `delete from ${table} t`
        : `update ${table} t set ${becomes}`;
    const { numAffectedRows, rows } = await raw(`${statement} where ${where}`).execute(tx);
    const n = stay ? rows.length : Number(numAffectedRows);
    const counts = stay ? kept : becomes === undefined ? deleted : changed;
    if (n > 0) counts[table] = (counts[table] ?? 0) + n;
  }
  await sql`select set_config('bellhop.erasing', 'off', true)`.execute(tx);
}

/** The groups in which the person wrote have fewer messages now. */
async function recountGroups(tx: Transaction<DB>): Promise<void> {
  await raw(`
    update conversations v set message_count = n.messages, unread_count = least(v.unread_count, n.messages)
    from (
      select g.id, (select count(*) from messages m where m.conversation_id = g.id)::int as messages
      from (select distinct conversation_id as id from person_messages) g
    ) n
    where v.id = n.id`).execute(tx);
}
