// The rules in the database: listing, adding, changing and removing them.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import { keepFileOf } from "../bot/saved.ts";
import type { Rule, RuleBody } from "./rule.ts";
import { columnsOf, draftsOf, isShort, type RuleRow, ruleOf, shortOf } from "./stored.ts";

/** A new rule; without a position it goes last. */
export type RuleInput = RuleBody & { position: number | null };

/** Who makes a change, and when. */
type By = { by: string; now: Date };

/** All rules in the order in which they are asked. */
export async function list(db: Kysely<DB> | Transaction<DB>): Promise<Rule[]> {
  const rows = await db.selectFrom("keyword_rules").selectAll().orderBy("position").orderBy("id").execute();
  return rows.map((row) => ruleOf(row as unknown as RuleRow));
}

/** One rule. Throws NOT_FOUND. */
export async function get(db: Kysely<DB> | Transaction<DB>, id: number): Promise<Rule> {
  const row = await db.selectFrom("keyword_rules").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw missing(id);
  return ruleOf(row as unknown as RuleRow);
}

/** Adds a rule. Throws BAD_REQUEST when it names what does not exist. */
export const create = (db: Kysely<DB>, input: RuleInput, by: By): Promise<Rule> =>
  db.transaction().execute((tx) => createIn(tx, input, by));

/** Adds rules, all or none. Throws BAD_REQUEST as {@link create} does. */
export async function createAll(db: Kysely<DB>, inputs: readonly RuleInput[], by: By): Promise<Rule[]> {
  return db.transaction().execute(async (tx) => {
    const made: Rule[] = [];
    for (const input of inputs) made.push(await createIn(tx, input, by));
    return made;
  });
}

async function createIn(tx: Transaction<DB>, { position, ...body }: RuleInput, { by, now }: By): Promise<Rule> {
  await refuseUnknown(tx, body);
  const row = await tx
    .insertInto("keyword_rules")
    .values({
      ...columnsOf(body),
      ...{ created_at: now, updated_at: now },
      position: position ?? sql<number>`(select coalesce(max(position), 0) + 1 from keyword_rules)`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const rule = ruleOf(row as unknown as RuleRow);
  await audit(tx, by, { action: "rule.create", subject: "rule", id: rule.id, before: null, after: wordsOf(rule) }, now);
  return rule;
}

/** Changes a rule as `change` says of it. Throws NOT_FOUND, and BAD_REQUEST when it names what does not exist. */
export async function change(
  db: Kysely<DB>,
  id: number,
  change: (before: Rule) => Partial<RuleInput>,
  { by, now }: By,
): Promise<Rule> {
  return db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom("keyword_rules").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
    if (!row) throw missing(id);
    const before = ruleOf(row as unknown as RuleRow);
    const { position, ...changed } = change(before);
    const body = { ...before, ...changed };
    await refuseUnknown(tx, body);
    const values = { ...columnsOf(body), position: position ?? before.position, updated_at: now };
    const update = tx.updateTable("keyword_rules").set(values).where("id", "=", id).returningAll();
    const after = ruleOf((await update.executeTakeFirstOrThrow()) as unknown as RuleRow);
    const words = { before: wordsOf(before), after: wordsOf(after) };
    await audit(tx, by, { action: "rule.change", subject: "rule", id, ...words }, now);
    return after;
  });
}

/** Removes a rule, with what it still had to do. Throws NOT_FOUND. */
export async function remove(db: Kysely<DB>, id: number, { by, now }: By): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const gone = await tx.deleteFrom("keyword_rules").where("id", "=", id).returningAll().executeTakeFirst();
    if (!gone) throw missing(id);
    const before = wordsOf(ruleOf(gone as unknown as RuleRow));
    await audit(tx, by, { action: "rule.remove", subject: "rule", id, before, after: null }, now);
  });
}

/** What the audit log records of a rule: the fields that rules with a keyword have always had, where they say all of it. */
function wordsOf({ id: _, created_at: __, updated_at: ___, ...rule }: Rule): object {
  if (!isShort(rule)) return rule;
  const { position, enabled, describes, name } = rule;
  const { draft, ...short } = shortOf(rule);
  return { position, ...short, ...(draft ? { draft } : {}), enabled, describes, ...(name ? { name } : {}) };
}

/** Refuses a rule that names a number, label or colleague that does not exist, or a file that is gone. */
async function refuseUnknown(tx: Transaction<DB>, body: RuleBody): Promise<void> {
  for (const draft of draftsOf(body)) await keepFileOf(tx, draft);
  const numbers = body.conditions.flatMap((one) => (one.about === "number" ? one.ids : []));
  await refuse(tx, "channels", numbers, (id) => `There is no number ${id}. GET /api/numbers lists them.`);
  const labels = [body.when, ...body.conditions, ...body.actions].flatMap((one) => labelsIn(one));
  await refuse(tx, "labels", labels, (id) => `There is no label ${id}. GET /api/inbox/labels lists the labels.`);
  const people = body.actions.flatMap((one) => (one.do === "assign" && one.user_id !== null ? [one.user_id] : []));
  const hint = "GET /api/inbox/agents lists who may answer.";
  await refuse(tx, "users", people, (id) => `There is no colleague ${id}. ${hint}`);
}

const labelsIn = (part: RuleBody["when"] | RuleBody["conditions"][number] | RuleBody["actions"][number]): number[] =>
  "id" in part && typeof part.id === "number" ? [part.id] : [];

async function refuse(
  tx: Transaction<DB>,
  table: "channels" | "labels" | "users",
  ids: readonly number[],
  why: (id: number) => string,
): Promise<void> {
  if (ids.length === 0) return;
  const known = new Set((await tx.selectFrom(table).select("id").where("id", "in", ids).execute()).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Fault("BAD_REQUEST", why(unknown));
}

const missing = (id: number) =>
  new Fault("NOT_FOUND", `There is no rule ${id}. List the rules to see which there are.`);
