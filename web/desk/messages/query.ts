// The query of the table of messages, from the page's address.
import { directions, messageStatuses, messageTypes, providers } from "../../api/lists.ts";
import type { Brought, Params } from "../../api/query.ts";
import { isDay, type Search } from "../../kit/search.ts";
import { readWhen, within } from "../../kit/table/when.ts";

export type Row = Brought<"/api/table/messages">["messages"][number];
export type Status = Row["status"];
type Query = NonNullable<Params<"/api/table/messages">["query"]>;
/** Only the filters, as the bulk actions and the counts by date take them too. */
export type Filter = Pick<
  Query,
  "q" | "from" | "to" | "time_zone" | "type" | "status" | "channel" | "direction" | "came_by" | "conversation_id"
>;
export type TableQuery = Filter & Pick<Query, "sort" | "order">;

/** The filters in the address; `when` is the year, month, day or hour of the drill-down. */
export const filters = [
  "q",
  "direction",
  "channel",
  "type",
  "status",
  "came_by",
  "from",
  "to",
  "conversation",
  "when",
] as const;

export const isFiltered = (address: Search): boolean => filters.some((name) => Boolean(address[name]));

/** Those of a filter's comma-separated values that are known. */
const known = (text: string | undefined, values: readonly string[]): string =>
  (text ?? "")
    .split(",")
    .filter((one) => values.includes(one))
    .join(",");

/** The filters as the API has them, without the period of the drill-down; days are in the viewer's time zone. Unknown parameters are left out. */
export function filterOf({ q, direction, channel, type, status, came_by, from, to, conversation }: Search): Filter {
  const several = {
    direction: known(direction, directions),
    channel: (channel ?? "")
      .split(",")
      .filter((one) => (providers as readonly string[]).includes(one) || /^[1-9]\d{0,8}$/.test(one))
      .join(","),
    type: known(type, messageTypes),
    status: known(status, messageStatuses),
  };
  return {
    ...(q ? { q } : {}),
    ...Object.fromEntries(Object.entries(several).filter(([, values]) => values !== "")),
    ...(came_by === "ad" ? { came_by } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
    ...(conversation && /^[1-9]\d{0,14}$/.test(conversation) ? { conversation_id: Number(conversation) } : {}),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** All filters, with the period of the drill-down. */
export const queryOf = (address: Search): Filter => within(filterOf(address), readWhen(address.when));
