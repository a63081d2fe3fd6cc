// Counts messages by the hourly rollup: whole hours come from the rollup and from changes not yet added to it; hours that are cut by the
// start or end of a range are counted from the messages themselves.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all, between } from "../../base/conditions.ts";
import { bySpan, spanOf } from "../../base/spans.ts";
import { cutHours } from "../../base/zones.ts";
import { kindConditions, type MessageKinds, messageConditions } from "./message-kinds.ts";

const hourOf = (time: RawBuilder<unknown>) => sql`date_bin('1 hour', ${time}, '2000-01-01Z')`;

/**
 * Rows (hour, messages, rolled_up): the number of messages of some kinds in each hour that the range touches; with `limit`, at most so many
 * of the rolled-up rows.
 */
function hours(
  kinds: MessageKinds,
  conditions: (hour: RawBuilder<unknown>) => RawBuilder<unknown>[],
  limit: number | null,
) {
  const from = kinds.from && new Date(Math.floor(+kinds.from / HOUR_MS) * HOUR_MS);
  const of = (alias: string, hour: RawBuilder<unknown>) =>
    all([
      ...between(hour, from, kinds.to),
      ...kindConditions(alias, sql.raw(`${alias}.status`), kinds),
      ...conditions(hour),
    ]);
  return sql`
    (select h.hour, h.messages, true as rolled_up from message_hours h where ${of("h", sql`h.hour`)} ${limit === null ? sql`` : sql`limit ${limit}`})
    union all
    select c.at, c.messages, false from rollup_changes c where c.channel_id is not null and ${of("c", sql`c.at`)}`;
}

const HOUR_MS = 3_600_000;

/**
 * Rows (hour, messages, rolled_up): the number of messages of some kinds by time, such that each lies on the right side of every bound.
 */
function counted(kinds: MessageKinds, bounds: readonly Date[], limit: number | null = null): RawBuilder<unknown> {
  const cut = cutHours([kinds.from, kinds.to, ...bounds].filter((at): at is Date => at !== null));
  const isWhole = (hour: RawBuilder<unknown>) => (cut.length === 0 ? [] : [sql`${hour} <> all(${cut}::timestamptz[])`]);
  const whole = hours(kinds, isWhole, limit);
  if (cut.length === 0) return whole;
  return sql`
    ${whole}
    union all
    select m.sent_at, 1, false from (select distinct unnest(${cut}::timestamptz[]) as hour) c cross join lateral (
      select m.sent_at from messages m
      where m.sent_at >= c.hour and m.sent_at < c.hour + interval '1 hour' and ${all(messageConditions(kinds))} offset 0
    ) m`;
}

/** The number of messages of some kinds. */
export async function count(tx: Kysely<DB>, kinds: MessageKinds): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(messages), 0)::float8 as n from (${counted(kinds, [])}) counted`.execute(tx);
  return rows[0]!.n;
}

/** The number of messages between each bound and the next. */
export async function countEach(tx: Transaction<DB>, kinds: MessageKinds, bounds: readonly Date[]): Promise<number[]> {
  const [first, last] = [bounds[0]!, bounds.at(-1)!];
  const from = kinds.from && kinds.from > first ? kinds.from : first;
  const to = kinds.to && kinds.to < last ? kinds.to : last;
  const { rows } = await sql<{ span: number; n: number }>`
    select ${spanOf(sql`hour`, bounds)} as span, sum(messages)::float8 as n
    from (select hour, sum(messages) as messages from (${counted({ ...kinds, from, to }, bounds)}) counted group by 1) hours group by 1`.execute(
    tx,
  );
  return bySpan(bounds, rows);
}

/**
 * Rows (hour, messages, rolled_up): hours in which messages of some kinds were sent, each once or more. Each rolled-up row has at least one
 * message: if there are `limit` of them, there are at least so many messages and some hours may be missing.
 */
export const hoursOf = (kinds: MessageKinds, limit: number): RawBuilder<unknown> =>
  sql`select ${hourOf(sql`hour`)} as hour, messages, rolled_up from (${counted(kinds, [], limit)}) counted`;
