// How many messages a second a number may send: a setting of each number. The dispatcher reads it with each message that it claims.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import { lockNumber } from "./numbers.ts";

/** What can be set, in messages a second: from one in 20 s to the most that Meta gives any number. (Meta: Cloud API, throughput.) */
export const throughputBounds = { least: 0.05, most: 1_000 } as const;

/** Sets it; null: the default of the number's provider. Throws NOT_FOUND. */
export async function setThroughput(
  db: Kysely<DB>,
  channelId: number,
  messagesPerSecond: number | null,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { messages_per_second } = await lockNumber(tx, channelId);
    if (messages_per_second === messagesPerSecond) return;
    await tx
      .updateTable("channels")
      .set({ messages_per_second: messagesPerSecond })
      .where("id", "=", channelId)
      .execute();
    const change = { before: { messages_per_second }, after: { messages_per_second: messagesPerSecond } };
    await audit(tx, by, { action: "number.throughput", subject: "channel", id: channelId, ...change }, now);
  });
}
