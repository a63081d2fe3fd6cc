// Calling a customer from the Desk: asks the provider whether it is allowed, and records the call at once, before its webhooks come.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { ChannelRef, Provider } from "../../contract/inbound.ts";
import type { Address } from "../../contract/outbound.ts";
import type { CallPermission, CallProvider } from "../../contract/ports.ts";
import { type CallRow, readCalls } from "../inbox/calls.ts";
import { type CallContext, notConfigured, refused, tellCalls } from "./take.ts";

type Callee = { channelId: number; channel: ChannelRef; to: Address; provider: CallProvider };

/** Whether the customer of a conversation lets the business call. Throws NOT_FOUND, BAD_RECIPIENT, CHANNEL_NOT_CONFIGURED and CALL_REFUSED. */
export async function permissionFor(context: CallContext, conversationId: number): Promise<CallPermission> {
  const { channel, to, provider } = await calleeOf(context, conversationId);
  const answer = await provider.permission(channel.externalId, to);
  if ("fault" in answer) throw refused(answer);
  return answer;
}

/**
 * Calls the customer of a conversation, with the browser's session description. The customer's side follows by a webhook. Throws CALL_NOT_ALLOWED
 * and what {@link permissionFor} throws.
 */
export async function placeCall(context: CallContext, conversationId: number, sdp: string): Promise<CallRow> {
  const { db, personId, clock } = context;
  const { channelId, channel, to, provider } = await calleeOf(context, conversationId);
  const permission = await provider.permission(channel.externalId, to);
  if ("fault" in permission) throw refused(permission);
  if (!permission.mayCall)
    throw new Fault("CALL_NOT_ALLOWED", "The customer has not allowed you to call. Ask for it in the conversation.");
  const placed = await provider.call(channel.externalId, to, sdp);
  if ("fault" in placed) throw refused(placed);
  return db.transaction().execute(async (tx) => {
    // A webhook may have been faster; it knows neither who calls nor, if it is a status, whom.
    const { rows } = await sql<{ id: number }>`
      insert into calls as k (channel_id, provider_id, direction, began_at, taken_at, taken_by)
      values (${channelId}, ${placed.callId}, 'out', ${clock()}, ${clock()}, ${personId})
      on conflict (channel_id, provider_id) do update set taken_at = excluded.taken_at, taken_by = excluded.taken_by
      returning id`.execute(tx);
    const { id } = rows[0]!;
    await tellCalls(tx, [id], clock());
    const [call] = await readCalls(tx, sql`k.id = ${id}`);
    return call!;
  });
}

async function calleeOf({ db, providers }: CallContext, conversationId: number): Promise<Callee> {
  const row = await conversationOf(db, conversationId);
  if (!row) throw new Fault("NOT_FOUND", `There is no conversation ${conversationId}.`);
  if (row.address_kind === "group") throw new Fault("BAD_RECIPIENT", "A group cannot be called.");
  const { channel_id: channelId, external_id: externalId, display_number: displayNumber, account_id: accountId } = row;
  const provider = providers.get(row.provider, { externalId, accountId });
  if (!provider) throw notConfigured(row.provider);
  return {
    channelId,
    channel: { provider: row.provider, externalId, displayNumber, accountId },
    to: { kind: row.address_kind, value: row.address },
    provider,
  };
}

async function conversationOf(db: Kysely<DB>, id: number) {
  const { rows } = await sql<{
    channel_id: number;
    address_kind: Address["kind"];
    address: string;
    provider: Provider;
    external_id: string;
    display_number: string | null;
    account_id: string | null;
  }>`
    select v.channel_id, v.address_kind, v.address, h.provider, h.external_id, h.display_number, h.account_id
    from conversations v join channels h on h.id = v.channel_id where v.id = ${id}`.execute(db);
  return rows[0];
}
