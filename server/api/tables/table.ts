// The tables of messages and bookings in the Desk: any filter, any order, counts by date, bulk actions.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as messages from "../../core/inbox/find-messages.ts";
import { isMark, messagesById } from "../../core/inbox/message-columns.ts";
import { drillMessages } from "../../core/tables/days.ts";
import type { ApiContext } from "../http/context.ts";
import { withTimeout } from "../http/with-timeout.ts";
import { bookingTableRoutes } from "./bookings.ts";
import { bulkRoute } from "./bulk.ts";
import { counts, periodQuery, toBuckets } from "./days.ts";
import { messageFilterOf } from "./filter.ts";
import { afterOf, nextOf } from "./page.ts";
import { counted, messageFilter, messageQuery, sortedNewest, tablePage } from "./query.ts";
import { messageRow, shownColumns, toMessageRow } from "./rows.ts";

const tags = ["Tables"];

/** `/api/table/messages` with its counts by date and bulk actions, and the same for bookings. */
export async function tableRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/table/messages",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The table of messages: both directions, any filter, sorted by any column",
        querystring: z.object({ ...messageQuery, ...tablePage }),
        response: {
          200: z.object({
            messages: z.array(messageRow),
            ...counted,
            sorted_newest: sortedNewest,
            looked_back_to: z.iso
              .datetime()
              .nullable()
              .describe(
                "The search took too long and has looked at the messages up to this time only, upwards or downwards; the next page goes on from there. null: it looked at all, or the page is full.",
              ),
          }),
        },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const filter = await messageFilterOf(tx, query);
        const after = afterOf(query, isMark);
        const { ids, next, count, capped, sorted, lookedTo } = await messages.find(tx, filter, { ...query, after });
        return {
          messages: (await messagesById(tx, ids, shownColumns)).map(toMessageRow),
          count,
          count_is_capped: capped,
          next_cursor: nextOf(query, next),
          sorted_newest: sorted,
          looked_back_to: lookedTo?.toISOString() ?? null,
        };
      }),
  );
  routes.get(
    "/api/table/messages/days",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "How many messages there are a year, month, day or hour, under the same filters",
        description:
          "Without year: the years that have messages. With year: its months. With year and month: its days. With all three: the day's hours.",
        querystring: periodQuery.safeExtend(messageFilter),
        response: {
          200: z.object({
            ...counts,
            is_capped: z
              .boolean()
              .describe("Too many match words or a person to count them all: the counts are of the newest only."),
          }),
        },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const filter = await messageFilterOf(tx, query);
        const found = await drillMessages(tx, filter, query.time_zone, query);
        return { level: found.level, is_capped: found.capped, buckets: toBuckets(found.buckets) };
      }),
  );
  bulkRoute(app, context);
  bookingTableRoutes(app, context);
}
