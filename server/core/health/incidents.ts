// Lists incidents of every kind, with their subjects. base/incidents.ts and core/parking/incidents.ts open, close and settle them.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider } from "../../contract/inbound.ts";
import { called } from "../inbox/called.ts";

/** An incident with its subject; fields that do not apply are null. */
export type Row = {
  id: number;
  kind: string;
  lot_id: number | null;
  lot: string | null;
  spot_id: number | null;
  spot: string | null;
  booking_id: number | null;
  device_id: number | null;
  device: string | null;
  account_id: number | null;
  contact_id: number | null;
  name: string | null;
  phone: string | null;
  conversation_id: number | null;
  channel_id: number | null;
  provider: Provider | null;
  display_number: string | null;
  detail: Record<string, unknown>;
  opened_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
  note: string | null;
};

/** Which incidents to list; null does not filter. */
export type Filter = {
  open: boolean | null;
  kind: string | null;
  /** Incidents of a contact: about the contact, one of their conversations, or one of their bookings. */
  contactId: number | null;
  /** Incidents about a conversation or its contact. */
  conversationId: number | null;
  limit: number;
  /** An incident's id: only older incidents. */
  before: number | null;
};

/** A page of incidents, newest first, with the total number of matches. */
export async function list(db: Kysely<DB>, filter: Filter): Promise<{ total: number; rows: Row[] }> {
  const all = [sql`true`];
  if (filter.open !== null) all.push(filter.open ? sql`i.closed_at is null` : sql`i.closed_at is not null`);
  if (filter.kind !== null) all.push(sql`i.kind = ${filter.kind}`);
  if (filter.contactId !== null) all.push(sql`i.id in (${concerning(sql`${filter.contactId}::bigint`)})`);
  if (filter.conversationId !== null) {
    const person = sql`(select contact_id from conversations where id = ${filter.conversationId})`;
    all.push(sql`(i.conversation_id = ${filter.conversationId} or i.id in (${concerning(person)}))`);
  }
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from incidents i where ${sql.join(all, sql` and `)}`.execute(db);
  if (filter.before !== null) all.push(sql`i.id < ${filter.before}`);
  const rows = await read(
    db,
    sql`select * from incidents i where ${sql.join(all, sql` and `)} order by i.id desc limit ${filter.limit}`,
  );
  return { total: counted[0]!.total, rows };
}

/** Ids of the incidents of a contact. */
function concerning(contact: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select id from incidents where contact_id = ${contact}
    union all select id from incidents where (detail->>'other_contact_id')::bigint = ${contact}
    union all select n.id from conversations v join incidents n on n.conversation_id = v.id where v.contact_id = ${contact}
    union all select n.id from accounts a join bookings b on b.account_id = a.id join incidents n on n.booking_id = b.id
      where a.contact_id = ${contact}`;
}

/** One incident; undefined when there is none. */
export async function one(db: Kysely<DB>, id: number): Promise<Row | undefined> {
  const [row] = await read(db, sql`select * from incidents where id = ${id}`);
  return row;
}

async function read(db: Kysely<DB>, page: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with page as materialized (${page})
    select i.id, i.kind, i.lot_id, l.name as lot, i.spot_id, s.code as spot, i.booking_id, i.device_id, d.name as device,
      b.account_id, c.id as contact_id, ${called} as name, c.phone, coalesce(i.conversation_id, w.id) as conversation_id,
      h.id as channel_id, h.provider, h.display_number, i.detail, i.opened_at, i.closed_at, i.closed_by, i.note
    from page i
    left join spots s on s.id = i.spot_id
    left join lots l on l.id = coalesce(i.lot_id, s.lot_id)
    left join devices d on d.id = i.device_id
    left join bookings b on b.id = i.booking_id
    left join accounts a on a.id = b.account_id
    left join conversations v on v.id = i.conversation_id
    left join contacts c on c.id = coalesce(i.contact_id, v.contact_id, a.contact_id)
    left join lateral (
      select id, channel_id from conversations where contact_id = c.id and i.conversation_id is null
      order by last_message_at desc nulls last, id desc limit 1
    ) w on true
    left join channels h on h.id = coalesce(i.channel_id, v.channel_id)
    order by i.id desc`.execute(db);
  return rows;
}
