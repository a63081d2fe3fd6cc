// The query of a table: filters, order, page and time zone, as in a URL or in the body of a bulk action.
import { z } from "zod";
import { isTimeZone } from "../../base/zones.ts";
import { messageTypes } from "../../contract/inbound.ts";
import { directions, messageStatuses } from "../../contract/messages.ts";
import { sortableColumns } from "../../core/inbox/message-columns.ts";
import { sortableColumns as sortableBookingColumns } from "../../core/parking/find-bookings.ts";
import { bookingStatuses } from "../../core/parking/states.ts";
import { cameBy, reason } from "../http/fields.ts";
import { pageQuery } from "../http/paging.ts";
import { smallId, textField } from "../http/text-fields.ts";

/** One or more of the given words, separated by commas. An empty text does not filter. */
const several = (all: readonly string[]) =>
  z
    .string()
    .refine(
      (given) => given === "" || given.split(",").every((one) => all.includes(one)),
      `must be one or more of ${all.join(", ")}, separated by commas`,
    )
    .optional()
    .describe(`One or more of ${all.join(", ")}, separated by commas.`);

/** A day or a moment. Whether the day exists is checked where it is converted. */
const day = z
  .string()
  .regex(
    /^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?)?$/,
    "must be a day such as 2026-01-31, or a time with its offset such as 2026-01-31T12:00:00Z",
  )
  .optional();

const channels = z
  .string()
  .regex(
    /^$|^(meta|twilio|\d{1,9})(,(meta|twilio|\d{1,9}))*$/,
    "must be ids of channels, meta or twilio, separated by commas",
  )
  .optional()
  .describe("Ids of channels, or meta or twilio for all of a provider, separated by commas.");

/** The time zone of days and hours. */
export const zone = z
  .string()
  .refine(isTimeZone, "must be an IANA time zone, such as Europe/Berlin")
  .default("UTC")
  .describe("IANA zone in which days are read and told.");

const dates = {
  from: day.describe("From this day or moment on."),
  to: day.describe("Up to and including this day; or up to this moment."),
  time_zone: zone,
};

/** Filters of messages. */
export const messageFilter = {
  q: textField()
    .max(500)
    .optional()
    .describe("The customer's number in any spelling or part of it, their name, or words of the text."),
  ...dates,
  type: several(messageTypes),
  status: several(messageStatuses),
  channel: channels,
  direction: several(directions),
  came_by: cameBy,
  conversation_id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
};

/** Filters and order of messages. */
export const messageQuery = {
  ...messageFilter,
  sort: z.enum(sortableColumns).default("timestamp"),
  order: z.enum(["asc", "desc"]).default("desc"),
};

/** Filters of bookings. */
export const bookingFilter = {
  q: textField()
    .max(500)
    .optional()
    .describe("The driver's number or part of it, name or user name, or a spot's code."),
  ...dates,
  status: several(bookingStatuses),
  lot_id: smallId.optional(),
  spot: textField().max(100).optional().describe("Of spots with this code."),
  account_id: smallId.optional(),
};

/** Filters and order of bookings. */
export const bookingQuery = {
  ...bookingFilter,
  sort: z.enum(sortableBookingColumns).default("reserved_at"),
  order: z.enum(["asc", "desc"]).default("desc"),
};

/** A page of a table. */
export const tablePage = pageQuery;

/** The number of matches, as far as they were counted, and the next page. */
export const counted = {
  count: z.number().int().describe("How many match the filters."),
  count_is_capped: z
    .boolean()
    .describe("There are at least so many, and most likely more: they were not counted further."),
  next_cursor: z
    .string()
    .nullable()
    .describe(
      "The next page; null at the end. A page of a search may hold fewer rows than asked for, even none, and have a next one.",
    ),
};

/** How many of the newest rows were sorted. */
export const sortedNewest = z
  .number()
  .int()
  .nullable()
  .describe(
    "Too many match to sort them all by this column: only so many of the newest are in the list. null: all are. By time all always are.",
  );

/** Rows given by id. */
const ids = z.array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).min(1).max(1_000);

/** The bulk actions on messages. */
export const messageActions = ["mark_read", "mark_unread", "retry_failed"] as const;

/** One action on many messages. */
export const messageBulkRequest = z
  .strictObject({
    ids: ids.optional(),
    filter: z.strictObject(messageFilter).optional().describe("The filters of the table, in place of ids."),
    action: z
      .enum(messageActions)
      .describe("mark_read and mark_unread: what customers wrote. retry_failed: sends what failed anew."),
  })
  .refine((given) => (given.ids === undefined) !== (given.filter === undefined), {
    error: 'give exactly one of "ids" and "filter"',
  });

/** The body of a bulk action on messages. */
export type MessageBulkRequest = z.infer<typeof messageBulkRequest>;

/** One action on many bookings. */
export const bookingBulkRequest = z
  .strictObject({
    ids: ids.optional(),
    filter: z.strictObject(bookingFilter).optional().describe("The filters of the table, in place of ids."),
    action: z.enum(["cancel"]).describe("cancel: gives the spots of reserved bookings back; the drivers are told."),
    note: reason,
  })
  .refine((given) => (given.ids === undefined) !== (given.filter === undefined), {
    error: 'give exactly one of "ids" and "filter"',
  });

/** The body of a bulk action on bookings. */
export type BookingBulkRequest = z.infer<typeof bookingBulkRequest>;
