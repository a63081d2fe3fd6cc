// Converts conversation rows from core to what the API returns.
import type { Transaction } from "kysely";
import type { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import * as ledger from "../../core/accounts/ledger.ts";
import * as contacts from "../../core/inbox/contacts.ts";
import * as conversations from "../../core/inbox/find-conversations.ts";
import { optOutOf } from "../../core/inbox/opt-outs.ts";
import { snippet } from "../../core/inbox/snippet.ts";
import { windowAt } from "../../core/inbox/window.ts";
import { find, newestFirst } from "../../core/parking/find-bookings.ts";
import { everyBooking } from "../../core/parking/listing.ts";
import { openBookingStatuses } from "../../core/parking/states.ts";
import { toOptOut } from "../contacts/opt-out.ts";
import { isoTime } from "../http/fields.ts";
import type { conversationDetail, conversationRow } from "./shapes.ts";

/** A conversation as a row of the list; `words` are the search words to highlight. */
export function toRow(
  row: conversations.FoundRow,
  words: readonly string[],
  now: Date,
): z.infer<typeof conversationRow> {
  const { hit } = row;
  return {
    ...bare(row, now),
    contact: row.contact_id === null ? null : contactOf(row, row.contact_id),
    hit: hit && { message_id: hit.message_id, snippet: snippet(hit.text, words), at: hit.at.toISOString() },
  };
}

function bare(row: conversations.Row, now: Date) {
  return {
    id: row.id,
    state: row.stage,
    waiting:
      row.stage === "waiting" && row.waiting_since !== null
        ? { since: row.waiting_since.toISOString(), reason: row.waiting_reason ?? ("unanswered" as const) }
        : null,
    snoozed_until: row.stage === "snoozed" ? isoTime(row.snoozed_until) : null,
    unread: row.unread,
    channel: channelOf(row),
    group_id: row.group_id,
    last_message: row.last_message as z.infer<typeof conversationRow>["last_message"],
    last_message_at: isoTime(row.last_message_at),
    unread_count: row.unread_count,
    assignee: row.assignee,
    labels: row.labels,
    missed_call: row.missed_call,
    came_by: row.referred ? ("ad" as const) : null,
    bot: {
      state: row.bot_quiet_since === null ? ("active" as const) : ("quiet" as const),
      quiet_since: isoTime(row.bot_quiet_since),
      out_of_answers_until:
        row.out_of_answers_until !== null && row.out_of_answers_until > now
          ? row.out_of_answers_until.toISOString()
          : null,
    },
    window: windowOf(row, now),
  };
}

function windowOf(row: conversations.Row, now: Date) {
  const { open, closesAt } = windowAt(row, now);
  return { open: open !== "no", certain: open !== "probably", closes_at: isoTime(closesAt) };
}

const channelOf = (row: conversations.Row) => ({
  id: row.channel_id,
  provider: row.provider,
  number: row.display_number,
});

const contactOf = (row: conversations.Row, id: number) => ({
  id,
  name: row.called,
  phone: row.phone,
  username: row.username,
});

/** How many bookings are shown with a conversation. */
const MAX_BOOKINGS_SHOWN = 5;

/** One conversation with all its details. Throws NOT_FOUND. */
export async function describeConversation(
  tx: Transaction<DB>,
  id: number,
  personId: number | null,
  now: Date,
): Promise<z.infer<typeof conversationDetail>> {
  const row = await conversations.one(tx, id, personId);
  if (!row) throw new Fault("NOT_FOUND", `There is no conversation ${id}.`);
  const contactId = row.contact_id;
  const account = contactId === null ? undefined : await accounts.ofContact(tx, contactId);
  return {
    ...bare(row, now),
    contact:
      contactId === null
        ? null
        : {
            ...contactOf(row, contactId),
            profile_name: row.name,
            given_name: row.given_name,
            language: row.language,
            language_chosen: row.language_chosen,
            opt_out: toOptOut(await optOutOf(tx, contactId)),
            identities: (await contacts.identitiesOf(tx, contactId)).map(({ first_seen_at, until_at: _, ...one }) => ({
              ...one,
              first_seen_at: first_seen_at.toISOString(),
            })),
          },
    created_at: row.created_at.toISOString(),
    message_count: row.message_count,
    customer_email: row.customer_email,
    notes: row.notes,
    account: account ? await accountOf(tx, account) : null,
    bookings: account ? await bookingsOf(tx, account.id) : { open: null, last: [] },
    conversations:
      contactId === null
        ? []
        : (await conversations.others(tx, contactId, id, personId)).map((other) => ({
            id: other.id,
            channel: channelOf(other),
            state: other.stage,
            unread_count: other.unread_count,
            last_message_at: isoTime(other.last_message_at),
          })),
  };
}

async function accountOf(tx: Transaction<DB>, { id, username, currency }: accounts.Account) {
  const balances = (await ledger.balancesOf(tx, [id])).get(id) ?? [];
  const own = balances.find((one) => one.currency === currency);
  return { id, username, currency, balance_cents: own?.balance_cents ?? 0, balances };
}

async function bookingsOf(tx: Transaction<DB>, accountId: number) {
  const filter = { ...everyBooking, accountIds: [accountId] };
  const last = await find(tx, filter, newestFirst(MAX_BOOKINGS_SHOWN));
  const open = await find(tx, { ...filter, statuses: openBookingStatuses }, newestFirst(1));
  return { open: open.rows[0]?.id ?? null, last: last.rows.map(({ id }) => id) };
}
