// Keyword rules: which keyword gets which answer. Stored in the database, so that admins can change them.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { MatchKind } from "./match.ts";
import { keepFileOf } from "./saved.ts";

/** A keyword rule. */
export type Rule = {
  id: number;
  /** Rules are tried in ascending order; with equal positions, the older one first. */
  position: number;
  keyword: string;
  match: MatchKind;
  /** `{{commands}}` in it is replaced by the list of commands, `{{name}}` by the customer's name. */
  answer: string;
  /** The content that is sent, with `answer` as the text in it; null for plain text. */
  draft: Draft | null;
  /** The attachment that is sent; null when it is no file of ours. */
  file_id: number | null;
  enabled: boolean;
  /** The description in the menu; null keeps the rule out of the menu. */
  describes: string | null;
  /** Whether the conversation waits for people after the answer. */
  hands_over: boolean;
  /** The number on which it answers; null: on all. */
  channel_id: number | null;
  created_at: Date;
  updated_at: Date;
};

/** The input for a rule; without `channel_id` a new one answers on all numbers. */
export type RuleInput = Pick<Rule, "keyword" | "match" | "answer" | "enabled" | "describes" | "hands_over"> &
  Partial<Pick<Rule, "channel_id">> & {
    position: number | null;
    /** Left out: plain text. */
    draft?: Draft | null;
  };

/** Who makes a change, and when. */
type By = { by: string; now: Date };

/** All rules in the order in which they are tried. */
export async function list(db: Kysely<DB> | Transaction<DB>): Promise<Rule[]> {
  return (await db
    .selectFrom("keyword_rules")
    .selectAll()
    .orderBy("position")
    .orderBy("id")
    .execute()) as unknown as Rule[];
}

/** One rule. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<Rule> {
  const rule = await db.selectFrom("keyword_rules").selectAll().where("id", "=", id).executeTakeFirst();
  if (!rule) throw missing(id);
  return rule as unknown as Rule;
}

/** Adds a rule; without a position it goes last. Throws BAD_REQUEST for an unknown number, and when its file is gone. */
export async function create(db: Kysely<DB>, input: RuleInput, { by, now }: By): Promise<Rule> {
  const { position, draft = null, ...values } = input;
  return db.transaction().execute(async (tx) => {
    await refuseUnknown(tx, values.channel_id ?? null);
    await keepFileOf(tx, draft);
    const rule = (await tx
      .insertInto("keyword_rules")
      .values({
        ...values,
        draft: draft && JSON.stringify(draft),
        position: position ?? sql<number>`(select coalesce(max(position), 0) + 1 from keyword_rules)`,
      })
      .returningAll()
      .executeTakeFirstOrThrow()) as unknown as Rule;
    const change = { action: "rule.create", subject: "rule", id: rule.id, before: null, after: wordsOf(rule) };
    await audit(tx, by, change, now);
    return rule;
  });
}

/** Changes the given fields of a rule. Throws NOT_FOUND, and BAD_REQUEST for an unknown number or when its file is gone. */
export async function change(db: Kysely<DB>, id: number, changes: Partial<RuleInput>, { by, now }: By): Promise<Rule> {
  const { position, draft, ...rest } = changes;
  const content = draft === undefined ? {} : { draft: draft && JSON.stringify(draft) };
  const values = {
    ...rest,
    ...content,
    ...(position === undefined || position === null ? {} : { position }),
    updated_at: now,
  };
  return db.transaction().execute(async (tx) => {
    const before = await tx.selectFrom("keyword_rules").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
    if (!before) throw missing(id);
    await refuseUnknown(tx, rest.channel_id ?? null);
    await keepFileOf(tx, draft ?? null);
    const update = tx.updateTable("keyword_rules").set(values).where("id", "=", id);
    const rule = (await update.returningAll().executeTakeFirstOrThrow()) as unknown as Rule;
    const words = { before: wordsOf(before as unknown as Rule), after: wordsOf(rule) };
    await audit(tx, by, { action: "rule.change", subject: "rule", id, ...words }, now);
    return rule;
  });
}

/** Removes a rule. Throws NOT_FOUND. */
export async function remove(db: Kysely<DB>, id: number, { by, now }: By): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const gone = await tx.deleteFrom("keyword_rules").where("id", "=", id).returningAll().executeTakeFirst();
    if (!gone) throw missing(id);
    const change = {
      action: "rule.remove",
      subject: "rule",
      id,
      before: wordsOf(gone as unknown as Rule),
      after: null,
    };
    await audit(tx, by, change, now);
  });
}

/** The fields of a rule that the audit log records. */
const wordsOf = ({ position, keyword, match, answer, draft, enabled, describes, hands_over, channel_id }: Rule) => ({
  ...{ position, keyword, match, answer, ...(draft ? { draft } : {}), enabled, describes, hands_over, channel_id },
});

async function refuseUnknown(tx: Transaction<DB>, channelId: number | null): Promise<void> {
  if (channelId === null) return;
  const known = await tx.selectFrom("channels").select("id").where("id", "=", channelId).executeTakeFirst();
  if (!known) throw new Fault("BAD_REQUEST", `There is no number ${channelId}. GET /api/numbers lists them.`);
}

const missing = (id: number) =>
  new Fault("NOT_FOUND", `There is no rule ${id}. List the rules to see which there are.`);
