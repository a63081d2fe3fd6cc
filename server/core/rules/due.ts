// What rules do by themselves: asks them about what happened, does actions whose time has come, and looks for conversations in which nobody answers.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { closeIncident } from "../../base/incidents.ts";
import type { Log } from "../../base/log.ts";
import type { Clock } from "../../contract/ports.ts";
import type { ScheduledJob, SkillJobs } from "../../contract/skill.ts";
import type { Budget } from "../bot/states.ts";
import { type ActParts, act, MAX_DEPTH, type Run, raise } from "./act.ts";
import { applying, type CompiledRule, type Detail, needsFor, type Occurrence } from "./compile.ts";
import { type Fact, readFacts } from "./facts.ts";
import { type Action, nameOf, type Rule } from "./rule.ts";
import * as rules from "./rules.ts";
import * as runs from "./runs.ts";
import { createLoader } from "./skill.ts";

/** What the jobs need. `keys`: the first one encrypts mails. */
export type RuleJobParts = {
  db: Kysely<DB>;
  config: { skills: readonly string[]; botBudget: Budget };
  senders: { keys: readonly Buffer[] };
  clock: Clock;
  log: Log;
};

/** How many rows of each queue are taken at once, before other jobs have their turn. */
const BATCH = 100;
/** How long ago silence may have begun to count, in ms, when no process looked meanwhile. */
const SILENCE_SOUGHT_MS = 86_400_000;

type Tx = Transaction<DB>;
type Parts = RuleJobParts & ActParts & { facts: readonly Fact[]; load: ReturnType<typeof createLoader> };

/** The jobs of the rules. Without the skill among SKILLS no rule is asked, not even later, about what happened meanwhile. */
export function ruleJobs(given: RuleJobParts, facts: readonly Fact[]): SkillJobs {
  const { db, clock, config, senders } = given;
  const isOn = config.skills.includes("keywords");
  const sweepJob: ScheduledJob = {
    name: "rules.sweep",
    cron: "*/10 * * * *",
    async run() {
      if (!isOn) await sql`delete from rule_triggers`.execute(db);
      return `${await sweep(db, clock())} old runs of rules were deleted.`;
    },
  };
  if (!isOn) return { scheduled: [sweepJob] };
  const load = createLoader(facts);
  const parts: Parts = { ...given, facts, load, budget: config.botBudget, key: senders.keys[0] ?? null };
  return {
    scheduled: [sweepJob],
    async runDue(now) {
      const asked = await drain(parts, "rule_triggers", (tx) => askNext(tx, parts, now));
      const done = await drain(parts, "rule_steps", (tx) => stepNext(tx, parts, now));
      if (asked === BATCH || done === BATCH) return now;
      const { rows } = await sql<{ at: Date | null }>`select min(due_at) as at from rule_steps`.execute(db);
      return rows[0]!.at;
    },
    lookAround: () => askSilent(parts, clock()),
  };
}

async function sweep(db: Kysely<DB>, now: Date): Promise<number> {
  const since = new Date(now.getTime() - 3_600_000);
  const { rows } = await sql`select from rule_runs where at > ${since} and fault is not null limit 1`.execute(db);
  if (rows.length === 0) await db.transaction().execute((tx) => closeIncident(tx, "rules_failing", {}, "rules", now));
  return runs.sweep(db, now);
}

/** Takes rows of a queue one by one, each in its own transaction; returns how many. One that cannot be done at all is dropped, and the log says why. */
async function drain(
  { db, log }: Parts,
  queue: "rule_triggers" | "rule_steps",
  next: (tx: Tx) => Promise<boolean>,
): Promise<number> {
  let taken = 0;
  while (taken < BATCH) {
    try {
      if (!(await db.transaction().execute(next))) break;
    } catch (error) {
      if (isTransient(error)) throw error;
      log.error({ err: error, queue }, "a rule could not be applied, what set it off is dropped");
      const first = queue === "rule_steps" ? sql`due_at, id` : sql`id`;
      await sql`delete from ${sql.table(queue)} where id = (select id from ${sql.table(queue)} order by ${first} limit 1)`.execute(
        db,
      );
    }
    taken += 1;
  }
  return taken;
}

type TriggerRow = {
  kind: Exclude<Occurrence["on"], "message" | "idle">;
  conversation_id: number | null;
  contact_id: number | null;
  detail: Detail;
  depth: number;
};

/** Asks the rules about the next thing that happened; false when there is none. */
async function askNext(tx: Tx, parts: Parts, now: Date): Promise<boolean> {
  const { rows } = await sql<TriggerRow>`
    delete from rule_triggers where id = (select id from rule_triggers order by id limit 1 for update skip locked)
    returning kind, conversation_id, contact_id, detail, depth`.execute(tx);
  const [row] = rows;
  if (!row) return false;
  const id = row.conversation_id ?? (await lastConversation(tx, row.contact_id));
  if (id === null) return true;
  const occurrence: Occurrence = { on: row.kind, detail: row.detail };
  await ask(tx, parts, { conversationId: id, occurrence, depth: row.depth }, now);
  return true;
}

