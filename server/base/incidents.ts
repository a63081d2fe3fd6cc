// Opens and closes incidents of the core, for every part that detects a fault; settles incidents of any kind. Skills open their own incidents
// themselves.
import { type QueryExecutorProvider, sql } from "kysely";
import { Fault } from "./errors.ts";
import { audit, happenedAll, type Subject } from "./journal.ts";

/** The subject of an incident; fields that do not apply are left out. */
export type IncidentSubject = {
  contactId?: number | null;
  conversationId?: number | null;
  channelId?: number | null;
  deviceId?: number | null;
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
  const { contactId = null, conversationId = null, channelId = null, deviceId = null } = subject;
  const { rows } = await sql<{ id: number }>`
    insert into incidents (kind, contact_id, conversation_id, channel_id, device_id, detail, opened_at)
    values (${kind}, ${contactId}, ${conversationId}, ${channelId}, ${deviceId}, ${JSON.stringify(detail)}::jsonb, ${now})
    on conflict do nothing returning id`.execute(tx);
  const about = { device_id: deviceId };
  if (rows.length > 0) await happenedAll(tx, [{ type: "incident.opened", about, data: { kind } }], now);
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
  const { contactId = null, conversationId = null, channelId = null, deviceId = null } = subject;
  const { rows } = await sql<{ id: number }>`
    update incidents set closed_at = ${now}, closed_by = ${by}
    where kind = ${kind} and closed_at is null
      and contact_id is not distinct from ${contactId}::bigint and conversation_id is not distinct from ${conversationId}::bigint
      and channel_id is not distinct from ${channelId}::int and device_id is not distinct from ${deviceId}::int
    returning id`.execute(tx);
  const about = { device_id: deviceId };
  if (rows.length > 0) await happenedAll(tx, [{ type: "incident.closed", about, data: { kind, by } }], now);
}

/** A row of incidents. It also has the columns that skills add, which the table `events` has as well. */
type Row = {
  id: number;
  kind: string;
  contact_id: number | null;
  conversation_id: number | null;
  channel_id: number | null;
  detail: object;
  opened_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
  note: string | null;
};

/** Records that a person has dealt with an incident, with a note for the audit log. A closed incident stays as it is. Throws NOT_FOUND. */
export async function settleIncident(
  tx: QueryExecutorProvider,
  by: string,
  id: number,
  note: string,
  now: Date,
): Promise<void> {
  const { rows: found } = await sql<Row>`select * from incidents where id = ${id} for no key update`.execute(tx);
  const before = found[0];
  if (!before) throw new Fault("NOT_FOUND", `There is no incident ${id}. List the incidents to see which there are.`);
  if (before.closed_at !== null) return;
  const { rows } = await sql<Row>`
    update incidents set closed_at = ${now}, closed_by = ${by}, note = ${note} where id = ${id} returning *`.execute(
    tx,
  );
  const after = rows[0]!;
  await audit(tx, by, { action: "incident.settle", subject: "incident", id, before, after, note }, now);
  await happenedAll(tx, [{ type: "incident.closed", about: subjectOf(after), data: { kind: after.kind, by } }], now);
}

/** The subject of an incident's event: its device, and the columns that skills add. */
function subjectOf(incident: Row): Subject {
  const { id, kind, contact_id, conversation_id, channel_id, detail, opened_at, closed_at, closed_by, note, ...about } =
    incident;
  return about;
}
