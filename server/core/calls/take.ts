// Taking, refusing and ending calls at the Desk. Whoever is first has the call; what the provider says of it is asked between two transactions.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { happened } from "../../base/journal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { ByNumber, CallAction, CallProvider, ProviderFault } from "../../contract/ports.ts";
import { announce, type Touched } from "../inbox/announce.ts";
import { type CallRow, readCalls } from "../inbox/calls.ts";

/** What the functions need. */
export type CallContext = {
  db: Kysely<DB>;
  providers: ByNumber<CallProvider>;
  /** Who acts; null: a program. */
  personId: number | null;
  clock(): Date;
};

/** The call with an id. Throws NOT_FOUND. */
async function callOf(db: Kysely<DB> | Transaction<DB>, id: number): Promise<CallRow> {
  const [call] = await readCalls(db, sql`k.id = ${id}`);
  if (!call) throw new Fault("NOT_FOUND", `There is no call ${id}.`);
  return call;
}

/**
 * Takes a call that rings, with the session description of the browser. Throws NOT_FOUND, CALL_TAKEN, CALL_OVER, CHANNEL_NOT_CONFIGURED, and
 * CALL_REFUSED when the provider does not connect it: it rings again then.
 */
export async function answerCall(context: CallContext, id: number, sdp: string): Promise<CallRow> {
  const { db, personId, clock } = context;
  const call = await callOf(db, id);
  const act = await actingOn(context, call);
  const taken = await change(
    db,
    clock(),
    sql`update calls set taken_at = ${clock()}, taken_by = ${personId} where id = ${id} and direction = 'in' and taken_at is null
      and answered_at is null and rejected_at is null and ended_at is null`,
    id,
  );
  if (!taken) throw whyNot(await callOf(db, id));
  for (const action of ["pre_accept", "accept"] as const) {
    const done = await act({ action, sdp });
    if (done === "done") continue;
    await change(
      db,
      clock(),
      sql`update calls set taken_at = null, taken_by = null where id = ${id} and answered_at is null`,
      id,
    );
    throw refused(done);
  }
  await change(db, clock(), sql`update calls set answered_at = coalesce(answered_at, ${clock()}) where id = ${id}`, id);
  return callOf(db, id);
}

/** Refuses a call that rings, for everybody. Throws NOT_FOUND, CALL_TAKEN, CALL_OVER, CHANNEL_NOT_CONFIGURED and CALL_REFUSED. */
export async function rejectCall(context: CallContext, id: number): Promise<CallRow> {
  const { db, personId, clock } = context;
  const act = await actingOn(context, await callOf(db, id));
  const refusing = await change(
    db,
    clock(),
    sql`update calls set rejected_at = ${clock()}, taken_at = ${clock()}, taken_by = ${personId} where id = ${id} and direction = 'in'
      and taken_at is null and answered_at is null and rejected_at is null and ended_at is null`,
    id,
  );
  if (!refusing) throw whyNot(await callOf(db, id));
  const done = await act({ action: "reject" });
  if (done !== "done") throw refused(done);
  return callOf(db, id);
}

/**
 * Ends a call that the user has; one that is over stays as it is. Throws NOT_FOUND, CALL_TAKEN when a colleague has it, CHANNEL_NOT_CONFIGURED and
 * CALL_REFUSED.
 */
export async function endCall(context: CallContext, id: number): Promise<CallRow> {
  const { db, personId } = context;
  const call = await callOf(db, id);
  if (call.taken_at === null || call.taken_by !== personId) throw whyNot(call);
  if (call.ended_at !== null) return call;
  const act = await actingOn(context, call);
  const done = await act({ action: "terminate" });
  if (done === "done") return callOf(db, id);
  // The provider may know the end before its webhook has come.
  const now = await callOf(db, id);
  if (now.ended_at === null) throw refused(done);
  return now;
}

/** The provider's side of a call. Throws CHANNEL_NOT_CONFIGURED. */
async function actingOn(
  { db, providers }: CallContext,
  call: CallRow,
): Promise<(action: CallAction) => Promise<"done" | ProviderFault>> {
  const { externalId, accountId } = await db
    .selectFrom("channels")
    .select(["external_id as externalId", "account_id as accountId"])
    .where("id", "=", call.channel_id)
    .executeTakeFirstOrThrow();
  const provider = providers.get(call.provider, { externalId, accountId });
  if (!provider) throw notConfigured(call.provider);
  return (action) => provider.act(externalId, call.provider_id, action);
}

/** The fault of a number without a provider that makes calls. */
export const notConfigured = (provider: Provider): Fault =>
  new Fault(
    "CHANNEL_NOT_CONFIGURED",
    provider === "twilio"
      ? "Calls to a Twilio sender go to its voice application, and not through Bellhop. See docs/calls.md."
      : "Bellhop has no credentials for this number. Set WHATSAPP_ACCESS_TOKEN.",
  );

/** The fault of a provider's refusal. */
export const refused = ({ fault }: ProviderFault): Fault => new Fault("CALL_REFUSED", fault);

/** Why a call cannot be taken. */
function whyNot(call: CallRow): Fault {
  if (call.ended_at === null && call.taken_at !== null) {
    const who = call.taken_by_name ?? "A program";
    return new Fault("CALL_TAKEN", `${who} has ${call.rejected_at === null ? "taken" : "refused"} the call.`);
  }
  if (call.ended_at === null && call.direction === "in" && call.answered_at === null)
    return new Fault("CALL_OVER", "Nobody has taken the call. Take it first.");
  return new Fault("CALL_OVER", "The call is over. Call back from its conversation.");
}

/** Changes one call and tells live views; false when the statement changed nothing. */
async function change(db: Kysely<DB>, now: Date, statement: ReturnType<typeof sql>, id: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numAffectedRows = 0n } = await statement.execute(tx);
    if (numAffectedRows === 0n) return false;
    await tellCalls(tx, [id], now);
    return true;
  });
}

/** Tells live views which calls changed, and the messages that show them. */
export async function tellCalls(tx: Transaction<DB>, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await happened(tx, { type: "call.changed", data: { call_ids: [...ids] } }, now);
  const { rows } = await sql<Touched>`
    select m.id as "messageId", m.conversation_id as "conversationId" from calls k join messages m on m.id = k.message_id
    where k.id = any(${[...ids]}::bigint[])`.execute(tx);
  await announce(tx, rows, now);
}
