// What exports hold: the sets that the tables show, with all that is known of each row.
import { type RawBuilder, sql } from "kysely";
import { called } from "../inbox/called.ts";
import {
  type BookingFilter,
  type BookingRow,
  type BookingSort,
  bookingCount,
  bookingIds,
  bookingsById,
} from "./bookings.ts";
import { count } from "./counts.ts";
import type { Cell } from "./csv.ts";
import { all, isNarrow, type MessageFilter, plainConditions, statusOf } from "./filter.ts";
import { narrowIds } from "./narrow.ts";
import { type Direction, orderBy } from "./orders.ts";
import { columnsOf, type Sort } from "./sorts.ts";
import type { Source } from "./stream.ts";

/** In what order. */
type Order<S> = { sort: S; order: Direction };

/** A message as an export tells it, by the names of the columns. */
export type MessageRecord = Record<string, Cell>;

/** The messages that a filter matches. */
export function messages(filter: MessageFilter, { sort, order }: Order<Sort>): Source<MessageRecord> {
  const matching = sql`from messages m where ${all([
    ...plainConditions(filter),
    ...(isNarrow(filter) ? [sql`m.id in (${narrowIds(filter)})`] : []),
  ])}`;
  return {
    async count(tx) {
      if (!isNarrow(filter)) return (await count(tx, filter)).fitting;
      const { rows } = await sql<{ n: number }>`select count(*) as n ${matching}`.execute(tx);
      return rows[0]!.n;
    },
    ids: sql`select m.id ${matching} order by ${orderBy(columnsOf(sort), order)}` as RawBuilder<{ id: number }>,
    async rows(tx, ids) {
      if (ids.length === 0) return [];
      const { rows } = await sql<MessageRecord>`
        select m.id, m.direction, h.provider as channel, m.conversation_id, m.provider_id as message_id, coalesce(m.sender, '') as from_number,
          coalesce(m.sender_name, '') as from_name, coalesce(c.phone, v.address) as contact_number, ${called} as contact_name,
          m.type as message_type, m.text_body, m.caption, m.sent_at as timestamp, ${statusOf("m")} as status, m.origin, m.error_code, m.error_title,
          m.error_details, (select count(*)::int from attachments a where a.message_id = m.id) as attachments, m.latitude, m.longitude, m.received_at
        from unnest(${ids}::bigint[]) with ordinality wanted (id, place)
        join messages m on m.id = wanted.id
        join channels h on h.id = m.channel_id
        join conversations v on v.id = m.conversation_id
        left join contacts c on c.id = coalesce(v.contact_id, m.contact_id)
        order by wanted.place`.execute(tx);
      return rows;
    },
  };
}

/** The bookings that a filter matches. */
export function bookings(filter: BookingFilter, order: Order<BookingSort>): Source<BookingRow> {
  return {
    count: (tx) => bookingCount(tx, filter),
    ids: bookingIds(filter, order),
    rows: bookingsById,
  };
}
