// Sessions of people: whose one is, which there are, and how they end. Ended means ended at once, in every process: each request asks.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { type Act, audit } from "../../base/journal.ts";
import { networkOf } from "./address.ts";
import type { Role } from "./roles.ts";

/** Whose session it is. */
export type Found = {
  sessionId: number;
  personId: number;
  name: string;
  role: Role;
  expiresAt: Date;
  /** Whether they gave their password in it within the last {@link confirmedMinutes}. */
  confirmed: boolean;
};

/** For how many minutes a confirmed password counts. */
export const confirmedMinutes = 10;

/** A session as it is shown: never its token. */
export type SessionInfo = {
  id: number;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Date;
  seen_at: Date | null;
  expires_at: Date;
};

/** Whose session a token opens; null when it has ended or its person is disabled. Notes at most once a minute that it was used. */
export async function find(db: Kysely<DB>, token: string, now: Date): Promise<Found | null> {
  const { rows } = await sql<Found & { stale: boolean }>`
    select s.id as "sessionId", p.id as "personId", p.name, p.role, s.expires_at as "expiresAt",
      coalesce(s.confirmed_at > ${now}::timestamptz - make_interval(mins => ${confirmedMinutes}), false) as confirmed,
      coalesce(s.seen_at < ${now}::timestamptz - interval '1 minute', true) as stale
    from people_sessions s join people p on p.id = s.person_id
    where s.token = ${token} and s.expires_at > ${now} and p.disabled_at is null`.execute(db);
  const row = rows[0];
  if (!row) return null;
  const { stale, ...found } = row;
  if (stale) await db.updateTable("people_sessions").set({ seen_at: now }).where("id", "=", found.sessionId).execute();
  return found;
}

/** Notes that the person of a session confirmed that it is them. */
export async function confirm(db: Kysely<DB>, id: number, now: Date): Promise<void> {
  await db.updateTable("people_sessions").set({ confirmed_at: now }).where("id", "=", id).execute();
}

/** Whether somebody was signed in from an address or its network before, in a session that is still open. */
export async function isFamiliar(db: Kysely<DB>, email: string, address: string, now: Date): Promise<boolean> {
  const open = await db
    .selectFrom("people_sessions")
    .innerJoin("people", "people.id", "people_sessions.person_id")
    .select("ip_address")
    .distinct()
    .where("people.email", "=", email)
    .where("expires_at", ">", now)
    .execute();
  return open.some(({ ip_address }) => ip_address !== null && networkOf(ip_address) === networkOf(address));
}

/** A person's open sessions, the newest first. */
export function list(db: Kysely<DB>, personId: number, now: Date): Promise<SessionInfo[]> {
  return db
    .selectFrom("people_sessions")
    .select(["id", "ip_address", "user_agent", "created_at", "seen_at", "expires_at"])
    .where("person_id", "=", personId)
    .where("expires_at", ">", now)
    .orderBy("id", "desc")
    .execute();
}

/** Ends one session of a person. Throws NOT_FOUND. */
export async function end({ tx, by, now }: Act<DB>, personId: number, id: number): Promise<void> {
  const ended = await tx
    .deleteFrom("people_sessions")
    .where("id", "=", id)
    .where("person_id", "=", personId)
    .returning(["ip_address", "user_agent"])
    .executeTakeFirst();
  if (!ended) throw new Fault("NOT_FOUND", `There is no open session ${id} of this person.`);
  const before = { session: id, ...ended };
  await audit(tx, by, { action: "person.session_ended", subject: "person", id: personId, before, after: null }, now);
}

/** Ends all sessions of a person. */
export async function endAll({ tx }: Act<DB>, personId: number): Promise<void> {
  await tx.deleteFrom("people_sessions").where("person_id", "=", personId).execute();
}

/** Takes away sessions that are over. */
export async function sweep(db: Kysely<DB>, now: Date): Promise<void> {
  await db.deleteFrom("people_sessions").where("expires_at", "<=", now).execute();
}
