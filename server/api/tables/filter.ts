// Converts the API's filters to those of core: days to moments, names to ids, search text to a search.
import type { Transaction } from "kysely";
import type { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import * as zones from "../../base/zones.ts";
import * as channels from "../../core/inbox/channels.ts";
import type { MessageFilter } from "../../core/inbox/message-filter.ts";
import { understand } from "../../core/inbox/message-search.ts";
import { type BookingFilter, everyBooking } from "../../core/parking/listing.ts";
import { drivers } from "../../core/tables/search.ts";
import type { bookingFilter, messageFilter } from "./query.ts";

type MessageFilterQuery = z.infer<z.ZodObject<typeof messageFilter>>;
type BookingFilterQuery = z.infer<z.ZodObject<typeof bookingFilter>>;

const list = (given: string | undefined): string[] | null => (given ? given.split(",") : null);

/** The requested range of time. It includes the last day, but not the last moment. Throws BAD_REQUEST for days that do not exist. */
function rangeOf({ from, to, time_zone }: { from?: string | undefined; to?: string | undefined; time_zone: string }): {
  from: Date | null;
  to: Date | null;
} {
  const first = isDay(from) ? zones.dayStart(from, time_zone) : momentOf(from);
  const last = isDay(to) ? zones.dayStart(zones.daysLater(to, 1), time_zone) : momentOf(to);
  return { from: first, to: last };
}

/** Whether the value is a day, not a moment. Throws BAD_REQUEST when the day does not exist. */
function isDay(given: string | undefined): given is string {
  if (!given || given.length > 10) return false;
  if (!zones.isDate(given) || given < "0001-01-02" || given > "9999-12-30")
    throw new Fault("BAD_REQUEST", `There is no day ${given}.`);
  return true;
}

function momentOf(given: string | undefined): Date | null {
  if (!given) return null;
  const at = new Date(given);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9998)
    throw new Fault("BAD_REQUEST", `There is no moment ${given}.`);
  return at;
}

/** Channels by id or provider; null when none are given, an empty list when none match. */
async function channelIdsOf(tx: Transaction<DB>, given: string | undefined): Promise<number[] | null> {
  const wanted = list(given);
  if (wanted === null) return null;
  const known = await channels.list(tx);
  return known
    .filter(({ id, provider }) => wanted.includes(String(id)) || wanted.includes(provider))
    .map(({ id }) => id);
}

/** The filter of messages in a request. Throws BAD_REQUEST. */
export async function messageFilterOf(tx: Transaction<DB>, asked: MessageFilterQuery): Promise<MessageFilter> {
  return {
    ...rangeOf(asked),
    search: asked.q === undefined ? null : await understand(tx, asked.q),
    conversationIds: asked.conversation_id === undefined ? null : [asked.conversation_id],
    types: list(asked.type),
    statuses: list(asked.status),
    channelIds: await channelIdsOf(tx, asked.channel),
    directions: list(asked.direction),
    referred: asked.came_by !== undefined,
  };
}

/** The filter of bookings in a request. Throws BAD_REQUEST. */
export async function bookingFilterOf(tx: Transaction<DB>, asked: BookingFilterQuery): Promise<BookingFilter> {
  return {
    ...everyBooking,
    ...rangeOf(asked),
    search: asked.q === undefined ? null : await drivers(tx, asked.q),
    statuses: list(asked.status) as BookingFilter["statuses"],
    lotId: asked.lot_id ?? null,
    spotCode: asked.spot || null,
    accountIds: asked.account_id === undefined ? null : [asked.account_id],
  };
}
