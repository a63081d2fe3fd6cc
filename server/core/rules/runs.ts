// When rules applied: writing it down with what is still to be done, counting it, and deleting what is old.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { newDueJobs } from "../../base/due-jobs.ts";
import type { Action } from "./rule.ts";

/** How long a run is kept, in days. */
const KEPT_DAYS = 30;
/** The days over which runs are counted. */
const COUNTED_DAYS = 7;

/** A rule that applied to a message, and the actions that are still to be done. */
export type MessageRun = { ruleId: number; conversationId: number; messageId: number; actions: readonly Action[] };

/** Writes down runs with their remaining actions, which are done within a second or two. A rule that was removed meanwhile is passed over. */
export async function note(tx: Transaction<DB>, runs: readonly MessageRun[], now: Date): Promise<void> {
  if (runs.length === 0) return;
  const shape = "place int, rule_id int, conversation_id bigint, message_id bigint, actions jsonb";
  const rows = runs.map(({ ruleId, conversationId, messageId, actions }, place) => ({
    ...{ place, rule_id: ruleId, conversation_id: conversationId, message_id: messageId, actions },
  }));
  await sql`
    with given as (
      select g.*, nextval(pg_get_serial_sequence('rule_runs', 'id')) as run_id from ${recordset("g", shape, rows)}
      join (select id from keyword_rules where id = any(${runs.map(({ ruleId }) => ruleId)}::int[]) for key share) k on k.id = g.rule_id
    ), noted as (
      insert into rule_runs (id, rule_id, conversation_id, at) overriding system value
      select run_id, rule_id, conversation_id, ${now}::timestamptz from given
    )
    insert into rule_steps (run_id, after_message_id, actions, due_at, depth)
    select run_id, message_id, actions, ${now}::timestamptz, 0 from given where jsonb_array_length(actions) > 0 order by place`.execute(
    tx,
  );
  if (runs.some(({ actions }) => actions.length > 0)) await sql`select pg_notify(${newDueJobs}, '')`.execute(tx);
}

/** How a rule did lately. */
export type RuleRuns = { rule_id: number; week: number; last_at: Date; faults: number; fault: string | null };

/** How often each rule applied within a week, when last, and what failed last. */
export async function count(db: Kysely<DB>, now: Date): Promise<Map<number, RuleRuns>> {
  const since = new Date(now.getTime() - COUNTED_DAYS * 86_400_000);
  const { rows } = await sql<RuleRuns>`
    select rule_id, (count(*) filter (where at > ${since}))::int as week, max(at) as last_at,
      (count(fault) filter (where at > ${since}))::int as faults,
      (array_agg(fault order by at desc) filter (where fault is not null and at > ${since}))[1] as fault
    from rule_runs group by rule_id`.execute(db);
  return new Map(rows.map((row) => [row.rule_id, row]));
}

/** Deletes old runs, but for those of rules that apply once to a person; returns how many. */
export async function sweep(db: Kysely<DB>, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
  const { numAffectedRows } = await sql`
    delete from rule_runs r using keyword_rules k
    where k.id = r.rule_id and r.at < ${before} and (k.definition ->> 'once') is distinct from 'ever'
      and not exists (select from rule_steps s where s.run_id = r.id)`.execute(db);
  return Number(numAffectedRows);
}