/** The conversation in which a contact wrote last. */
async function lastConversation(tx: Tx, contactId: number | null): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from conversations where contact_id = ${contactId} order by last_inbound_at desc nulls last, id desc limit 1`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}

type Asked = { conversationId: number; occurrence: Occurrence; depth: number };

/** Asks the rules about what happened in a conversation, and does what those say that apply. */
async function ask(tx: Tx, parts: Parts, { conversationId, occurrence, depth }: Asked, now: Date): Promise<void> {
  const { others } = await parts.load(tx);
  const facts = (await readFacts(tx, [conversationId], needsFor(others, parts.facts), now)).get(conversationId);
  if (!facts?.isBotOn) return;
  for (const { rule } of applying(others, occurrence, facts)) {
    if (depth >= MAX_DEPTH) {
      const why = `Rules set each other off ${MAX_DEPTH} times in a row; “${nameOf(rule)}” was not applied once more.`;
      return void (await raise(tx, why, now));
    }
    await apply(tx, parts, { rule, conversationId, depth }, now);
  }
}

async function apply(
  tx: Tx,
  parts: Parts,
  { rule, conversationId, depth }: { rule: Rule; conversationId: number; depth: number },
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into rule_runs (rule_id, conversation_id, at) values (${rule.id}, ${conversationId}, ${now}) returning id`.execute(
    tx,
  );
  const run: Run = { id: rows[0]!.id, rule: { id: rule.id, name: nameOf(rule) }, conversationId, depth };
  await act(tx, { run, actions: rule.actions, now }, parts);
}

type StepRow = {
  run_id: number;
  after_message_id: number;
  unless: "customer_writes" | "team_answers" | null;
  actions: Action[];
  depth: number;
  rule_id: number;
  conversation_id: number;
};

/** Does the next actions whose time has come; false when there are none. Those of a rule that was switched off meanwhile are dropped. */
async function stepNext(tx: Tx, parts: Parts, now: Date): Promise<boolean> {
  const { rows } = await sql<StepRow>`
    with taken as (
      delete from rule_steps where id = (select id from rule_steps where due_at <= ${now} order by due_at, id limit 1 for update skip locked)
      returning *
    ) select t.*, r.rule_id, r.conversation_id from taken t join rule_runs r on r.id = t.run_id`.execute(tx);
  const [step] = rows;
  if (!step) return false;
  const rule = await rules.get(tx, step.rule_id);
  if (!rule.enabled || (await hasEnded(tx, step))) return true;
  const run: Run = {
    id: step.run_id,
    rule: { id: rule.id, name: nameOf(rule) },
    conversationId: step.conversation_id,
    depth: step.depth,
  };
  await act(tx, { run, actions: step.actions, now }, parts);
  return true;
}

/** Whether what ends a wait has happened, or the bot was switched off for the number. */
async function hasEnded(tx: Tx, { conversation_id: id, after_message_id: after, unless }: StepRow): Promise<boolean> {
  const whose =
    unless === "customer_writes" ? sql`direction = 'in'` : sql`direction = 'out' and origin ~ '^(desk:|api:|phone$)'`;
  const { rows } = await sql<{ ended: boolean }>`
    select not h.bot_enabled or (${unless !== null} and exists (
      select from messages m where m.conversation_id = v.id and m.id > ${after} and ${whose})) as ended
    from conversations v join channels h on h.id = v.channel_id where v.id = ${id}`.execute(tx);
  return rows[0]?.ended !== false;
}

/** Asks rules that wait for silence, about each conversation in which it has lasted long enough since the rule was saved. */
async function askSilent(parts: Parts, now: Date): Promise<void> {
  const { db, load } = parts;
  const { others } = await db.transaction().execute(load);
  for (const { rule } of others) {
    if (rule.when.on !== "idle") continue;
    for (const id of await silent(db, rule, now))
      await db.transaction().execute(async (tx) => {
        const occurrence: Occurrence = { on: "idle", ruleId: rule.id };
        await ask(tx, parts, { conversationId: id, occurrence, depth: 0 }, now);
      });
  }
}

/** Conversations in which a side has not answered for as long as a rule says, and to which the rule has not applied since the other one wrote. */
async function silent(db: Kysely<DB>, { id, when, updated_at }: CompiledRule["rule"], now: Date): Promise<number[]> {
  if (when.on !== "idle") return [];
  const until = now.getTime() - when.minutes * 60_000;
  const from = Math.max(until - SILENCE_SOUGHT_MS, updated_at.getTime() - when.minutes * 60_000);
  const since = when.who === "team" ? sql`v.waiting_since` : sql`v.last_message_at`;
  const side =
    when.who === "team" ? sql`v.stage = 'waiting'` : sql`v.state = 'open' and v.last_inbound_at < v.last_message_at`;
  const began = when.who === "team" ? since : sql`v.last_inbound_at`;
  const { rows } = await sql<{ id: number }>`
    select v.id from conversations v
    where v.contact_id is not null and v.last_message_at is not null and ${side}
      and ${since} > ${new Date(from)} and ${since} <= ${new Date(until)}
      and not exists (select from rule_runs r where r.conversation_id = v.id and r.rule_id = ${id} and r.at >= ${began})
    order by ${since} limit ${BATCH}`.execute(db);
  return rows.map((row) => row.id);
}
