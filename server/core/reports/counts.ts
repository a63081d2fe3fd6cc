// How many messages some filters match, told exactly from the tallies: whole days, whole quarter-hours at the ends of a range, what is not folded
// in yet, and the messages of the quarter-hours that the range cuts.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all, type MessageFilter, statusOf } from "./filter.ts";

/** A kind of filter of which the tallies know the values. */
export type Dimension = "type" | "status" | "channel_id" | "direction";

/** Messages in the range of time: those that fit all of the filters, each one of them, or none; and about how many there are at all. */
export type Counts = Record<Dimension, number> & { fitting: number; inRange: number; inAll: number };

const quarterMs = 15 * 60_000;
const dayMs = 24 * 60 * 60_000;
const up = (at: Date, step: number): Date => new Date(Math.ceil(at.getTime() / step) * step);
const down = (at: Date, step: number): Date => new Date(Math.floor(at.getTime() / step) * step);

/** A range of time; null is without end. */
type Range = { from: Date | null; to: Date | null };

/** A range as whole days of UTC, the whole quarter-hours around them, and what is left at both ends. */
export function partsOf({ from, to }: Range): {
  days: Range | null;
  quarters: Range[];
  rest: Range[];
  whole: Range | null;
} {
  const first = from && up(from, quarterMs);
  const last = to && down(to, quarterMs);
  if (first && last && first > last) return { days: null, quarters: [], rest: [{ from, to }], whole: null };
  const rest = [
    ...(from && from < first! ? [{ from, to: first }] : []),
    ...(to && to > last! ? [{ from: last, to }] : []),
  ];
  const whole = { from: first, to: last };
  const firstDay = first && up(first, dayMs);
  const lastDay = last && down(last, dayMs);
  if (firstDay && lastDay && firstDay >= lastDay) return { days: null, quarters: [whole], rest, whole };
  const quarters = [
    ...(firstDay && first < firstDay ? [{ from: first, to: firstDay }] : []),
    ...(lastDay && last > lastDay ? [{ from: lastDay, to: last }] : []),
  ];
  return { days: { from: firstDay, to: lastDay }, quarters, rest, whole };
}

const within = (
  column: string,
  { from, to }: Range,
  type: "timestamptz" | "date" = "timestamptz",
): RawBuilder<boolean> => {
  const bound = (at: Date) => sql`${type === "date" ? at.toISOString().slice(0, 10) : at}::${sql.raw(type)}`;
  return all([
    ...(from === null ? [] : [sql`${sql.raw(column)} >= ${bound(from)}`]),
    ...(to === null ? [] : [sql`${sql.raw(column)} < ${bound(to)}`]),
  ]);
};

/** What the filters ask of each dimension. */
function asked({ types, statuses, channelIds, directions }: MessageFilter): Record<Dimension, RawBuilder<boolean>> {
  return {
    type: types === null ? sql`true` : sql`type = any(${types}::text[])`,
    status: statuses === null ? sql`true` : sql`status = any(${statuses}::text[])`,
    channel_id: channelIds === null ? sql`true` : sql`channel_id = any(${channelIds}::int[])`,
    direction: directions === null ? sql`true` : sql`direction = any(${directions}::text[])`,
  };
}

/** Everything that the tallies know of a range, as rows with the four dimensions and a number of messages. */
function tallied(range: Range): RawBuilder<unknown> {
  const dims = sql.raw("channel_id, direction, type, status, messages");
  if (range.from === null && range.to === null)
    return sql`select ${dims} from tally_totals union all select ${dims} from tally_changes`;
  const { days, quarters, rest, whole } = partsOf(range);
  return sql.join(
    [
      ...(days === null ? [] : [sql`select ${dims} from tally_days where ${within("day", days, "date")}`]),
      ...quarters.map((part) => sql`select ${dims} from tally_quarters where ${within("quarter", part)}`),
      ...(whole === null ? [] : [sql`select ${dims} from tally_changes where ${within("quarter", whole)}`]),
      ...rest.map(
        (part) =>
          sql`select m.channel_id, m.direction, m.type, ${statusOf("m")} as status, 1 as messages from messages m where ${within("m.sent_at", part)}`,
      ),
    ],
    sql` union all `,
  );
}

/** Counts what fits. What is asked of conversations, people and words is not looked at. */
export async function count(tx: Transaction<DB>, filter: MessageFilter): Promise<Counts> {
  const is = asked(filter);
  const sum = (condition: RawBuilder<unknown>) => sql`coalesce(sum(messages) filter (where ${condition}), 0)::float8`;
  const { rows } = await sql<Counts>`
    select ${sum(all(Object.values(is)))} as fitting, ${sum(sql`true`)} as "inRange", ${sum(is.channel_id)} as channel_id,
      ${sum(is.direction)} as direction, ${sum(is.type)} as type, ${sum(is.status)} as status,
      (select greatest(reltuples, 0)::float8 from pg_class where oid = 'messages'::regclass) as "inAll"
    from (${tallied(filter)}) counted`.execute(tx);
  return rows[0]!;
}

