// What the parking skill asked or showed last in a conversation, so that "A" or "yes" is understood; forgotten after
// ten minutes.
import { type Kysely, sql, type Transaction } from "kysely";
import { z } from "zod";
import type { DB } from "../../../../db/rows.ts";

const lotId = z.number().nullable();

const question = z.discriminatedUnion("kind", [
  /** Spots to choose from were shown, of one lot or of all. */
  z.object({ kind: z.literal("slots"), lotId }),
  /** Which of these spots was asked. */
  z.object({ kind: z.literal("which"), spotIds: z.array(z.number()) }),
  /** Whether to give this booking back was asked. */
  z.object({ kind: z.literal("cancel"), bookingId: z.number() }),
  /** Whether to wait was asked, or for which lot. */
  z.object({ kind: z.literal("wait"), lotId }),
  /** Whether this was meant, of a command that was not understood for sure. */
  z.object({ kind: z.literal("meant"), command: z.string() }),
  /** Whether to take the spot that is kept was asked. */
  z.object({ kind: z.literal("offer") }),
]);

const session = z.intersection(question, z.object({ askedBy: z.number() }));

/** What is asked or shown. */
export type Question = z.infer<typeof question>;

/** What was asked or shown last. `askedBy`: the id of the driver's message that it answered. */
export type Session = z.infer<typeof session>;

/** For how long an answer is understood. */
const lastsMs = 10 * 60_000;

/** What was asked last in a conversation; null when nothing was, or too long ago. */
export async function read(tx: Transaction<DB>, conversationId: number, now: Date): Promise<Session | null> {
  const row = await tx
    .selectFrom("parking_chat_states")
    .select("state")
    .where("conversation_id", "=", conversationId)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  // One that an older version wrote may be of another shape.
  return session.safeParse(row?.state).data ?? null;
}

/** The conversations, of those given, in which something was asked not too long ago. */
export async function openIn(tx: Transaction<DB>, conversationIds: readonly number[], now: Date): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select conversation_id as id from parking_chat_states
    where conversation_id = any(${conversationIds}::bigint[]) and expires_at > ${now}`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Remembers what is asked now; what was asked before is forgotten. */
export async function write(tx: Transaction<DB>, conversationId: number, state: Session, now: Date): Promise<void> {
  const ends = new Date(now.getTime() + lastsMs);
  await sql`
    insert into parking_chat_states (conversation_id, state, expires_at) values (${conversationId}, ${JSON.stringify(state)}::jsonb, ${ends})
    on conflict (conversation_id) do update set state = excluded.state, expires_at = excluded.expires_at`.execute(tx);
}

/** Forgets what was asked. */
export async function forget(tx: Transaction<DB>, conversationId: number): Promise<void> {
  await tx.deleteFrom("parking_chat_states").where("conversation_id", "=", conversationId).execute();
}

/** Deletes what nobody answers any more. Returns how many conversations that was. */
export async function sweep(db: Kysely<DB>, now: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("parking_chat_states")
    .where("expires_at", "<=", now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
