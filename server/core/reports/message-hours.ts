// Counting messages by the hourly rollup: whole hours from there, with what it does not have yet, and the messages themselves of those hours
// that the beginning or the end of a range cuts.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all, between, kindConditions, type MessageKinds, messageConditions } from "./message-kinds.ts";
import { cutHours } from "./zones.ts";

const hourOf = (time: RawBuilder<unknown>) => sql`date_bin('1 hour', ${time}, '2000-01-01Z')`;

/** As rows (hour, messages): how many messages of some kinds the rollup has of each hour that the range touches. */
function hours(kinds: MessageKinds, conditions: (hour: RawBuilder<unknown>) => RawBuilder<unknown>[]) {
  const from = kinds.from && new Date(Math.floor(+kinds.from / hourMs) * hourMs);
  const of = (alias: string, hour: RawBuilder<unknown>) =>
    all([
      ...between(hour, from, kinds.to),
      ...kindConditions(alias, sql.raw(`${alias}.status`), kinds),
      ...conditions(hour),
    ]);
  return sql`
    select h.hour, h.messages from message_hours h where ${of("h", sql`h.hour`)}
    union all
    select c.at, c.messages from rollup_changes c where c.channel_id is not null and ${of("c", sql`c.at`)}`;
}

const hourMs = 3_600_000;

/** As rows (at, messages): how many messages of some kinds there are at what time, so that each lies on its side of every bound. */
function counted(kinds: MessageKinds, bounds: readonly Date[]): RawBuilder<unknown> {
  const cut = cutHours([kinds.from, kinds.to, ...bounds].filter((at): at is Date => at !== null));
  const whole = hours(kinds, (hour) => (cut.length === 0 ? [] : [sql`${hour} <> all(${cut}::timestamptz[])`]));
  if (cut.length === 0) return whole;
  return sql`
    ${whole}
    union all
    select m.sent_at, 1 from (select distinct unnest(${cut}::timestamptz[]) as hour) c cross join lateral (
      select m.sent_at from messages m
      where m.sent_at >= c.hour and m.sent_at < c.hour + interval '1 hour' and ${all(messageConditions(kinds))} offset 0
    ) m`;
}

/** How many messages of some kinds there are; with `most`, no more than that and one are counted. */
export async function count(tx: Transaction<DB>, kinds: MessageKinds, most: number | null = null): Promise<number> {
  // Each row of the rollup has one message at least: so many rows of it are enough.
  const rows = most === null ? sql`` : sql`limit ${most + 1}`;
  const { rows: found } = await sql<{ n: number }>`
    select coalesce(sum(messages), 0)::float8 as n from (${counted(kinds, [])} ${rows}) counted`.execute(tx);
  return most === null ? found[0]!.n : Math.min(found[0]!.n, most + 1);
}

/** How many there are between each bound and the next. */
export async function countEach(tx: Transaction<DB>, kinds: MessageKinds, bounds: readonly Date[]): Promise<number[]> {
  const [first, last] = [bounds[0]!, bounds.at(-1)!];
  const from = kinds.from && kinds.from > first ? kinds.from : first;
  const to = kinds.to && kinds.to < last ? kinds.to : last;
  const { rows } = await sql<{ place: number; n: number }>`
    select width_bucket(hour, ${bounds}::timestamptz[]) as place, sum(messages)::float8 as n
    from (select hour, sum(messages) as messages from (${counted({ ...kinds, from, to }, bounds)}) counted group by 1) hours group by 1`.execute(
    tx,
  );
  const found = new Map(rows.map(({ place, n }) => [place, n]));
  return bounds.slice(1).map((_, place) => found.get(place + 1) ?? 0);
}

/** As rows (hour, messages): in which hours messages of some kinds were sent, each hour once or more. */
export const hoursOf = (kinds: MessageKinds): RawBuilder<unknown> =>
  sql`select ${hourOf(sql`hour`)} as hour, messages from (${counted(kinds, [])}) counted`;
