// What the table of messages asks the server for, as its address says it.
import type { Brought, Params } from "../../api/query.ts";
import { isDay, type Search } from "../../kit/search.ts";

export type Row = Brought<"/api/table/messages">["messages"][number];
export type Status = Row["status"];
type Query = NonNullable<Params<"/api/table/messages">["query"]>;
/** The filters alone, as the bulk actions and the counts by time take them too. */
export type Filter = Pick<
  Query,
  "q" | "from" | "to" | "time_zone" | "type" | "status" | "channel" | "direction" | "conversation_id"
>;
export type Asked = Filter & Pick<Query, "sort" | "order">;

export const statuses = [
  "received",
  "read",
  "replied",
  "queued",
  "sending",
  "unanswered",
  "accepted",
  "sent",
  "delivered",
  "played",
  "failed",
] as const;
export const types = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "order",
  "reaction",
  "edit",
  "revoke",
  "system",
  "call",
  "template",
  "unsupported",
] as const;

/** Filters in the address; `when` is a year, month, day or hour that was stepped into. */
export const filters = ["q", "direction", "channel", "type", "status", "from", "to", "conversation", "when"] as const;

export const isFiltered = (address: Search): boolean => filters.some((name) => Boolean(address[name]));

/** A stretch of time that was stepped into: as far as it goes, from the year on. `again`: the hour that is lived twice when clocks go back, the second time. */
export type When = { year?: number; month?: number; day?: number; hour?: number; again?: boolean };

/** Reads 2026, 2026-11, 2026-11-21, 2026-11-21T08 or 2026-10-25T02again (an hour in UTC would be ambiguous to people: it is the viewer's). */
export function readWhen(text: string | undefined): When {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2})(again)?)?)?)?$/.exec(text ?? "");
  if (!found) return {};
  const [year, month, day, hour] = found.slice(1, 5).map((part) => (part === undefined ? undefined : Number(part)));
  const fits = (value: number | undefined, least: number, most: number) =>
    value === undefined || (value >= least && value <= most);
  if (!fits(year, 1970, 2200) || !fits(month, 1, 12) || !fits(hour, 0, 23)) return {};
  if (day !== undefined && !isDay(`${found[1]}-${found[2]}-${found[3]}`)) return {};
  return { year, month, day, hour, ...(found[5] ? { again: true } : {}) };
}

/** In milliseconds. */
const anHour = 3_600_000;

const two = (value: number): string => String(value).padStart(2, "0");

/** The opposite of {@link readWhen}; undefined for all time. */
export function writeWhen({ year, month, day, hour, again }: When): string | undefined {
  if (year === undefined) return undefined;
  if (month === undefined) return String(year);
  if (day === undefined) return `${year}-${two(month)}`;
  return `${year}-${two(month)}-${two(day)}${hour === undefined ? "" : `T${two(hour)}${again ? "again" : ""}`}`;
}

/** Where a stretch begins and ends: days, both included, or the two moments of an hour in the viewer's zone. */
export function rangeOf({ year, month, day, hour, again }: When): { from?: string; to?: string } {
  if (year === undefined) return {};
  if (month === undefined) return { from: `${year}-01-01`, to: `${year}-12-31` };
  if (day === undefined)
    return {
      from: `${year}-${two(month)}-01`,
      to: `${year}-${two(month)}-${two(new Date(Date.UTC(year, month, 0)).getUTCDate())}`,
    };
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return { from: date, to: date };
  const from = new Date(new Date(year, month - 1, day, hour).getTime() + (again ? anHour : 0));
  const to = new Date(from.getTime() + anHour);
  return { from: from.toISOString(), to: to.toISOString() };
}

const later = (a?: string, b?: string) => (a && b ? (a > b ? a : b) : a || b);
const earlier = (a?: string, b?: string) => (a && b ? (a < b ? a : b) : a || b);
/** Those of some values, with commas between them, that a filter has. */
const known = (text: string | undefined, values: readonly string[]): string =>
  (text ?? "")
    .split(",")
    .filter((one) => values.includes(one))
    .join(",");

/** The filters as the API has them, without the stretch that was stepped into; days are the viewer's. What is no filter is left out. */
export function filterOf({ q, direction, channel, type, status, from, to, conversation }: Search): Filter {
  const several = {
    direction: known(direction, ["in", "out"]),
    channel: (channel ?? "")
      .split(",")
      .filter((one) => /^(meta|twilio|[1-9]\d{0,8})$/.test(one))
      .join(","),
    type: known(type, types),
    status: known(status, statuses),
  };
  return {
    ...(q ? { q } : {}),
    ...Object.fromEntries(Object.entries(several).filter(([, values]) => values !== "")),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
    ...(conversation && /^[1-9]\d{0,14}$/.test(conversation) ? { conversation_id: Number(conversation) } : {}),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** All filters, with the stretch. */
export function queryOf(address: Search): Filter {
  const filter = filterOf(address);
  const when = readWhen(address.when);
  const range = rangeOf(when);
  if (when.hour !== undefined) return { ...filter, ...range };
  const from = later(filter.from, range.from);
  const to = earlier(filter.to, range.to);
  return { ...filter, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}
