// Looks once a minute at what no other part finds: what waits for too long, what could not be recorded, and the disks. Each is an incident while it is so.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { leastFree } from "../../base/disk.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import type { coreIncidentKinds } from "../../contract/incidents.ts";
import * as lag from "../ingest/lag.ts";
import type { MachineDisk } from "./disks.ts";

type Kind = (typeof coreIncidentKinds)[number];

/** From when on something is an incident. It ends a little earlier, so that one at the limit does not come and go. */
const LIMITS = { lagSeconds: { from: 60, until: 10 }, unsentMinutes: 10, mailAttempts: 3 };
const GB = 1024 ** 3;

/** For how long an incident that a person settled is not opened again, in hours. */
const SETTLED_HOURS = 24;

/** What is watched: null where the limit is kept, or else a sentence for people; `hold`: not a reason to open, but also not to close. */
type Finding = { kind: Kind; summary: string | null; hold?: boolean };

/** Opens and closes the incidents of everything that is watched. `disks`: of DATA_DIR on all machines. */
export async function watchHealth(db: Kysely<DB>, disks: readonly MachineDisk[], now: Date): Promise<number> {
  const findings = [
    await drainLag(db, now),
    await deadLetters(db),
    await lateSends(db, now),
    await failingMail(db, now),
    // Where none is known, nothing has become better.
    ...(disks.length > 0 ? [diskLow(disks)] : []),
  ];
  for (const finding of findings) await keepIncident(db, finding, now);
  return findings.filter(({ summary }) => summary !== null).length;
}

/** Opens the incident of a kind, or closes it when there is nothing to say. One that a person settled is left alone for a day. */
export async function keepIncident(db: Kysely<DB>, { kind, summary, hold }: Finding, now: Date): Promise<void> {
  if (summary === null) {
    if (!hold) await db.transaction().execute((tx) => closeIncident(tx, kind, {}, "watch", now));
    return;
  }
  const since = new Date(now.getTime() - SETTLED_HOURS * 3_600_000);
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      select from incidents where kind = ${kind} and closed_by <> 'watch' and closed_at > ${since}`.execute(tx);
    if (rows.length === 0) await openIncident(tx, kind, {}, { summary }, now);
  });
}

async function drainLag(db: Kysely<DB>, now: Date): Promise<Finding> {
  const { waiting, seconds } = await lag.measure(db, now);
  const { from, until } = LIMITS.lagSeconds;
  const summary =
    seconds >= from ? `${waiting} webhooks wait to be read, the oldest for ${Math.round(seconds)} seconds.` : null;
  return { kind: "drain_lag", summary, hold: seconds >= until };
}

async function deadLetters(db: Kysely<DB>): Promise<Finding> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from dead_letters where resolved_at is null`.execute(db);
  const { n } = rows[0]!;
  return { kind: "dead_letters", summary: n > 0 ? `Open dead letters: ${n}.` : null };
}

/** Messages of channels that are held are left out: those have an incident of their own. */
async function lateSends(db: Kysely<DB>, now: Date): Promise<Finding> {
  const before = new Date(now.getTime() - LIMITS.unsentMinutes * 60_000);
  const { rows } = await sql<{ n: number; oldest: Date | null }>`
    select count(*)::int as n, min(m.received_at) as oldest
    from (
      select o.message_id from outbox o join channels h on h.id = o.channel_id
      where o.state <> 'window' and h.held_since is null order by o.message_id limit 1000
    ) o join messages m on m.id = o.message_id
    where m.received_at <= ${before}`.execute(db);
  const { n, oldest } = rows[0]!;
  const minutes = oldest && Math.floor((now.getTime() - oldest.getTime()) / 60_000);
  const summary = oldest
    ? `${n === 1000 ? "At least 1000" : n} messages wait to be sent, the oldest for ${minutes} minutes.`
    : null;
  return { kind: "sends_late", summary };
}

async function failingMail(db: Kysely<DB>, now: Date): Promise<Finding> {
  const day = new Date(now.getTime() - 86_400_000);
  const { rows } = await sql<{ way: string; answer: string }>`
    select way, answer from staff_messages
    where (content is not null and answer is not null and attempts >= ${LIMITS.mailAttempts}) or failed_at > ${day}
    order by id desc limit 1`.execute(db);
  const [row] = rows;
  const where = row?.way === "mail" ? "The mail server" : "The webhook";
  return { kind: "mail_failing", summary: row ? `${where}: ${row.answer}` : null };
}

function diskLow(disks: readonly MachineDisk[]): Finding {
  const below = (factor: number) => disks.filter(({ space }) => space.free < leastFree(space.size) * factor);
  const low = below(1).map(
    ({ host, space: { free, size } }) =>
      `${(free / GB).toFixed(1)} GB of ${(size / GB).toFixed(1)} GB are free on ${host}.`,
  );
  return { kind: "disk_low", summary: low.length > 0 ? low.join(" ") : null, hold: below(1.2).length > 0 };
}
