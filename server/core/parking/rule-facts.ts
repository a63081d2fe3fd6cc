// What rules can ask of parking: what it knows of contacts, and what happens to drivers.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { ContactFact } from "../../contract/skill.ts";
import { openBookingStatuses } from "./states.ts";

export const facts: readonly ContactFact<Transaction<DB>>[] = [
  {
    name: "booking",
    title: "has a booking",
    type: "yes_no",
    async read(tx, contactIds) {
      const { rows } = await sql<{ contact_id: number }>`
        select distinct a.contact_id from accounts a join bookings b on b.account_id = a.id
        where a.contact_id = any(${contactIds}::bigint[]) and b.status = any(${openBookingStatuses})`.execute(tx);
      return new Map(rows.map(({ contact_id }) => [contact_id, true]));
    },
  },
  {
    name: "balance",
    title: "balance",
    type: "sum",
    async read(tx, contactIds) {
      const { rows } = await sql<{ contact_id: number; cents: number }>`
        select a.contact_id, coalesce(l.balance_cents, 0) as cents
        from accounts a left join ledger_accounts l on l.account_id = a.id and l.currency = a.currency
        where a.contact_id = any(${contactIds}::bigint[])`.execute(tx);
      return new Map(rows.map(({ contact_id, cents }) => [contact_id, cents]));
    },
  },
];

/** Events of a driver, as staff call them. */
export const happenings = {
  "booking.confirmed": "a spot is booked",
  "booking.cancelled": "a booking is cancelled",
  "booking.expired": "a booking expires",
  "booking.moved": "a booking is moved to another spot",
  "stay.started": "a stay begins",
  "stay.ended": "a stay ends",
  "stay.balance_low": "the balance runs low during a stay",
  "waitlist.joined": "a driver joins the waitlist",
} as const;
