// What the tables of parking have about people, and what becomes of it when one is erased.
import type { PersonData } from "../../contract/person.ts";

const ofAccounts = "t.account_id in (select id from person_accounts)";
const bookings = "select b.id from bookings b join person_accounts a on a.id = b.account_id";

/** See above. Tables of the core that parking adds columns to are in the core's list too. */
export const parkingPersonData: PersonData = {
  rows: [
    {
      table: "parking_chat_states",
      where: "t.conversation_id in (select id from person_conversations)",
    },
    { table: "waitlist", where: ofAccounts },
    {
      table: "bookings",
      where: ofAccounts,
      becomes: "key = null",
      stays: "Bookings, under the account's number, since charges in the ledger are proved by them.",
    },
    {
      table: "charge_corrections",
      where: `t.booking_id in (${bookings})`,
      stays: "Corrections of charges: amounts and who made them.",
    },
    {
      table: "alarms",
      where: `t.source = 'incident' and t.source_id in (select i.id from incidents i where i.booking_id in (${bookings}))`,
    },
    { table: "incidents", where: `t.booking_id in (${bookings})` },
  ],
  audited: `(t.subject = 'booking' and t.subject_id in (${bookings}))`,
  obstacles: [
    {
      table: "bookings",
      where: `${ofAccounts} and t.status in ('reserved', 'active')`,
      remedy: "They have an open booking. Cancel or complete it first.",
    },
    {
      table: "waitlist",
      where: `${ofAccounts} and t.state = 'offered'`,
      remedy: "A spot is offered to them. Wait until the offer has ended.",
    },
    {
      table: "incidents",
      where: `t.closed_at is null and t.booking_id in (${bookings})`,
      remedy: "An incident about a booking of theirs is open, so money may be in doubt. Settle it first.",
    },
  ],
  without: {
    lots: "Car parks.",
    parking_quarters: "Counts by the quarter of an hour.",
    spots: "Places.",
  },
};
