// The overview: today at a glance, and the days before it in the viewer's zone.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { called } from "../inbox/called.ts";
import * as parking from "./occupancy.ts";
import { countsOf, medianOf, stepsOf, together } from "./waits.ts";
import { cutHours, dayOf, dayStart, daysLater } from "./zones.ts";

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
  const { rows } = await sql<{ place: number; messages_in: number; messages_out: number; failed: number }>`
    select place, sum(messages_in)::int as messages_in, sum(messages_out)::int as messages_out, sum(failed)::int as failed from (
      select ${place("quarter")} as place, messages_in, messages_out, failed
      from tally_traffic, ${boundsAs(bounds)} where ${within(bounds, "quarter")}
      union all
      select ${place("quarter")}, case direction when 'in' then messages else 0 end, case direction when 'out' then messages else 0 end,
        case status when 'failed' then messages else 0 end
      from tally_changes, ${boundsAs(bounds)} where ${within(bounds, "quarter")}
    ) counted group by place`.execute(tx);
  const found = new Map(rows.map(({ place, ...row }) => [place, row]));
  return bounds.slice(1).map((_, day) => found.get(day + 1) ?? { messages_in: 0, messages_out: 0, failed: 0 });
}

async function waitsOf(tx: Transaction<DB>, bounds: readonly Date[]) {
  // Whole hours, and quarters of those hours that a day's beginning cuts. As one text a day, which is read much faster than thousands of lists.
  const cut = cutHours(bounds);
  const { rows: folded } = await sql<{ place: number; counts: string }>`
    select ${place("at")} as place, '[' || string_agg(translate(counts::text, '{}', '[]'), ',') || ']' as counts from (
      select hour as at, counts from answer_hours where ${within(bounds, "hour")} and hour <> all(${cut}::timestamptz[])
      union all
      select q.quarter, q.counts from unnest(${cut}::timestamptz[]) c (hour)
      join answer_quarters q on q.quarter >= c.hour and q.quarter < c.hour + interval '1 hour' where ${within(bounds, "q.quarter")}
    ) counted, ${boundsAs(bounds)} group by 1`.execute(tx);
  const { rows: fresh } = await sql<{ place: number; seconds: number[] }>`
    select ${place("answered_at")} as place, array_agg(seconds) as seconds from answer_times, ${boundsAs(bounds)}
    where ${within(bounds, "answered_at")} group by 1`.execute(tx);
  const byDay = new Map<number, number[][]>();
  const add = (day: number, counts: number[]) => byDay.set(day, [...(byDay.get(day) ?? []), counts]);
  for (const { place, counts } of folded) add(place, together(JSON.parse(counts) as number[][]));
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
      select reason, messages from tally_quarters where status = 'failed' and quarter >= ${from} and quarter < ${to}
      union all
      select reason, messages from tally_changes where status = 'failed' and quarter >= ${from} and quarter < ${to}
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
