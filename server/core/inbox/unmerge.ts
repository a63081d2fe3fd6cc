// Undoes a merge: the removed contact is restored, with its conversations and what colleagues recorded about it.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { tellChanged } from "./conversations.ts";
import { keyText, type People } from "./identity.ts";
import type { Anchor } from "./keys.ts";
import { followOutbox, recount } from "./separate.ts";

/** What a merge stores about the removed contact. */
export type Trace = {
  contact: { id: number; name: string | null; given_name: string | null };
  keys: Anchor[];
  conversations: { id: number; channel_id: number; contact_id: number; messages: number[] }[];
};

/**
 * Restores contacts that were merged into some contacts, for people who need a contact and whose keys are now theirs alone. Returns the
 * contacts by person. Messages with a sender are moved separately.
 */
export async function restore(
  tx: Transaction<DB>,
  kept: readonly number[],
  strangers: readonly string[],
  people: People,
  now: Date,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  if (strangers.length === 0 || kept.length === 0) return found;
  const { rows } = await sql<{ gone: number; kept: number; trace: Trace }>`
    with recursive chain as (
      select gone, kept, trace, merged_at from contact_merges where kept = any(${[...kept]}::bigint[]) and undone_at is null
      union
      select m.gone, m.kept, m.trace, m.merged_at from contact_merges m join chain c on m.kept = c.gone and m.undone_at is null
    )
    select gone, kept, trace from chain where trace is not null order by merged_at desc, gone`.execute(tx);
  for (const { gone, kept: into, trace } of rows) {
    const owners = new Set(trace.keys.map((key) => ownerOf(key, people)));
    const [owner] = owners;
    if (owners.size !== 1 || !owner || found.has(owner) || !strangers.includes(owner)) continue;
    await bringBack(tx, gone, last(into, rows), trace, now);
    found.set(owner, gone);
  }
  return found;
}

/** The last contact in a chain of merges. */
function last(kept: number, rows: readonly { gone: number; kept: number }[]): number {
  const next = rows.find((row) => row.gone === kept);
  return next ? last(next.kept, rows) : kept;
}

const ownerOf = (key: Anchor, { holdings }: People): string | undefined =>
  holdings.find(
    (one) =>
      keyText(one) === keyText(key) &&
      (one.from === null || one.from <= key.at) &&
      (one.until === null || key.at < one.until),
  )?.person;

async function bringBack(tx: Transaction<DB>, gone: number, kept: number, trace: Trace, now: Date): Promise<void> {
  // Traces of older versions lack columns that have no null.
  const contact = JSON.stringify({ language_chosen: false, ...trace.contact });
  await sql`
    insert into contacts overriding system value select * from jsonb_populate_record(null::contacts, ${contact}::jsonb)`.execute(
    tx,
  );
  const touched = new Set<number>();
  const { rows: there } = await sql<{ id: number }>`
    select id from conversations where id = any(${trace.conversations.map(({ id }) => id)}::bigint[])`.execute(tx);
  const stands = ({ id }: { id: number }) => there.some((row) => row.id === id);
  // Existing conversations first, to make room for those that are created again.
  for (const { messages, ...row } of trace.conversations.toSorted((a, b) => Number(stands(b)) - Number(stands(a)))) {
    const owner = row.contact_id === gone ? gone : kept;
    const place = stands(row) ? await returnConversation(tx, row.id, owner) : await openAgain(tx, row, owner);
    touched.add(place);
    const { rows: moved } = await sql<{ id: number; was: number }>`
      update messages m set conversation_id = ${place}, contact_id = case when m.contact_id is null then null else ${owner}::bigint end
      from messages o where o.id = m.id and m.id = any(${messages}::bigint[])
      returning m.id, o.conversation_id as was`.execute(tx);
    for (const { was } of moved) touched.add(was);
    await followOutbox(
      tx,
      moved.map(({ id }) => id),
    );
  }
  await recount(tx, [...touched]);
  if (touched.size > 0) await tellChanged(tx, [...touched], now);
  await sql`
    update contact_merges set undone_at = ${now} where gone = ${gone} and followed_at is not null`.execute(tx);
  await sql`delete from contact_merges where gone = ${gone} and followed_at is null`.execute(tx);
}

async function returnConversation(tx: Transaction<DB>, id: number, owner: number): Promise<number> {
  await sql`
    update conversations v set contact_id = ${owner} where v.id = ${id}
      and not exists (select from conversations o where o.channel_id = v.channel_id and o.contact_id = ${owner})`.execute(
    tx,
  );
  return id;
}

async function openAgain(tx: Transaction<DB>, row: { channel_id: number }, owner: number): Promise<number> {
  await sql`
    insert into conversations (channel_id, contact_id, address_kind, address, address_at, customer_email, notes, created_at, state,
      assignee_id, bot_quiet_since)
    select b.channel_id, ${owner}::bigint, b.address_kind, b.address, b.address_at, b.customer_email, b.notes, b.created_at, b.state,
      (select u.id from users u where u.id = b.assignee_id), b.bot_quiet_since
    from jsonb_populate_record(null::conversations, ${JSON.stringify(row)}::jsonb) b
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ id: number }>`
    select id from conversations where channel_id = ${row.channel_id} and contact_id = ${owner}`.execute(tx);
  return rows[0]!.id;
}
