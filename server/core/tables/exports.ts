// What exports hold: the sets that the tables show, with all that is known of each row.
import { type RawBuilder, sql } from "kysely";
import {
  type BookingFilter,
  type BookingRow,
  type BookingSort,
  bookingCount,
  bookingIds,
  bookingsById,
} from "./bookings.ts";
import type { MessageFilter } from "./filter.ts";
import { type MessageRow, messagesById, orderOf, type Sort } from "./message-columns.ts";
import { countAll, matching } from "./messages.ts";
import { type Direction, orderBy } from "./order.ts";
import type { Source } from "./stream.ts";

/** In what order. */
type Order<S> = { sort: S; order: Direction };

/** The messages that a filter matches, with some columns. */
export const messages = <Name extends keyof MessageRow>(
  filter: MessageFilter,
  { sort, order }: Order<Sort>,
  columns: readonly Name[],
): Source<MessageRow<Name>> => ({
  count: (tx) => countAll(tx, filter),
  ids: sql`select m.id from ${matching(filter)} m order by ${orderBy(orderOf(sort), order)}` as RawBuilder<{
    id: number;
  }>,
  rows: (tx, ids) => messagesById(tx, ids, columns),
});

/** The bookings that a filter matches. */
export function bookings(filter: BookingFilter, order: Order<BookingSort>): Source<BookingRow> {
  return {
    count: (tx) => bookingCount(tx, filter),
    ids: bookingIds(filter, order),
    rows: bookingsById,
  };
}
