// The overview: figures of today, and of the days before in the viewer's zone.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { spanOf } from "../../base/spans.ts";
import { dayOf, dayStart, daysLater } from "../../base/zones.ts";
import { called } from "../inbox/called.ts";
import { countEach } from "../inbox/message-hours.ts";
import { everyKind } from "../inbox/message-kinds.ts";
import { medianOf } from "./latency-histogram.ts";
import * as parking from "./occupancy.ts";

/** The request: so many days, including today, in a time zone. */
export type Ask = { days: number; time_zone: string; now: Date };

/** The figures of one day. */
type Day = {
  date: string;
  from: string;
  to: string;
  messages_in: number;
  messages_out: number;
  failed: number;
  answered: number;
  first_response_seconds: number | null;
} & parking.Day;

/** The overview. */
export async function readOverview(tx: Transaction<DB>, { days: count, time_zone, now }: Ask) {
  const today = dayOf(now, time_zone);
  const dates = Array.from({ length: count + 1 }, (_, place) => daysLater(today, place - count + 1));
  const bounds = dates.map((date) => dayStart(date, time_zone));
  const spans = dates.slice(0, -1).map((date, place) => ({ date, from: bounds[place]!, to: bounds[place + 1]! }));
  const traffic = await trafficOf(tx, bounds);
  const waits = await waitsOf(tx, bounds);
  const parked = await parking.byDay(tx, bounds, now);
  const days: Day[] = spans.map(({ date, from, to }, place) => ({
    date,
    from: from.toISOString(),
    to: to.toISOString(),
    ...traffic[place]!,
    ...waits[place]!,
    ...parked[place]!,
  }));
  const { from: _f, to: _t, ...glance } = days.at(-1)!;
  return {
    at: now.toISOString(),
    time_zone,
    today: { ...glance, ...(await inboxState(tx)), ...(await parking.openCounts(tx)) },
    days,
    failures: await failuresOf(tx, bounds[0]!, bounds.at(-1)!),
  };
}

const within = (bounds: readonly Date[], column: string) =>
  sql`${sql.raw(column)} >= ${bounds[0]!} and ${sql.raw(column)} < ${bounds.at(-1)!}`;

async function trafficOf(tx: Transaction<DB>, bounds: readonly Date[]) {
  const [messages_in, messages_out, failed] = [
    await countEach(tx, { ...everyKind, directions: ["in"] }, bounds),
    await countEach(tx, { ...everyKind, directions: ["out"] }, bounds),
    await countEach(tx, { ...everyKind, statuses: ["failed"] }, bounds),
  ];
  return bounds
    .slice(1)
    .map((_, n) => ({ messages_in: messages_in[n]!, messages_out: messages_out[n]!, failed: failed[n]! }));
}

async function waitsOf(tx: Transaction<DB>, bounds: readonly Date[]) {
  const { rows } = await sql<{ span: number; bucket: number; n: number }>`
    select ${spanOf(sql`at`, bounds)} as span, bucket, sum(answers)::float8 as n
    from (
      select quarter as at, bucket, answers from answer_quarters where ${within(bounds, "quarter")}
      union all
      select at, answer_bucket, 1 from rollup_changes where answer_bucket is not null and ${within(bounds, "at")}
    ) answers group by 1, 2`.execute(tx);
  return bounds.slice(1).map((_, day) => {
    const own = rows.filter(({ span }) => span === day + 1);
    return {
      answered: own.reduce((sum, { n }) => sum + n, 0),
      first_response_seconds: medianOf(new Map(own.map(({ bucket, n }) => [bucket, n]))),
    };
  });
}

/** Why messages failed, the most frequent reason first. */
async function failuresOf(tx: Transaction<DB>, from: Date, to: Date): Promise<{ reason: string; count: number }[]> {
  const { rows } = await sql<{ reason: string; count: number }>`
    select reason, sum(messages)::int as count from (
      select reason, messages from message_hours where status = 'failed' and hour >= ${from} and hour < ${to}
      union all
      select reason, messages from rollup_changes where status = 'failed' and at >= ${from} and at < ${to}
    ) failed group by reason having sum(messages) > 0 order by 2 desc, 1 limit 20`.execute(tx);
  return rows;
}

/** The current state of the inbox. */
async function inboxState(tx: Transaction<DB>) {
  const { rows } = await sql<{
    conversations_open: number;
    conversations_unread: number;
    waiting: number;
    waiting_longest: { conversation_id: number; name: string | null; since: string } | null;
    outbox_waiting: number;
  }>`
    select
      (select count(*) from conversations where state = 'open' and last_message_at is not null) as conversations_open,
      (select count(*) from conversations where unread_count > 0 and last_message_at is not null) as conversations_unread,
      (select count(*) from conversations where stage = 'waiting' and last_message_at is not null) as waiting,
      (select count(*) from outbox) as outbox_waiting,
      (
        select jsonb_build_object('conversation_id', v.id, 'name', coalesce(${called}, c.phone),
          'since', to_char(v.waiting_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from conversations v left join contacts c on c.id = v.contact_id
        where v.stage = 'waiting' and v.last_message_at is not null order by v.waiting_since, v.id limit 1
      ) as waiting_longest`.execute(tx);
  return rows[0]!;
}
