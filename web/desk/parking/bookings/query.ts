// What the table of bookings asks the server for, as its address says it.
import { bookingStatuses } from "../../../api/lists.ts";
import type { Brought, Params } from "../../../api/query.ts";
import { isDay, type Search } from "../../../kit/search.ts";
import { readWhen, within } from "../../../kit/table/when.ts";

export type Row = Brought<"/api/table/bookings">["bookings"][number];
type Query = NonNullable<Params<"/api/table/bookings">["query"]>;
/** The filters alone, as the bulk action and the counts by time take them too. */
export type Filter = Omit<Query, "limit" | "cursor" | "sort" | "order">;
export type TableQuery = Filter & Pick<Query, "sort" | "order">;

/** Filters in the address; `when` is the year, month, day or hour that was stepped into. */
export const filters = ["q", "status", "lot", "spot", "from", "to", "when"] as const;

export const isFiltered = (address: Search): boolean => filters.some((name) => Boolean(address[name]));

/** The filters as the API has them, without the period that was stepped into; days are those of the viewer's time zone. What is not a filter is left out. */
export function filterOf({ q, lot, spot, status, from, to }: Search): Filter {
  const known = bookingStatuses.filter((one) => (status ?? "").split(",").includes(one)).join(",");
  return {
    ...(q ? { q } : {}),
    ...(known ? { status: known } : {}),
    ...(lot && /^[1-9]\d{0,8}$/.test(lot) ? { lot_id: Number(lot) } : {}),
    ...(spot ? { spot } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** All filters, with the period. */
export const queryOf = (address: Search): Filter => within(filterOf(address), readWhen(address.when));
