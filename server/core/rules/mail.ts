// The e-mails of rules to the business's own people.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { enqueueMail } from "../mail/queue.ts";
import { mails } from "../texts/mails.en.ts";
import type { Action } from "./rule.ts";

/** Queues an e-mail for each recipient. Throws an error when there is nobody, or no key to encrypt it until it leaves. */
export async function mail(
  tx: Transaction<DB>,
  { key, run }: { key: Buffer | null; run: { conversationId: number } },
  { to, subject, text }: Action & { do: "email" },
  now: Date,
): Promise<void> {
  if (key === null) throw new Error("No mail can be queued without APP_SECRET_KEY.");
  const recipients = to.includes("@") ? [to] : await staff(tx, to, run.conversationId);
  if (recipients.length === 0)
    throw new Error(to === "assignee" ? "The conversation is assigned to nobody." : "There is no admin.");
  const { rows } = await sql<{ id: number; name: string | null; phone: string | null }>`
    select c.id, coalesce(c.given_name, c.name) as name, c.phone from conversations v join contacts c on c.id = v.contact_id
    where v.id = ${run.conversationId}`.execute(tx);
  const customer = rows[0]!;
  const written = mails.rule(subject, text, customer);
  for (const recipient of recipients)
    await enqueueMail(tx, key, { to: recipient, contactId: customer.id, ...written }, now);
}

async function staff(tx: Transaction<DB>, to: string, conversationId: number): Promise<string[]> {
  const whom =
    to === "assignee"
      ? sql`id = (select assignee_id from conversations where id = ${conversationId})`
      : sql`role = 'admin'`;
  const { rows } = await sql<{ email: string }>`
    select email from users where ${whom} and disabled_at is null order by id`.execute(tx);
  return rows.map(({ email }) => email);
}
