// The journal: what happened and what people changed, written in the transaction in which it became true. What the entries mean is
// the business of those who write them.
import { AsyncLocalStorage } from "node:async_hooks";
import { type QueryExecutorProvider, sql, type Transaction } from "kysely";
import { recordset } from "./db.ts";

/** Under what a change is made: the open transaction, the time, and who asks (`driver`, `sensor`, `api:NAME`). */
export type CommandContext<DB> = { tx: Transaction<DB>; now: Date; by: string };

/** The channel on which processes are told that something happened. */
export const newEvents = "bellhop_events";

/**
 * What something is about: ids by columns of the table `events`. Which there are is said by who writes the event (`EventOf` in
 * contract/events.ts); a skill adds columns of its own by a migration.
 */
export type Subject = Readonly<Record<string, number | null | undefined>>;

/** Something that happened. */
export type Entry = { type: string; about?: Subject; data?: object };

/** Writes down what happened. */
export const happened = (tx: QueryExecutorProvider, entry: Entry, now: Date): Promise<void> =>
  happenedAll(tx, [entry], now);

/** Writes down several things that happened, in order. */
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

/** A person or an API key, by the number that stays when they are called something else. */
export type Asker = { personId: number | null; keyId: number | null };

/** Who asks, while their request is handled. */
export const asking = new AsyncLocalStorage<Asker>();

/** What a person changed. */
export type Change = {
  /** `account.adjust`, `key.revoke`. */
  action: string;
  /** What was changed: `account`, `key`. */
  subject: string;
  /** Which one; 0: many at once, or nobody who is known. */
  id: number;
  before: object | null;
  after: object | null;
  note?: string | null;
  /** Who did it, where that is not who asks: somebody who signs in asks as nobody. */
  who?: Asker;
};

/** Subjects of changes that show on everybody's pages, who may not read the audit log. */
const chosenFrom: Record<string, string | undefined> = { label: "labels", canned: "canned", rule: "rules" };

/** Writes down who changed what, and why; that they did is an event too. */
export async function audit(tx: QueryExecutorProvider, by: string, change: Change, now: Date): Promise<void> {
  const { action, subject, id, before, after, note } = change;
  // What the house does by itself while it answers somebody is not theirs.
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
