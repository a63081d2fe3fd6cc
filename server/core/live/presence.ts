// Presence: which users look at a conversation or write in it. A message from one listener to all others, in any process. It is not stored, so
// clients repeat it while they are there.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** The NOTIFY channel for presence messages. */
export const presenceChannel = "bellhop_presence";

/** What a user does in a conversation. */
export const presenceActivities = ["looking", "writing", "gone"] as const;

/** A presence message: a user looks at a conversation, writes in it, or has left it. */
export type Presence = {
  person: { id: number; name: string };
  conversation_id: number;
  doing: (typeof presenceActivities)[number];
  /** The user has just come and asks who else is there: the others repeat their presence. */
  asks: boolean;
};

/** Sends a presence message to all listeners. */
export async function say(db: Kysely<DB>, presence: Presence): Promise<void> {
  await sql`select pg_notify(${presenceChannel}, ${JSON.stringify(presence)})`.execute(db);
}
