// The queue of what is told to the business's own people by mail or webhook: each message is tried until a server takes it.
import { randomUUID } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import { seal, unseal } from "../../base/seal.ts";
import type { AlarmWebhook, Mail, Mailer, StaffMessageResult, StaffMessageWay } from "../../contract/mail.ts";
import type { Clock } from "../../contract/ports.ts";

/** How long after each failed attempt the next one is made, in minutes; the last one holds for all further attempts. */
const WAIT_MINUTES = [1, 5, 15, 60];
/** For how long a message is tried, in days. */
const TRIED_DAYS = 3;
/** How long an attempt may take before another process makes the next one, in minutes; longer than the timeouts of both ways. */
const ATTEMPT_MINUTES = 5;
/** How long a message whose fate is known is kept, in days. */
const KEPT_DAYS = 30;

/** A mail to queue; `contactId`: the customer of whom something is in it. */
export type NewMail = Omit<Mail, "key"> & { contactId?: number };

/** What leaves, as it is encrypted. */
type Content = Omit<Mail, "key" | "to"> | { body: string };

/** What is needed to send. Without a mailer mails wait, without a webhook its messages do. */
export type Senders = { mailer: Mailer | null; webhook: AlarmWebhook | null; keys: readonly Buffer[] };

const boundTo = (key: string): string => `staff_messages ${key}`;

/** Queues a mail; it leaves within ten seconds after the transaction. `key` encrypts it until then. */
export async function enqueueMail(tx: Transaction<DB>, key: Buffer, { to, contactId, ...content }: NewMail, now: Date) {
  await enqueue(tx, key, { way: "mail", recipient: to, contactId, content }, now);
}

/** Queues a message for the webhook; `body` is what is sent as JSON. */
export async function enqueueWebhook(tx: Transaction<DB>, key: Buffer, body: object, now: Date) {
  await enqueue(tx, key, { way: "webhook", recipient: null, content: { body: JSON.stringify(body) } }, now);
}

type Queued = {
  way: StaffMessageWay;
  recipient: string | null;
  contactId?: number | null | undefined;
  content: Content;
};

async function enqueue(
  tx: Transaction<DB>,
  secretKey: Buffer,
  { way, recipient, contactId = null, content }: Queued,
  now: Date,
): Promise<void> {
  const key = randomUUID();
  const sealed = seal(secretKey, boundTo(key), Buffer.from(JSON.stringify(content)));
  await tx
    .insertInto("staff_messages")
    .values({ way, recipient, contact_id: contactId, key, content: sealed, created_at: now, due_at: now })
    .execute();
}

/** A message that is being tried. */
type Claimed = {
  id: number;
  way: StaffMessageWay;
  recipient: string | null;
  key: string;
  content: Buffer;
  created_at: Date;
  attempts: number;
};

/**
 * Tries all messages that are due, one after another, and returns how many were taken. One that is interrupted is tried again after some minutes,
 * with the same key. No transaction is open meanwhile.
 */
export async function deliverDue(
  { db, senders, clock, log }: { db: Kysely<DB>; senders: Senders; clock: Clock; log: Log },
  signal?: AbortSignal,
): Promise<number> {
  const ways = [...(senders.mailer ? ["mail"] : []), ...(senders.webhook ? ["webhook"] : [])];
  let taken = 0;
  while (!signal?.aborted) {
    const message = await claim(db, ways, clock());
    if (message === null) break;
    const result = await attempt(message, senders, clock(), signal);
    if (signal?.aborted && result.outcome !== "taken") break;
    await settle(db, message, result, clock());
    if (result.outcome === "taken") taken += 1;
    else log.warn({ way: message.way, attempts: message.attempts, answer: result.answer }, "a message was not taken");
  }
  return taken;
}

async function claim(db: Kysely<DB>, ways: readonly string[], now: Date): Promise<Claimed | null> {
  const until = new Date(now.getTime() + ATTEMPT_MINUTES * 60_000);
  const { rows } = await sql<Claimed>`
    update staff_messages set attempts = attempts + 1, due_at = ${until}
    where id = (
      select id from staff_messages where content is not null and due_at <= ${now} and way = any(${ways}::text[])
      order by due_at, id limit 1 for update skip locked
    ) and content is not null and due_at <= ${now}
    returning id, way, recipient, key, content, created_at, attempts`.execute(db);
  return rows[0] ?? null;
}

async function attempt(
  { way, recipient, key, content }: Claimed,
  { mailer, webhook, keys }: Senders,
  at: Date,
  signal?: AbortSignal,
): Promise<StaffMessageResult> {
  const read = decrypt(keys, key, content);
  if (read === null) return { outcome: "later", answer: "No key of APP_SECRET_KEY decrypts it." };
  if (way === "mail" && mailer) return mailer.send({ to: recipient!, key, ...(read as Omit<Mail, "key" | "to">) });
  const { body } = read as { body: string };
  return webhook!.send({ key, body, at }, signal);
}

function decrypt(keys: readonly Buffer[], key: string, sealed: Buffer): Content | null {
  for (const one of keys) {
    try {
      return JSON.parse(unseal(one, boundTo(key), sealed).toString()) as Content;
    } catch {
      // Another key may be the one.
    }
  }
  return null;
}

async function settle(
  db: Kysely<DB>,
  { id, attempts, created_at }: Claimed,
  { outcome, answer }: StaffMessageResult,
  now: Date,
): Promise<void> {
  const isTooOld = now.getTime() - created_at.getTime() >= TRIED_DAYS * 86_400_000;
  const said = answer.slice(0, 500);
  if (outcome === "taken" || outcome === "refused" || isTooOld) {
    const fate = outcome === "taken" ? { sent_at: now } : { failed_at: now };
    await db
      .updateTable("staff_messages")
      .set({ ...fate, content: null, answer: said })
      .where("id", "=", id)
      .execute();
    return;
  }
  const minutes = WAIT_MINUTES[Math.min(attempts, WAIT_MINUTES.length) - 1]!;
  const due_at = new Date(now.getTime() + minutes * 60_000);
  await db.updateTable("staff_messages").set({ due_at, answer: said }).where("id", "=", id).execute();
}

/** How the queue is. */
export type QueueState = {
  waiting: number;
  /** How many of them a server has not taken yet. */
  retrying: number;
  /** What was said to the last message that is retried or was given up within a day; null when there is none. */
  trouble: { way: StaffMessageWay; recipient: string | null; answer: string; at: Date; given_up: boolean } | null;
};

/** Reads how the queue is. */
export async function stateOf(db: Kysely<DB>, now: Date): Promise<QueueState> {
  const { rows } = await sql<{ waiting: number; retrying: number }>`
    select count(*)::int as waiting, count(*) filter (where answer is not null)::int as retrying
    from staff_messages where content is not null`.execute(db);
  const since = new Date(now.getTime() - 86_400_000);
  const { rows: troubled } = await sql<NonNullable<QueueState["trouble"]>>`
    select way, recipient, answer, coalesce(failed_at, created_at) as at, failed_at is not null as given_up from staff_messages
    where sent_at is null and answer is not null and (failed_at is null or failed_at >= ${since}) order by id desc limit 1`.execute(
    db,
  );
  return { ...rows[0]!, trouble: troubled[0] ?? null };
}

/** Deletes messages whose fate has been known for a month, and returns how many. */
export async function sweepStaffMessages(db: Kysely<DB>, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
  const result = await db
    .deleteFrom("staff_messages")
    .where("content", "is", null)
    .where("created_at", "<", before)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
