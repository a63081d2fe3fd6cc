// Messages of people who were erased: what webhooks still say of them is not recorded, so that a late status or a repeated message brings nothing back.
import { createHash } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { ChannelRef } from "../../contract/inbound.ts";
import type { Entry } from "./senders.ts";

/** Entries without those about erased messages. */
export async function withoutErased(
  tx: Transaction<DB>,
  entries: readonly Entry[],
  channelOf: (ref: ChannelRef) => number,
): Promise<readonly Entry[]> {
  const hashes = new Map<Entry, string>();
  for (const entry of entries) {
    const { item } = entry;
    if (item.kind === "message" || item.kind === "status" || item.kind === "call")
      hashes.set(entry, hashOf(channelOf(item.channel), item.providerId));
  }
  if (hashes.size === 0) return entries;
  const { rows } = await sql<{ hash: string }>`
    select encode(hash, 'hex') as hash from erased_messages
    where hash in (select decode(h, 'hex') from unnest(${[...new Set(hashes.values())]}::text[]) h)`.execute(tx);
  if (rows.length === 0) return entries;
  const erased = new Set(rows.map(({ hash }) => hash));
  return entries.filter((entry) => !erased.has(hashes.get(entry) ?? ""));
}

const hashOf = (channelId: number, providerId: string): string =>
  createHash("sha256").update(`${channelId} ${providerId}`).digest("hex");
