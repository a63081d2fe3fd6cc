// Rows of the tables as the API returns them: messages of both directions, and bookings.
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { directions, messageStatuses } from "../../contract/messages.ts";
import type { MessageRow } from "../../core/inbox/message-columns.ts";
import { costSoFar } from "../../core/parking/billing.ts";
import type { BookingRow } from "../../core/parking/listing.ts";
import { bookingStatuses } from "../../core/parking/states.ts";
import * as drivers from "../drivers/drivers.ts";
import { calledText, isoTime } from "../http/fields.ts";

/** A row of the table of messages. */
export const messageRow = z.object({
  id: z.number().int(),
  direction: z.enum(directions),
  channel: z.object({
    id: z.number().int(),
    provider: z.enum(providers),
    number: z.string().nullable().describe("The business's number, in digits."),
  }),
  conversation_id: z.number().int(),
  message_id: z.string().nullable().describe("The provider's id; null until the provider has taken it."),
  from_number: z
    .string()
    .describe("Digits without +; a business-scoped user id for people without a number; empty for what we sent."),
  from_name: z.string().describe("As the customer was called then; empty for what we sent."),
  contact_name: z.string().nullable().describe(`The customer, of either direction, as known now. ${calledText}`),
  contact_number: z.string().nullable().describe("The customer's number, or the address that answers go to."),
  message_type: z.string(),
  shown_as: z.string().nullable().describe("As in a thread: what it is, where the type does not say it."),
  preview: z
    .string()
    .describe("The start of the text or caption, on one line; a place's or a file's name in its absence."),
  timestamp: z.iso.datetime().describe("When it was sent, by the provider's clock."),
  status: z.enum(messageStatuses),
  origin: z.string().nullable().describe("Who wrote what we sent: bot:SKILL, desk:NAME, api:NAME, phone."),
  error_title: z.string().nullable().describe("Why it failed."),
  attachments: z.number().int().describe("How many files came with it."),
});

/** The columns that {@link messageRow} needs. */
export const shownColumns = [
  "id",
  "direction",
  "channel_id",
  "channel",
  "channel_number",
  "conversation_id",
  "message_id",
  "from_number",
  "from_name",
  "contact_name",
  "contact_number",
  "message_type",
  "shown_as",
  "preview",
  "timestamp",
  "status",
  "origin",
  "error_title",
  "attachments",
] as const;

/** Converts a row to {@link messageRow}. */
export function toMessageRow(row: MessageRow<(typeof shownColumns)[number]>): z.infer<typeof messageRow> {
  const { channel_id: id, channel: provider, channel_number: number, timestamp, status, ...rest } = row;
  return {
    ...rest,
    status: status as z.infer<typeof messageRow>["status"],
    channel: { id, provider, number },
    timestamp: timestamp.toISOString(),
  };
}

/** A row of the table of bookings. */
export const bookingRow = z.object({
  id: z.number().int(),
  status: z.enum(bookingStatuses),
  lot_id: z.number().int(),
  lot: z.string(),
  spot_id: z.number().int(),
  spot: z.string(),
  account_id: z.number().int(),
  username: z.string(),
  name: z.string().nullable().describe(calledText),
  phone: z.string().nullable(),
  reserved_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  ended_at: z.iso.datetime().nullable(),
  closed_at: z.iso.datetime().nullable(),
  amount_cents: z.number().int().nullable().describe("What the stay cost; null until it is over."),
  cost_so_far_cents: z.number().int().describe("What it would cost if it ended now."),
  currency: z.string(),
  created_by: z.string(),
  ended_by: z.string().nullable(),
});

/** Converts a row to {@link bookingRow}. */
export function toBookingRow(row: BookingRow, cards: drivers.Cards, now: Date): z.infer<typeof bookingRow> {
  return {
    id: row.id,
    status: row.status,
    lot_id: row.lot_id,
    lot: row.lot_name,
    spot_id: row.spot_id,
    spot: row.code,
    account_id: row.account_id,
    username: row.username,
    name: drivers.nameOf(cards, row),
    phone: drivers.phoneOf(cards, row),
    reserved_at: row.reserved_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    started_at: isoTime(row.started_at),
    ended_at: isoTime(row.ended_at),
    closed_at: isoTime(row.closed_at),
    amount_cents: row.amount_cents,
    cost_so_far_cents: costSoFar(row, now),
    currency: row.currency,
    created_by: row.created_by,
    ended_by: row.ended_by,
  };
}
