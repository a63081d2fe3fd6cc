// What the table of bookings asks the server for, as its address says it.
import type { Brought, Params } from "../../../api/query.ts";
import { isDay, type Search } from "../../../kit/search.ts";

export type Row = Brought<"/api/table/bookings">["bookings"][number];
export type Asked = Omit<NonNullable<Params<"/api/table/bookings">["query"]>, "limit" | "cursor">;

export const statuses = ["reserved", "active", "completed", "cancelled", "expired"] as const;

/** Filters in the address. */
export const filters = ["q", "status", "lot", "spot", "from", "to"] as const;

export const isFiltered = (address: Search): boolean => filters.some((name) => Boolean(address[name]));

/** The filters as the API has them; days are the viewer's. What is no filter is left out. */
export function queryOf(address: Search): Asked {
  const { q, lot, spot } = address;
  const [from, to] = [address.from, address.to].map((day) => (isDay(day) ? day : undefined));
  const status = statuses.filter((one) => (address.status ?? "").split(",").includes(one)).join(",");
  return {
    ...(q ? { q } : {}),
    ...(status ? { status } : {}),
    ...(lot && /^[1-9]\d{0,8}$/.test(lot) ? { lot_id: Number(lot) } : {}),
    ...(spot ? { spot } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(from || to ? { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : {}),
  };
}
