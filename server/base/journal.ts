// The journal: events and the audit log, written in the transaction of the change itself. The meaning of the entries belongs to the code that writes
// them.
import { AsyncLocalStorage } from "node:async_hooks";
import { type QueryExecutorProvider, sql, type Transaction } from "kysely";
import { recordset } from "./db.ts";

/** The context of a change: the open transaction, the time, and who makes it (`driver`, `sensor`, `api:NAME`). */
export type CommandContext<DB> = { tx: Transaction<DB>; now: Date; by: string };

/** The NOTIFY channel for new events. */
export const newEvents = "bellhop_events";

/**
 * What an event is about: ids by columns of the table `events`. Which ones are possible is defined by `EventOf` in contract/events.ts; a skill adds
 * its own columns by a migration.
 */
export type Subject = Readonly<Record<string, number | null | undefined>>;

/** An event. */
export type Entry = { type: string; about?: Subject; data?: object };

/** Records an event. */
export const happened = (tx: QueryExecutorProvider, entry: Entry, now: Date): Promise<void> =>
  happenedAll(tx, [entry], now);

/** Records events, in order. */
export async function happenedAll(tx: QueryExecutorProvider, entries: readonly Entry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ type, about, data = {} }, place) => ({ ...about, place, type, data }));
  const subject = [...new Set(entries.flatMap(({ about = {} }) => Object.keys(about)))].sort();
  const columns = sql.raw(["type", "data", ...subject].join(", "));
  const shape = ["place int", "type text", "data jsonb", ...subject.map((column) => `${column} bigint`)].join(", ");
  await sql`
    with written as (
      insert into events (at, ${columns}) select ${now}, ${columns} from ${recordset("r", shape, rows)} order by place
      returning id
    )
    select pg_notify(${newEvents}, '') where exists (select from written)`.execute(tx);
}

/** A user or an API key, by its id, since names can change. */
export type Asker = { personId: number | null; keyId: number | null };

/** Who makes the request that is being handled. */
export const asking = new AsyncLocalStorage<Asker>();

/** A change by a person. */
export type Change = {
  /** For example `account.adjust` or `key.revoke`. */
  action: string;
  /** The kind of what was changed, for example `account` or `key`. */
  subject: string;
  /** The id of what was changed; 0: many at once, or somebody unknown. */
  id: number;
  before: object | null;
  after: object | null;
  note?: string | null;
  /** Who made the change, if that is not who makes the request: a sign-in comes from nobody. */
  who?: Asker;
};

/** Subjects whose changes show on pages of all users, who may not read the audit log. */
const chosenFrom: Record<string, string | undefined> = { label: "labels", canned: "canned", rule: "rules" };

/** Records in the audit log who changed what, and why, and emits events for the change. */
export async function audit(tx: QueryExecutorProvider, by: string, change: Change, now: Date): Promise<void> {
  const { action, subject, id, before, after, note } = change;
  // Changes that Bellhop makes by itself during a request are not the caller's.
  const who = change.who ?? (/^(desk|api):/.test(by) ? asking.getStore() : undefined);
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await sql`
    insert into audit_log (at, actor, actor_user_id, actor_key_id, action, subject, subject_id, before, after, note)
    values (${now}, ${by}, ${who?.personId ?? null}, ${who?.keyId ?? null}, ${action}, ${subject}, ${id}, ${json(before)}::jsonb, ${json(after)}::jsonb, ${note ?? null})`.execute(
    tx,
  );
  const list = chosenFrom[subject];
  await happenedAll(
    tx,
    [
      { type: "audit.written", data: { action, subject, id, by } },
      ...(list === undefined ? [] : [{ type: "settings.changed", data: { what: list } }]),
    ],
    now,
  );
}
