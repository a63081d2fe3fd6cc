// Two customers with everything that Bellhop keeps of people, for tests of export and erasure: one is to go, the other must stay as they are.
import { Readable } from "node:stream";
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../db/rows.ts";
import { audit } from "../../server/base/journal.ts";
import * as accounts from "../../server/core/accounts/accounts.ts";
import { archiveOld } from "../../server/core/archive/write.ts";
import { type Files, keepFile } from "../../server/core/media/keep.ts";
import { makeStatus } from "./build.ts";
import { wipe } from "./dump.ts";
import { openConversation, queue, record } from "./record.ts";

/** When the tests are. */
export const today = new Date("2026-03-05T10:00:00.000Z");
const old = new Date("2025-01-31T23:00:00.000Z");
const february = new Date("2025-02-03T08:00:00.000Z");

/** A customer as the tests made them. */
export type Customer = { phone: string; name: string; contactId: number; conversationId: number; accountId: number };

/** A customer with messages, of which the old ones are to be archived, files, notes, an account and all that is written down about them. */
export async function makeCustomer(
  db: Kysely<DB>,
  files: Files,
  { phone, name }: Pick<Customer, "phone" | "name">,
): Promise<Customer> {
  const message = (at: Date, what: string) =>
    openConversation(db, {
      from: phone,
      senderName: name,
      sentAt: at,
      providerId: `wamid.${name}.${what}`,
      text: `${what}, says ${name}`,
      raw: { from: phone, id: what },
    });
  const opened = await message(old, "january");
  await message(february, "february");
  const { messageId } = await message(today, "today");
  const [answer] = await queue(db, [opened], old);
  await db.deleteFrom("outbox").execute();
  const providerId = `wamid.${name}.OUT`;
  await db
    .updateTable("messages")
    .set({ provider_id: providerId, status: "accepted", sent_at: old })
    .where("id", "=", answer!)
    .execute();
  await record(db, [
    makeStatus({ providerId, status: "sent", at: old, recipient: keysOf(phone) }),
    makeStatus({ providerId, status: "delivered", at: february, recipient: keysOf(phone) }),
  ]);
  for (const [position, content] of ["the same for all", `only of ${name}`].entries()) {
    const { id } = await keepFile(db, files, Readable.from([Buffer.from(content)]));
    await db
      .insertInto("attachments")
      .values({
        message_id: position === 0 ? messageId : opened.messageId,
        position,
        state: "ready",
        blob_id: id,
        file_name: `${name}.txt`,
      })
      .execute();
  }
  await writtenDown(db as Transaction<DB>, { ...opened, phone, name });
  const accountId = await db.transaction().execute(async (tx) => {
    const ctx = { tx, now: today, by: "desk:Cleo" };
    const { id } = await accounts.guest(ctx, { id: opened.contactId, phone }, "USD");
    const change = { cents: 500, currency: "USD", reason: `Cash from ${name}`, key: `cash:${name}` };
    await accounts.adjust(ctx, id, { kind: "top_up", ...change });
    return id;
  });
  return { phone, name, ...opened, accountId };
}

const keysOf = (waId: string) => ({ waId, bsuid: null, parentBsuid: null, username: null });

/** What colleagues and providers wrote about somebody. */
async function writtenDown(
  tx: Transaction<DB>,
  { phone, name, contactId, conversationId }: Omit<Customer, "accountId">,
): Promise<void> {
  await tx
    .insertInto("conversation_notes")
    .values({ conversation_id: conversationId, author: "Cleo", body: `${name} is kind`, created_at: today })
    .execute();
  await sql`
    insert into marketing_choices (contact_id, identity_kind, identity_value, choice, source, at, note)
    values (${contactId}, 'wa_id', ${phone}, 'stop', 'staff', ${today}, ${`${name} said so`})`.execute(tx);
  await sql`
    insert into incidents (kind, contact_id, conversation_id, detail, opened_at)
    values ('identity_doubt', ${contactId}, ${conversationId}, ${JSON.stringify({ who: phone })}::jsonb, ${today})`.execute(
    tx,
  );
  const change = {
    action: "contact.opt_out",
    subject: "contact",
    id: contactId,
    before: null,
    after: { name },
    note: name,
  };
  await audit(tx, "desk:Cleo", change, today);
  const export_ = { action: "messages.export", subject: "messages", id: 0, before: null, after: { q: phone } };
  await audit(tx, "desk:Cleo", export_, today);
  const { rows } = await sql<{ id: number }>`
    insert into webhooks (source, body, received_at) values ('meta', ${Buffer.from(JSON.stringify({ from: phone }))}, ${today}) returning id`.execute(
    tx,
  );
  await sql`
    insert into dead_letters (webhook_id, source, path, reason, raw, fingerprint)
    values (${rows[0]!.id}, 'meta', '/entry', 'odd', ${JSON.stringify({ from: phone })}::jsonb, ${phone})`.execute(tx);
  await sql`
    insert into provider_notices (topic, raw, fingerprint, received_at)
    values ('user_preferences', ${JSON.stringify({ wa_id: phone })}::jsonb, ${phone}, ${today})`.execute(tx);
  await sql`update webhook_cursor set position = ${rows[0]!.id}`.execute(tx);
  await appliedRule(tx, { phone, name, contactId, conversationId });
}

/** What a rule that applied to somebody leaves: its run, an action that is still to be done, what rules are to be asked about, and a mail. */
async function appliedRule(
  tx: Transaction<DB>,
  { phone, name, contactId, conversationId }: Omit<Customer, "accountId">,
): Promise<void> {
  const actions = JSON.stringify([{ do: "note", text: `Call ${name}` }]);
  await sql`
    with rule as (insert into keyword_rules (position, keyword, match, answer) values (9, 'price', 'word', 'It costs 3.') returning id),
    run as (
      insert into rule_runs (rule_id, conversation_id, at, fault)
      select id, ${conversationId}, ${today}, ${`No mail about ${name}`} from rule returning id
    )
    insert into rule_steps (run_id, after_message_id, actions, due_at, depth) select id, 0, ${actions}::jsonb, ${today}, 0 from run`.execute(
    tx,
  );
  await sql`
    insert into rule_triggers (kind, contact_id, detail, depth) values ('field_changed', ${contactId}, ${JSON.stringify({ phone })}::jsonb, 0)`.execute(
    tx,
  );
  await sql`
    insert into staff_messages (way, recipient, key, contact_id, content, answer, created_at, due_at)
    values ('mail', 'cleo@example.com', gen_random_uuid(), ${contactId}, 'sealed', ${`Refused: ${name}`}, ${today}, ${today})`.execute(
    tx,
  );
}

/** Archives what is old enough, as the schedule does. */
export const archive = (db: Kysely<DB>, files: Files): Promise<string[]> =>
  archiveOld(db, files, { months: 12, now: today, signal: new AbortController().signal });

/** Empties what the customers of an earlier test left, the tables that are only added to included. */
export async function forgetCustomers(db: Kysely<DB>, { blobs }: Files): Promise<void> {
  for await (const key of blobs.list()) await blobs.remove(key);
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const table of [
      "erasures",
      "erased_messages",
      "message_costs",
      "archives",
      "alarms",
      "events",
      "rule_triggers",
      "staff_messages",
      "audit_seals",
      "audit_log",
    ])
      await sql`delete from ${sql.table(table)}`.execute(tx);
    for (const table of [
      "ledger_lines",
      "ledger_entries",
      "ledger_accounts",
      "charge_corrections",
      "bookings",
      "accounts",
    ])
      await sql`delete from ${sql.table(table)}`.execute(tx);
  });
  await wipe(db);
}
