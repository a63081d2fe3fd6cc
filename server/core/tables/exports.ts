// What exports hold: the sets that the tables show, with all that is known of each row.
import { type RawBuilder, sql } from "kysely";
import { called } from "../inbox/called.ts";
import { statusOf } from "../reports/message-kinds.ts";
import {
  type BookingFilter,
  type BookingRow,
  type BookingSort,
  bookingCount,
  bookingIds,
  bookingsById,
} from "./bookings.ts";
import type { Cell } from "./csv.ts";
import type { MessageFilter } from "./filter.ts";
import { columnsOf, countAll, matching, type Sort } from "./messages.ts";
import { type Direction, orderBy } from "./order.ts";
import type { Source } from "./stream.ts";

/** In what order. */
type Order<S> = { sort: S; order: Direction };

/** A message as an export tells it, by the names of the columns. */
export type MessageRecord = Record<string, Cell>;

/** The messages that a filter matches. */
export function messages(filter: MessageFilter, { sort, order }: Order<Sort>): Source<MessageRecord> {
  return {
    count: (tx) => countAll(tx, filter),
    ids: sql`select m.id from ${matching(filter)} m order by ${orderBy(columnsOf(sort), order)}` as RawBuilder<{
      id: number;
    }>,
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
