// Channels: the business's numbers. A number that a webhook names but nobody configured becomes a channel too: its messages are real.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { ChannelRef, Provider } from "../../contract/inbound.ts";

/** A channel with its id. */
export type Channel = ChannelRef & { id: number };

/** A string that identifies a channel. */
export const nameOf = (ref: { provider: Provider; externalId: string }): string => `${ref.provider}:${ref.externalId}`;

/** Finds the channels of some references and adds missing ones; returns them by {@link nameOf}. */
export async function ensure(
  tx: Transaction<DB> | Kysely<DB>,
  refs: readonly ChannelRef[],
): Promise<Map<string, number>> {
  const wanted = new Map<string, ChannelRef>();
  for (const ref of refs) {
    const known = wanted.get(nameOf(ref));
    wanted.set(nameOf(ref), {
      ...ref,
      displayNumber: known?.displayNumber ?? ref.displayNumber,
      accountId: known?.accountId ?? ref.accountId,
    });
  }
  const found = new Map<string, number>();
  if (wanted.size === 0) return found;
  const rows = await tx
    .selectFrom("channels")
    .select(["id", "provider", "external_id", "display_number", "account_id"])
    .where(
      "external_id",
      "in",
      [...wanted.values()].map((ref) => ref.externalId),
    )
    .execute();
  const lacking = new Map(wanted);
  for (const row of rows) {
    const name = nameOf({ provider: row.provider as Provider, externalId: row.external_id });
    const ref = wanted.get(name);
    if (!ref) continue;
    found.set(name, row.id);
    const learns =
      (row.display_number === null && ref.displayNumber !== null) ||
      (row.account_id === null && ref.accountId !== null);
    if (!learns) lacking.delete(name);
  }
  if (lacking.size > 0) {
    const { rows: made } = await sql<{ id: number; provider: Provider; external_id: string }>`
      insert into channels (provider, external_id, display_number, account_id)
      select provider, external_id, display_number, account_id
      from ${recordset("r", "provider text, external_id text, display_number text, account_id text", [...lacking.values()].map(toRow))}
      on conflict (provider, external_id) do update set
        display_number = coalesce(channels.display_number, excluded.display_number),
        account_id = coalesce(channels.account_id, excluded.account_id)
      returning id, provider, external_id`.execute(tx);
    for (const row of made) found.set(nameOf({ provider: row.provider, externalId: row.external_id }), row.id);
  }
  return found;
}

/** All channels, oldest first. */
export async function list(db: Kysely<DB> | Transaction<DB>): Promise<Channel[]> {
  const rows = await db.selectFrom("channels").selectAll().orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    provider: row.provider as Provider,
    externalId: row.external_id,
    displayNumber: row.display_number,
    accountId: row.account_id,
  }));
}

function toRow(ref: ChannelRef) {
  return {
    provider: ref.provider,
    external_id: ref.externalId,
    display_number: ref.displayNumber,
    account_id: ref.accountId,
  };
}
