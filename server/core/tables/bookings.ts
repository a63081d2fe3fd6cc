// The table of bookings: a page of what some filters match, and how many there are.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { MAX_COUNTED, type Mark } from "../../base/order.ts";
import * as bookings from "../parking/find-bookings.ts";
import type { BookingFilter, BookingRow } from "../parking/listing.ts";

/**
 * A page of the table, and how many match; when `capped` there are more. `sorted`: only so many of the newest are in the list; null: all are.
 */
export async function find(
  tx: Transaction<DB>,
  filter: BookingFilter,
  page: bookings.BookingPage,
): Promise<{ rows: BookingRow[]; next: Mark | null; count: number; capped: boolean; sorted: number | null }> {
  const n = await bookings.count(tx, filter, MAX_COUNTED + 1);
  const capped = n > MAX_COUNTED;
  const sorted = capped && !bookings.isByTime(page.sort) ? MAX_COUNTED : null;
  const found = await bookings.find(tx, filter, page, sorted);
  return { ...found, count: Math.min(n, MAX_COUNTED), capped, sorted };
}
