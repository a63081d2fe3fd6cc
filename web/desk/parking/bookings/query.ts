// What the table of bookings asks the server for, as its address says it.
import type { Brought, Params } from "../../../api/query.ts";
import type { Search } from "../../../kit/search.ts";

export type Row = Brought<"/api/table/bookings">["bookings"][number];
export type Asked = Omit<NonNullable<Params<"/api/table/bookings">["query"]>, "limit" | "cursor">;

/** Filters in the address. */
export const filters = ["q", "status", "lot", "spot", "from", "to"] as const;

export const isFiltered = (address: Search): boolean => filters.some((name) => Boolean(address[name]));

/** The filters as the API has them; days are the viewer's. */
export function queryOf(address: Search): Asked {
  const { q, status, lot, spot, from, to } = address;
  return {
    ...(q ? { q } : {}),
    ...(status ? { status } : {}),
    ...(lot && /^\d+$/.test(lot) ? { lot_id: Number(lot) } : {}),
    ...(spot ? { spot } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(from || to ? { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : {}),
  };
}
