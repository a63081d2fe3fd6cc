// Working hours of the numbers: setting them, and whether a number is open at a time.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import * as zones from "../../base/zones.ts";
import { weekdays } from "../../contract/calls.ts";
import type { HourSpan, OpeningHours } from "../../contract/hours.ts";
import { lockNumber } from "./numbers.ts";

/** For how many days an opening is sought. */
const SOUGHT_DAYS = 60;
/** The end of a span that lasts until midnight. */
const MIDNIGHT = "23:59";

/** Sets the hours of a number; null: it is open at all times. Throws NOT_FOUND. */
export async function setHours(
  db: Kysely<DB>,
  channelId: number,
  hours: OpeningHours | null,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { opening_hours: before } = await lockNumber(tx, channelId);
    const given = hours && JSON.stringify(hours);
    const { rows } = await sql`
      update channels set opening_hours = ${given}::jsonb
      where id = ${channelId} and opening_hours is distinct from ${given}::jsonb returning id`.execute(tx);
    if (rows.length === 0) return;
    const change = { before: { hours: before }, after: { hours } };
    await audit(tx, by, { action: "number.hours", subject: "channel", id: channelId, ...change }, now);
  });
}

/** Whether it is open at a time. Without hours it always is. */
export function isOpenAt(hours: OpeningHours | null, at: Date): boolean {
  if (hours === null) return true;
  const clock = zones.clockOf(at, hours.time_zone);
  return spansOn(hours, zones.dayOf(at, hours.time_zone)).some(
    ({ opens, closes }) => opens <= clock && (clock < closes || closes === MIDNIGHT),
  );
}

/** The spans of a date, in order. */
export function spansOn({ week, holidays }: OpeningHours, date: string): HourSpan[] {
  const day = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  const spans = holidays.find((one) => one.date === date)?.spans ?? week.filter((span) => span.day === day);
  return spans.toSorted((a, b) => a.opens.localeCompare(b.opens));
}

/** When it opens next after a time: the date, in how many days that is, and the time; null when it does not within two months. */
export function nextOpening(hours: OpeningHours, at: Date): { date: string; inDays: number; opens: string } | null {
  const [today, clock] = [zones.dayOf(at, hours.time_zone), zones.clockOf(at, hours.time_zone)];
  for (let inDays = 0; inDays <= SOUGHT_DAYS; inDays++) {
    const date = zones.daysLater(today, inDays);
    const span = spansOn(hours, date).find(({ opens }) => inDays > 0 || opens > clock);
    if (span) return { date, inDays, opens: span.opens };
  }
  return null;
}
