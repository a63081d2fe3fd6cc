// Days of a time zone as moments. PostgreSQL knows the zones; a day is whatever lies between two midnights of one.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** When each of some local times (`2026-03-29`, `2026-03-29 01:00`) comes in a zone. One that is left out by a change of clocks comes when they have changed. */
export async function momentsOf(tx: Transaction<DB>, zone: string, locals: readonly string[]): Promise<Date[]> {
  if (locals.length === 0) return [];
  const { rows } = await sql<{ at: Date }>`
    select l.text::timestamp at time zone ${zone} as at from unnest(${locals}::text[]) with ordinality l (text, place) order by l.place`.execute(
    tx,
  );
  return rows.map(({ at }) => at);
}

/** The day in which a moment lies, as `2026-03-29`. */
export const dayOf = (at: Date, zone: string): string =>
  // The Swedish way of writing dates is ISO's.
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** A date some days later. */
export function daysLater(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whether a date exists, such as 2024-02-29. */
export function isDate(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date;
}

const hourMs = 3_600_000;

/** The beginnings of the hours of UTC that some moments cut, as midnight does in zones that are off by half an hour. */
export const cutHours = (moments: readonly Date[]): Date[] =>
  moments.filter((at) => at.getTime() % hourMs > 0).map((at) => new Date(at.getTime() - (at.getTime() % hourMs)));
