// Numbers that messages came for and that nobody has added: the messages are kept, and an incident names the number.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import type { ChannelRef } from "../../contract/inbound.ts";

const kind = "number_unknown";

/** Opens an incident for each channel without credentials among those of new messages. `isKnown`: whether there are any for a number. */
export async function raiseUnknown(
  tx: Transaction<DB>,
  messages: readonly { channelId: number; message: { channel: ChannelRef } }[],
  isKnown: (channel: ChannelRef) => boolean,
  now: Date,
): Promise<void> {
  const unknown = new Map<number, ChannelRef>();
  for (const { channelId, message } of messages)
    if (!unknown.has(channelId) && !isKnown(message.channel)) unknown.set(channelId, message.channel);
  if (unknown.size === 0) return;
  // Those whose secrets cannot be decrypted were added all the same.
  const added = await tx
    .selectFrom("number_credentials")
    .select("channel_id")
    .where("channel_id", "in", [...unknown.keys()])
    .execute();
  for (const { channel_id } of added) unknown.delete(channel_id);
  for (const [channelId, { provider, externalId, accountId }] of unknown) {
    const detail = { provider, external_id: externalId, account_id: accountId };
    await openIncident(tx, kind, { channelId }, detail, now);
  }
}

/** Closes the incident of a number that was added, if one is open. */
export const settleUnknown = (
  tx: Kysely<DB> | Transaction<DB>,
  channelId: number,
  by: string,
  now: Date,
): Promise<void> => closeIncident(tx, kind, { channelId }, by, now);

/** Closes the incidents of numbers that the environment configures by now. */
export async function settleConfigured(db: Kysely<DB>, channelIds: readonly number[], now: Date): Promise<void> {
  const { rows } = await sql<{ channel_id: number }>`
    select channel_id from incidents where kind = ${kind} and closed_at is null and channel_id = any(${[...channelIds]}::int[])`.execute(
    db,
  );
  for (const { channel_id } of rows)
    await db.transaction().execute((tx) => settleUnknown(tx, channel_id, "environment", now));
}
