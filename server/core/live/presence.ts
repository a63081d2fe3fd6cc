// Presence: who looks at which conversation and writes in it. A passing word from one listener to the others, in whatever process they
// are; it is kept nowhere, so whoever looks says so again and again.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** The channel on which processes pass such words on. */
export const passingWords = "bellhop_presence";

/** What somebody does in a conversation. */
export const presenceActivities = ["looking", "writing", "gone"] as const;

/** That somebody looks at a conversation, or has left it. */
export type Presence = {
  person: { id: number; name: string };
  conversation_id: number;
  doing: (typeof presenceActivities)[number];
  /** Has just come and does not know who else is there: those who are there say so again. */
  asks: boolean;
};

/** Passes a word on to everybody who listens. */
export async function say(db: Kysely<DB>, presence: Presence): Promise<void> {
  await sql`select pg_notify(${passingWords}, ${JSON.stringify(presence)})`.execute(db);
}
