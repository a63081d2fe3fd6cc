// What parking keeps for a limited time if an admin says so. Bookings and the ledger are kept for ever.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { deleteFrom, oldRowsKind } from "../retention/old-rows.ts";
import { openBookingStatuses, openWaitlistStates } from "./states.ts";

type Tx = Transaction<DB>;

/** Of contacts, those who have an open booking or wait for a spot. */
export async function contactsInUse(tx: Tx, contactIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select a.contact_id as id from accounts a where a.contact_id = any(${[...contactIds]}::bigint[]) and (
      exists (select from bookings b where b.account_id = a.id and b.status = any(${[...openBookingStatuses]}::text[]))
      or exists (select from waitlist w where w.account_id = a.id and w.state = any(${[...openWaitlistStates]}::text[])))`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** Whether the booking of an event `t` is over. */
const isOver: RawBuilder<unknown> = sql`
  t.booking_id is not null and exists (select from bookings b where b.id = t.booking_id and b.closed_at is not null)`;

/** Readings of boards, and the histories of bookings. */
export const retention = [
  oldRowsKind(
    {
      ...{ name: "readings", title: "Readings", byNumber: false },
      description: "What the sensors of the boards reported. What a board shows now stays.",
    },
    () => ({ table: "device_readings", at: "received_at", due: sql`true` }),
    deleteFrom("device_readings"),
  ),
  oldRowsKind(
    {
      ...{ name: "history", title: "Histories of bookings", byNumber: false },
      description:
        "What happened to a booking, step by step. The booking, its times and its price stay; an open one keeps its history.",
    },
    () => ({ table: "events", at: "at", within: sql`t.booking_id is not null`, due: isOver }),
    async (tx, ids) => {
      // As core/live/sweep.ts does, so that no listener resumes before it.
      await sql`
        update event_stream_horizon set xid = greatest(xid, (select xid from events where id = ${ids} order by xid desc limit 1))`.execute(
        tx,
      );
      return deleteFrom("events")(tx, ids);
    },
  ),
];
