// What exports hold: the sets that the tables show, with all that is known of each row.
import { type RawBuilder, sql } from "kysely";
import { type Direction, orderBy } from "../../base/order.ts";
import { cards as cardsOf } from "../inbox/contacts.ts";
import { countAll, matching } from "../inbox/find-messages.ts";
import { type MessageRow, messagesById, orderOf, type Sort } from "../inbox/message-columns.ts";
import type { MessageFilter } from "../inbox/message-filter.ts";
import { type BookingOrder, count, idsOf } from "../parking/find-bookings.ts";
import { type BookingFilter, type BookingRow, byIds } from "../parking/listing.ts";
import type { Cell } from "./csv.ts";
import type { Source } from "./stream.ts";

/** The messages that a filter matches, with some columns. */
export const messages = <Name extends keyof MessageRow>(
  filter: MessageFilter,
  { sort, order }: { sort: Sort; order: Direction },
  columns: readonly Name[],
): Source<MessageRow<Name>> => ({
  count: (tx) => countAll(tx, filter),
  ids: sql`select m.id from ${matching(filter)} m order by ${orderBy(orderOf(sort), order)}` as RawBuilder<{
    id: number;
  }>,
  rows: (tx, ids) => messagesById(tx, ids, columns),
});

/** The columns of an export of bookings by name, in their order: each from a booking and what its driver is called. */
const bookingColumns: Record<string, (row: BookingRow, driver: Driver | undefined) => Cell> = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  lot: ({ lot_name }) => lot_name,
  spot: ({ code }) => code,
  username: ({ username }) => username,
  name: (_, driver) => driver?.name ?? null,
  phone: (_, driver) => driver?.phone ?? null,
  reserved_at: ({ reserved_at }) => reserved_at,
  expires_at: ({ expires_at }) => expires_at,
  started_at: ({ started_at }) => started_at,
  ended_at: ({ ended_at }) => ended_at,
  closed_at: ({ closed_at }) => closed_at,
  amount_cents: ({ amount_cents }) => amount_cents,
  currency: ({ currency }) => currency,
  created_by: ({ created_by }) => created_by,
  ended_by: ({ ended_by }) => ended_by,
};
type Driver = { name: string | null; phone: string | null };
export const exportedBookingColumns = Object.keys(bookingColumns);

/** The bookings that a filter matches. */
export const bookings = (filter: BookingFilter, order: BookingOrder): Source<Record<string, Cell>> => ({
  count: (tx) => count(tx, filter),
  ids: idsOf(filter, order),
  async rows(tx, ids) {
    const rows = await byIds(tx, ids);
    const cards = await cardsOf(
      tx,
      rows.flatMap(({ contact_id }) => contact_id ?? []),
    );
    const cellsOf = (row: BookingRow) =>
      Object.entries(bookingColumns).map(([name, cell]) => [name, cell(row, cards.get(row.contact_id ?? 0))] as const);
    return rows.map((row) => Object.fromEntries(cellsOf(row)));
  },
});
