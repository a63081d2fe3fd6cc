// Stepping through a table by date: what is asked, and how the counts are told.
import { z } from "zod";
import { type Bucket, levels } from "../../core/reports/date-parts.ts";

const part = (least: number, most: number) => z.coerce.number().int().min(least).max(most).optional();

/** A year, month or day to step into; to be extended by the filters of a table. */
export const placeQuery = z
  .object({ year: part(1970, 2200), month: part(1, 12), day: part(1, 31) })
  .refine((given) => given.month === undefined || given.year !== undefined, "a month needs its year")
  .refine((given) => given.day === undefined || given.month !== undefined, "a day needs its month");

/** The parts of a place that have rows. */
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

/** Parts as {@link counts} tells them. */
export const toBuckets = (found: readonly Bucket[]): z.infer<typeof counts.buckets> =>
  found.map(({ from, to, ...rest }) => ({ ...rest, from: from.toISOString(), to: to.toISOString() }));
