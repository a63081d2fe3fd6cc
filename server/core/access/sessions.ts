// Sessions of users. An ended session is invalid at once in every process, since each request looks it up.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { Role } from "../../contract/roles.ts";
import { type From, newToken, SESSION_DAYS } from "./auth.ts";

/** A session and its user. */
export type Found = {
  sessionId: number;
  personId: number;
  name: string;
  role: Role;
  expiresAt: Date;
  /** Whether the user entered their password in this session within the last {@link CONFIRMED_MINUTES}. */
  confirmed: boolean;
  /** Whether the user must set up a second factor first. */
  mustEnrol: boolean;
};

/** For how many minutes a confirmation by password is valid. */
export const CONFIRMED_MINUTES = 10;

/** A session as it is listed, without its token. */
export type SessionInfo = {
  id: number;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Date;
  seen_at: Date | null;
  expires_at: Date;
};

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");
const endOf = (now: Date): Date => new Date(now.getTime() + SESSION_DAYS * 86_400_000);

/** Opens a session and returns its token, which cannot be read again; null when the user is disabled. */
export async function open(db: Kysely<DB>, personId: number, from: From, now: Date): Promise<string | null> {
  const token = newToken();
  const { rows } = await sql`
    insert into user_sessions (user_id, token, expires_at, ip_address, user_agent, created_at, updated_at)
    select id, ${digest(token)}, ${endOf(now)}, ${from.address}, ${from.userAgent ?? null}, ${now}, ${now}
    from users where id = ${personId} and disabled_at is null
    returning id`.execute(db);
  return rows.length > 0 ? token : null;
}

/** The session of a token; null when it has ended or its user is disabled. Records at most once a minute that it was used. */
export async function find(db: Kysely<DB>, token: string, now: Date): Promise<Found | null> {
  const { rows } = await sql<Found & { stale: boolean }>`
    select s.id as "sessionId", u.id as "personId", u.name, u.role, s.expires_at as "expiresAt",
      coalesce(s.confirmed_at > ${now}::timestamptz - make_interval(mins => ${CONFIRMED_MINUTES}), false) as confirmed,
      u.role = 'admin' and exists (select from settings where name = 'second_factor_for_admins' and value = 'true')
        and not exists (select from user_second_factors f where f.user_id = u.id and f.confirmed_at is not null)
        as "mustEnrol",
      coalesce(s.seen_at < ${now}::timestamptz - interval '1 minute', true) as stale
    from user_sessions s join users u on u.id = s.user_id
    where s.token = ${digest(token)} and s.expires_at > ${now} and u.disabled_at is null`.execute(db);
  const row = rows[0];
  if (!row) return null;
  const { stale, ...found } = row;
  if (stale) await db.updateTable("user_sessions").set({ seen_at: now }).where("id", "=", found.sessionId).execute();
  return found;
}

/** Extends a session. */
export async function renew(db: Kysely<DB>, id: number, now: Date): Promise<void> {
  const values = { expires_at: endOf(now), updated_at: now };
  await db.updateTable("user_sessions").set(values).where("id", "=", id).execute();
}

/** Records that the user confirmed the session by password. */
export async function confirm(db: Kysely<DB>, id: number, now: Date): Promise<void> {
  await db.updateTable("user_sessions").set({ confirmed_at: now }).where("id", "=", id).execute();
}

/** A user's open sessions, newest first. */
export function list(db: Kysely<DB>, personId: number, now: Date): Promise<SessionInfo[]> {
  return db
    .selectFrom("user_sessions")
    .select(["id", "ip_address", "user_agent", "created_at", "seen_at", "expires_at"])
    .where("user_id", "=", personId)
    .where("expires_at", ">", now)
    .orderBy("id", "desc")
    .execute();
}

/** Ends one session of a user. Throws NOT_FOUND. */
export async function end({ tx, by, now }: CommandContext<DB>, personId: number, id: number): Promise<void> {
  const ended = await tx
    .deleteFrom("user_sessions")
    .where("id", "=", id)
    .where("user_id", "=", personId)
    .returning(["ip_address", "user_agent"])
    .executeTakeFirst();
  if (!ended) throw new Fault("NOT_FOUND", `There is no open session ${id} of this person.`);
  const before = { session: id, ...ended };
  await audit(tx, by, { action: "person.session_ended", subject: "person", id: personId, before, after: null }, now);
}

/** Ends all sessions of a user but one, with an audit log entry if there were any; returns their number. */
export async function endOthers(
  { tx, by, now }: CommandContext<DB>,
  personId: number,
  kept: number | null,
): Promise<number> {
  const ended = await tx
    .deleteFrom("user_sessions")
    .where("user_id", "=", personId)
    .where("id", "!=", kept ?? 0)
    .returning("id")
    .execute();
  const before = { sessions: ended.map(({ id }) => id) };
  if (ended.length > 0)
    await audit(tx, by, { action: "person.sessions_ended", subject: "person", id: personId, before, after: null }, now);
  return ended.length;
}

/** Ends all sessions of a user. */
export async function endAll({ tx }: Pick<CommandContext<DB>, "tx">, personId: number): Promise<void> {
  await tx.deleteFrom("user_sessions").where("user_id", "=", personId).execute();
}

/** Deletes expired sessions. */
export async function sweep(db: Kysely<DB>, now: Date): Promise<void> {
  await db.deleteFrom("user_sessions").where("expires_at", "<=", now).execute();
}
