// The table of bookings in the Desk: any filter, any order, counts by date, cancelling in bulk.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { isMark } from "../../core/parking/find-bookings.ts";
import * as staffActions from "../../core/parking/staff-actions.ts";
import * as bookings from "../../core/tables/bookings.ts";
import { drillBookings } from "../../core/tables/days.ts";
import { cardsOf } from "../drivers/drivers.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { withTimeout } from "../http/with-timeout.ts";
import { counts, periodQuery, toBuckets } from "./days.ts";
import { bookingFilterOf } from "./filter.ts";
import { afterOf, nextOf } from "./page.ts";
import {
  type BookingBulkRequest,
  bookingBulkRequest,
  bookingFilter,
  bookingQuery,
  counted,
  sortedNewest,
  tablePage,
} from "./query.ts";
import { bookingRow, toBookingRow } from "./rows.ts";

const tags = ["Tables"];

/** The most bookings in one bulk action. */
const MAX_ROWS = 1_000;

/** Results of cancelling one of several bookings. */
export const cancelOutcomes = ["done", "not_reserved", "failed"] as const;

const outcome = z.object({
  id: z.number().int(),
  outcome: z
    .enum(cancelOutcomes)
    .describe("not_reserved: the stay has begun, or the booking is over. It stays as it is."),
  reason: z.string().nullable().describe("Why it was not done; null when it was."),
});

/** `/api/table/bookings` with its counts by date and bulk actions. */
export function bookingTableRoutes(app: FastifyInstance, context: ApiContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/table/bookings",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The table of bookings: any filter, sorted by any column",
        querystring: z.object({ ...bookingQuery, ...tablePage }),
        response: { 200: z.object({ bookings: z.array(bookingRow), ...counted, sorted_newest: sortedNewest }) },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const filter = await bookingFilterOf(tx, query);
        const after = afterOf(query, isMark);
        const { rows, next, count, capped, sorted } = await bookings.find(tx, filter, { ...query, after });
        const cards = await cardsOf(tx, rows);
        return {
          bookings: rows.map((row) => toBookingRow(row, cards, context.clock())),
          count,
          count_is_capped: capped,
          next_cursor: nextOf(query, next),
          sorted_newest: sorted,
        };
      }),
  );
  routes.get(
    "/api/table/bookings/days",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "How many bookings were made a year, month, day or hour, under the same filters",
        description:
          "By reserved_at. Without year: the years that have bookings. With year: its months. With year and month: its days. With all three: the day's hours.",
        querystring: periodQuery.safeExtend(bookingFilter),
        response: {
          200: z.object({
            ...counts,
            is_capped: z.boolean().describe("More than 10,000 fit the filters: only the newest are counted."),
          }),
        },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const filter = await bookingFilterOf(tx, query);
        const { level, buckets, capped } = await drillBookings(tx, filter, query.time_zone, query);
        return { level, buckets: toBuckets(buckets), is_capped: capped };
      }),
  );
  routes.post(
    "/api/table/bookings/bulk",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Does one thing with many bookings",
        description:
          "Each is done by itself, as if it were the only one, and told by itself: that one cannot be cancelled is no reason to leave out the rest. At most 1,000 at a time.",
        body: bookingBulkRequest,
        response: {
          200: z.object({
            matched: z
              .number()
              .int()
              .describe("Bookings that were named, or that are reserved and that the filter matches."),
            changed: z.number().int().describe("Bookings with which it was done."),
            outcomes: z.array(outcome).describe("What became of each, by id."),
          }),
        },
      },
    },
    async (request) => {
      const outcomes = await cancel(context, request, request.body);
      return {
        matched: outcomes.length,
        changed: outcomes.filter((one) => one.outcome === "done").length,
        outcomes,
      };
    },
  );
}

/** Cancels bookings one after the other, each in the same way as a single one. */
async function cancel(
  context: ApiContext,
  request: FastifyRequest,
  asked: BookingBulkRequest,
): Promise<z.infer<typeof outcome>[]> {
  const ids = asked.ids ?? (await matching(context, asked.filter!));
  const outcomes: z.infer<typeof outcome>[] = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    try {
      await context.runCommand(byOf(request), (ctx) => staffActions.cancel(ctx, id, { note: asked.note }));
      outcomes.push({ id, outcome: "done", reason: null });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const what = error.code === "BOOKING_CLOSED" ? "not_reserved" : "failed";
      outcomes.push({ id, outcome: what, reason: error.message });
    }
  }
  return outcomes;
}

/** The reserved bookings that a filter matches. Throws BAD_REQUEST when there are too many. */
function matching(context: ApiContext, asked: NonNullable<BookingBulkRequest["filter"]>): Promise<number[]> {
  return withTimeout(context.db, async (tx) => {
    const filter = await bookingFilterOf(tx, asked);
    if (filter.statuses !== null && !filter.statuses.includes("reserved")) return [];
    const ask = { sort: "id", order: "asc", limit: MAX_ROWS, after: null } as const;
    const { rows, next } = await bookings.find(tx, { ...filter, statuses: ["reserved"] }, ask);
    if (next !== null)
      throw new Fault(
        "BAD_REQUEST",
        `The filter matches more than ${MAX_ROWS} reserved bookings. Narrow it, by dates for example.`,
      );
    return rows.map(({ id }) => id);
  });
}
