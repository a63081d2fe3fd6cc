// Drilling down a table by date: the query, and the counts that are returned.
import { z } from "zod";
import { type Bucket, levels } from "../../core/reports/date-parts.ts";

const datePart = (least: number, most: number) => z.coerce.number().int().min(least).max(most).optional();

/** The year, month or day to drill into; each table adds its filters. */
export const periodQuery = z
  .object({ year: datePart(1970, 2200), month: datePart(1, 12), day: datePart(1, 31) })
  .refine((given) => given.month === undefined || given.year !== undefined, "a month needs its year")
  .refine((given) => given.day === undefined || given.month !== undefined, "a day needs its month");

/** The parts (years, months, days or hours) that have rows. */
export const counts = {
  level: z.enum(levels),
  buckets: z.array(
    z.object({
      year: z.number().int(),
      month: z.number().int().nullable(),
      day: z.number().int().nullable(),
      hour: z.number().int().nullable(),
      from: z.iso.datetime().describe("Where it begins; use it and to as filters."),
      to: z.iso.datetime().describe("Where it ends, exclusive."),
      count: z.number().int(),
    }),
  ),
};

/** Converts parts to {@link counts}. */
export const toBuckets = (found: readonly Bucket[]): z.infer<typeof counts.buckets> =>
  found.map(({ from, to, ...rest }) => ({ ...rest, from: from.toISOString(), to: to.toISOString() }));