/** The values that one dimension has among what fits, in order, from a value on. */
export async function valuesOf(
  tx: Transaction<DB>,
  filter: MessageFilter,
  dimension: Dimension,
  { order, from }: { order: "asc" | "desc"; from: string | null },
): Promise<{ value: string | number }[]> {
  const column = sql.raw(dimension);
  const type = sql.raw(dimension === "channel_id" ? "int" : "text");
  const sign = sql.raw(order === "asc" ? ">=" : "<=");
  const { rows } = await sql<{ value: string | number }>`
    select ${column} as value from (${tallied(filter)}) counted
    where ${all(Object.values(asked(filter)))} ${from === null ? sql`` : sql`and ${column} ${sign} ${from}::${type}`}
    group by 1 having sum(messages) > 0 order by 1 ${sql.raw(order)}`.execute(tx);
  return rows;
}

/** A range of time with both ends. */
type Span = { from: Date; to: Date };

const dateOf = (at: Date): string => at.toISOString().slice(0, 10);
const monthOf = (at: Date, later = 0): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later));

/** The months of UTC among some days of which all days but those that a bound cuts lie between two bounds, and the days that are of no such month. */
export function monthsOf(days: Span, bounds: readonly Date[]): { months: Date[]; others: Span[] } {
  const months: Date[] = [];
  const others: Span[] = [];
  let done = days.from;
  for (let month = monthOf(days.from); month < days.to; month = monthOf(month, 1)) {
    const end = monthOf(month, 1);
    const isWhole = month >= days.from && end <= days.to;
    const isAtEdge = (at: Date) => +at - +month < dayMs || +end - +at < dayMs;
    if (!isWhole || !bounds.every((at) => at <= month || at >= end || isAtEdge(at))) continue;
    if (done < month) others.push({ from: done, to: month });
    months.push(month);
    done = end;
  }
  if (done < days.to) others.push({ from: done, to: days.to });
  return { months, others };
}

const isOfAll = ({ types, statuses, channelIds, directions }: MessageFilter): boolean =>
  types === null && statuses === null && channelIds === null && directions === null;

/** Counts what fits between each bound and the next. Every bound must be a whole quarter-hour. */
export async function countEach(
  tx: Transaction<DB>,
  filter: MessageFilter,
  bounds: readonly Date[],
): Promise<number[]> {
  const outer = { from: bounds[0]!, to: bounds.at(-1)! };
  const from = filter.from && filter.from > outer.from ? filter.from : outer.from;
  const to = filter.to && filter.to < outer.to ? filter.to : outer.to;
  if (from >= to) return bounds.slice(1).map(() => 0);
  const { days, quarters, rest, whole } = partsOf({ from, to });
  // Of a day of UTC that a bound cuts the quarter-hours are counted.
  const cut = [...new Set(bounds.filter((at) => at.getTime() % dayMs > 0).map((at) => down(at, dayMs).getTime()))].map(
    (at) => new Date(at),
  );
  const fits = all(Object.values(asked(filter)));
  const { months, others } = days === null ? { months: [], others: [] } : monthsOf(days as Span, bounds);
  const cutDays = cut.map(dateOf);
  // Of all messages there are fewer rows.
  const quartersOf = isOfAll(filter)
    ? sql`(select quarter, messages_in + messages_out as messages from tally_traffic)`
    : sql`(select * from tally_quarters where ${fits})`;
  const sources = [
    ...others.map(
      (span) =>
        sql`select day::timestamp at time zone 'UTC' as at, sum(messages) as n from tally_days
            where ${within("day", span, "date")} and day <> all(${cutDays}::date[]) and ${fits} group by day`,
    ),
    // Months without the days that a bound cuts. The middle of a month lies where all the rest of it lies.
    ...(months.length === 0
      ? []
      : [
          sql`select (month + 14)::timestamp at time zone 'UTC', sum(messages) from tally_months
            where month = any(${months.map(dateOf)}::date[]) and ${fits} group by month`,
          sql`select (date_trunc('month', day::timestamp) + interval '14 days') at time zone 'UTC', -sum(messages) from tally_days
            where day = any(${cut.filter((at) => months.some((month) => +monthOf(at) === +month)).map(dateOf)}::date[]) and ${fits} group by 1`,
        ]),
    ...(days === null
      ? []
      : [
          sql`select quarter, sum(messages) from unnest(${cut}::timestamptz[]) d (day)
            join ${quartersOf} q on q.quarter >= d.day and q.quarter < d.day + interval '24 hours'
            where ${within("d.day", days)} group by quarter`,
        ]),
    ...quarters.map(
      (part) =>
        sql`select quarter, sum(messages) from ${quartersOf} q where ${within("quarter", part)} group by quarter`,
    ),
    ...(whole === null
      ? []
      : [
          sql`select quarter, sum(messages) from tally_changes where ${within("quarter", whole)} and ${fits} group by quarter`,
        ]),
    ...rest.map(
      (part) => sql`
        select at, count(*) from (
          select m.sent_at as at, m.channel_id, m.direction, m.type, ${statusOf("m")} as status from messages m where ${within("m.sent_at", part)}
        ) cut_off where ${fits} group by at`,
    ),
  ];
  const { rows } = await sql<{ place: number; n: number }>`
    select width_bucket(at, ${bounds}::timestamptz[]) as place, sum(n)::float8 as n
    from (${sql.join(sources, sql` union all `)}) counted (at, n) group by 1`.execute(tx);
  const found = new Map(rows.map(({ place, n }) => [place, n]));
  return bounds.slice(1).map((_, place) => found.get(place + 1) ?? 0);
}
