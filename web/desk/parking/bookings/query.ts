// The query of the table of bookings, from the page's address.
import { bookingStatuses } from "../../../api/lists.ts";
import type { Brought, Params } from "../../../api/query.ts";
import { isDay, type Search } from "../../../kit/search.ts";
import { readWhen, within } from "../../../kit/table/when.ts";

export type Row = Brought<"/api/table/bookings">["bookings"][number];
type Query = NonNullable<Params<"/api/table/bookings">["query"]>;
/** Only the filters, as the bulk action and the counts by date take them too. */
export type Filter = Omit<Query, "limit" | "cursor" | "sort" | "order">;
export type TableQuery = Filter & Pick<Query, "sort" | "order">;

/** The filters in the address; `when` is the year, month, day or hour of the drill-down. */
export const filters = ["q", "status", "lot", "spot", "from", "to", "when"] as const;

export const isFiltered = (address: Search): boolean => filters.some((name) => Boolean(address[name]));

/** The filters as the API has them, without the period of the drill-down; days are in the viewer's time zone. Unknown parameters are left out. */
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

/** All filters, with the period of the drill-down. */
export const queryOf = (address: Search): Filter => within(filterOf(address), readWhen(address.when));
