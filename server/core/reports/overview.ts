// The overview: today at a glance, and the days before it in the viewer's zone.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { called } from "../inbox/called.ts";
import { countEach } from "./message-hours.ts";
import * as parking from "./occupancy.ts";
import { countsOf, medianOf, stepsOf, together } from "./waits.ts";
import { dayOf, dayStart, daysLater } from "./zones.ts";

/** What is asked: so many days, today included, in a zone. */
export type Ask = { days: number; time_zone: string; now: Date };

/** What one day was like. */
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

/** Tells how things stand and how they went. */
export async function tell(tx: Transaction<DB>, { days: count, time_zone, now }: Ask) {
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
    today: { ...glance, ...(await standing(tx)), ...(await parking.standing(tx)) },
    days,
    failures: await failuresOf(tx, bounds[0]!, bounds.at(-1)!),
  };
}

/** The place among the bounds of days that a moment is in, from 1. A quarter-hour lies in one day: no zone is off by less. */
const place = (moment: string) => sql.raw(`width_bucket(${moment}, bounds.list)`);
const within = (bounds: readonly Date[], column: string) =>
  sql`${sql.raw(column)} >= ${bounds[0]!} and ${sql.raw(column)} < ${bounds.at(-1)!}`;
const boundsAs = (bounds: readonly Date[]) => sql`(select ${bounds}::timestamptz[] as list) bounds`;

async function trafficOf(tx: Transaction<DB>, bounds: readonly Date[]) {
  const kinds = { from: null, to: null, types: null, statuses: null, channelIds: null, directions: null };
  const [messages_in, messages_out, failed] = [
    await countEach(tx, { ...kinds, directions: ["in"] }, bounds),
    await countEach(tx, { ...kinds, directions: ["out"] }, bounds),
    await countEach(tx, { ...kinds, statuses: ["failed"] }, bounds),
  ];
  return bounds
    .slice(1)
    .map((_, n) => ({ messages_in: messages_in[n]!, messages_out: messages_out[n]!, failed: failed[n]! }));
}

async function waitsOf(tx: Transaction<DB>, bounds: readonly Date[]) {
  // As one text a day, which is read much faster than thousands of lists.
  const { rows: rolled } = await sql<{ place: number; counts: string }>`
    select ${place("quarter")} as place, '[' || string_agg(translate(counts::text, '{}', '[]'), ',') || ']' as counts
    from answer_quarters, ${boundsAs(bounds)} where ${within(bounds, "quarter")} group by 1`.execute(tx);
  const { rows: fresh } = await sql<{ place: number; seconds: number[] }>`
    select ${place("at")} as place, array_agg(answer_seconds) as seconds from rollup_changes, ${boundsAs(bounds)}
    where answer_seconds is not null and ${within(bounds, "at")} group by 1`.execute(tx);
  const byDay = new Map<number, number[][]>();
  const add = (day: number, counts: number[]) => byDay.set(day, [...(byDay.get(day) ?? []), counts]);
  for (const { place, counts } of rolled) add(place, together(JSON.parse(counts) as number[][]));
  for (const { place, seconds } of fresh) add(place, countsOf(stepsOf(seconds)));
  return bounds.slice(1).map((_, day) => {
    const counts = together(byDay.get(day + 1) ?? []);
    return { answered: counts.reduce((sum, n) => sum + n, 0), first_response_seconds: medianOf(counts) };
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

/** How the inbox stands now. */
async function standing(tx: Transaction<DB>) {
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
