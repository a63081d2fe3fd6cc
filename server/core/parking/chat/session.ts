// The skill's last question or list in a conversation, so that "A" or "yes" can be understood; forgotten after ten minutes.
import { type Kysely, sql, type Transaction } from "kysely";
import { z } from "zod";
import type { DB } from "../../../../db/rows.ts";

const lotId = z.number().nullable();

const question = z.discriminatedUnion("kind", [
  /** Showed the spots of one lot or of all. */
  z.object({ kind: z.literal("slots"), lotId }),
  /** Asked which of these spots. */
  z.object({ kind: z.literal("which"), spotIds: z.array(z.number()) }),
  /** Asked whether to cancel this booking. */
  z.object({ kind: z.literal("cancel"), bookingId: z.number() }),
  /** Asked whether to wait, or in which lot. */
  z.object({ kind: z.literal("wait"), lotId }),
  /** Asked whether this command was meant. `said`: how it is typed in the driver's language. */
  z.object({ kind: z.literal("meant"), command: z.string(), said: z.string().optional() }),
  /** Asked whether to take the offered spot. */
  z.object({ kind: z.literal("offer") }),
]);

const session = z.intersection(question, z.object({ askedBy: z.number() }));

/** A question or list. */
export type Question = z.infer<typeof question>;

/** The last question or list. `askedBy`: the id of the driver's message that it answered. */
export type Session = z.infer<typeof session>;

/** How long an answer is understood. */
const lastsMs = 10 * 60_000;

/** The last question in a conversation; null when there was none, or it is too old. */
export async function read(tx: Transaction<DB>, conversationId: number, now: Date): Promise<Session | null> {
  const row = await tx
    .selectFrom("parking_chat_states")
    .select("state")
    .where("conversation_id", "=", conversationId)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  // A value that an older version wrote may have another shape.
  return session.safeParse(row?.state).data ?? null;
}

/** Those of the given conversations that have an open question. */
export async function openIn(tx: Transaction<DB>, conversationIds: readonly number[], now: Date): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select conversation_id as id from parking_chat_states
    where conversation_id = any(${conversationIds}::bigint[]) and expires_at > ${now}`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Stores the question, in place of the previous one. */
export async function write(tx: Transaction<DB>, conversationId: number, state: Session, now: Date): Promise<void> {
  const ends = new Date(now.getTime() + lastsMs);
  await sql`
    insert into parking_chat_states (conversation_id, state, expires_at) values (${conversationId}, ${JSON.stringify(state)}::jsonb, ${ends})
    on conflict (conversation_id) do update set state = excluded.state, expires_at = excluded.expires_at`.execute(tx);
}

/** Deletes the question. */
export async function forget(tx: Transaction<DB>, conversationId: number): Promise<void> {
  await tx.deleteFrom("parking_chat_states").where("conversation_id", "=", conversationId).execute();
}

/** Deletes questions that are too old. Returns how many. */
export async function sweep(db: Kysely<DB>, now: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("parking_chat_states")
    .where("expires_at", "<=", now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
