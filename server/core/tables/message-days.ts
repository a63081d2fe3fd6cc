// Drilling down into messages by date: how many there are a year, a month, a day or an hour of a zone, under the filters of the table.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Place } from "../reports/date-parts.ts";
import { countEach } from "../reports/message-hours.ts";
import { drill } from "./drill.ts";
import type { MessageFilter } from "./filter.ts";
import { countNewest } from "./messages.ts";

/** The parts of a place that have messages. Of a conversation or a search the rollup knows nothing: there the newest are counted. */
export const drillMessages = (tx: Transaction<DB>, filter: MessageFilter, zone: string, place: Place) =>
  drill(
    tx,
    {
      at: "messages.sent_at",
      countEach: async (bounds) =>
        filter.search === null && filter.conversationId === null
          ? { counts: await countEach(tx, filter, bounds), capped: false }
          : countNewest(tx, filter, bounds),
    },
    zone,
    place,
  );
