// Opens and closes incidents that are not about a parking spot, for every part of the core that detects a fault; settles incidents of any
// kind. Incidents about spots are opened in core/parking/incidents.ts.
import { type QueryExecutorProvider, sql } from "kysely";
import { Fault } from "./errors.ts";
import { audit, happenedAll } from "./journal.ts";

/** The subject of an incident; fields that do not apply are left out. */
export type IncidentSubject = {
  contactId?: number | null;
  conversationId?: number | null;
  channelId?: number | null;
  deviceId?: number | null;
  bookingId?: number | null;
};

/**
 * Opens an incident unless one of its kind is open for the same subject; returns its id, or null when one was open already. The Desk shows
 * `detail` beside the incident.
 */
export async function openIncident(
  tx: QueryExecutorProvider,
  kind: string,
  subject: IncidentSubject,
  detail: object,
  now: Date,
): Promise<number | null> {
  const { contactId = null, conversationId = null, channelId = null, deviceId = null, bookingId = null } = subject;
  const { rows } = await sql<{ id: number }>`
    insert into incidents (kind, contact_id, conversation_id, channel_id, device_id, booking_id, detail, opened_at)
    values (${kind}, ${contactId}, ${conversationId}, ${channelId}, ${deviceId}, ${bookingId}, ${JSON.stringify(detail)}::jsonb, ${now})
    on conflict do nothing returning id`.execute(tx);
  if (rows.length > 0) await happenedAll(tx, [{ type: "incident.opened", bookingId, deviceId, data: { kind } }], now);
  return rows[0]?.id ?? null;
}

/** Closes the open incident of a kind for a subject, because its cause has passed; `by` names what closed it. */
export async function closeIncident(
  tx: QueryExecutorProvider,
  kind: string,
  subject: IncidentSubject,
  by: string,
  now: Date,
): Promise<void> {
  const { contactId = null, conversationId = null, channelId = null, deviceId = null, bookingId = null } = subject;
  const { rows } = await sql<{ id: number }>`
    update incidents set closed_at = ${now}, closed_by = ${by}
    where kind = ${kind} and closed_at is null and spot_id is null
      and contact_id is not distinct from ${contactId}::bigint and conversation_id is not distinct from ${conversationId}::bigint
      and channel_id is not distinct from ${channelId}::int and device_id is not distinct from ${deviceId}::int
      and booking_id is not distinct from ${bookingId}::bigint
    returning id`.execute(tx);
  if (rows.length > 0)
    await happenedAll(tx, [{ type: "incident.closed", bookingId, deviceId, data: { kind, by } }], now);
}

type Kept = {
  id: number;
  kind: string;
  lot_id: number | null;
  spot_id: number | null;
  booking_id: number | null;
  device_id: number | null;
  closed_at: Date | null;
};

/** Records that a person has dealt with an incident, with a note for the audit log. A closed incident stays as it is. Throws NOT_FOUND. */
export async function settleIncident(
  tx: QueryExecutorProvider,
  by: string,
  id: number,
  note: string,
  now: Date,
): Promise<void> {
  const { rows: found } = await sql<Kept>`select * from incidents where id = ${id} for no key update`.execute(tx);
  const before = found[0];
  if (!before) throw new Fault("NOT_FOUND", `There is no incident ${id}. List the incidents to see which there are.`);
  if (before.closed_at !== null) return;
  const { rows } = await sql<Kept>`
    update incidents set closed_at = ${now}, closed_by = ${by}, note = ${note} where id = ${id} returning *`.execute(
    tx,
  );
  const after = rows[0]!;
  await audit(tx, by, { action: "incident.settle", subject: "incident", id, before, after, note }, now);
  const { lot_id: lotId, spot_id: spotId, booking_id: bookingId, device_id: deviceId, kind } = after;
  await happenedAll(tx, [{ type: "incident.closed", lotId, spotId, bookingId, deviceId, data: { kind, by } }], now);
}
