// Annotations: a reaction, edit or revoke is shown at the message that it acts on, whichever of the two arrived first.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Direction } from "../../contract/messages.ts";
import { called } from "./called.ts";

/** A message that acts on another one. */
export type Annotation = {
  id: number;
  target_id: number;
  type: "reaction" | "edit" | "revoke";
  direction: Direction;
  /** The corrected text of an edit or the emoji of a reaction; null: the reaction was removed. */
  text: string | null;
  contact_id: number | null;
  name: string | null;
  at: Date;
};

/**
 * An SQL condition over table aliases: whether message `fold` acts on message `target`. Both must be in the same conversation, and an edit or revoke
 * must come from the writer of its target, whatever id a webhook names. A reaction of ours that failed acts on nothing and is shown by itself.
 */
export function actsOn(fold: string, target: string): RawBuilder<boolean> {
  const [f, t] = [sql.raw(fold), sql.raw(target)];
  return sql`(${f}.type in ('reaction', 'edit', 'revoke') and ${t}.channel_id = ${f}.channel_id and ${t}.provider_id = ${f}.target
    and ${t}.conversation_id = ${f}.conversation_id and ${t}.type not in ('reaction', 'edit', 'revoke')
    and ${f}.failed is not true and (${f}.type = 'reaction' or (${t}.direction = ${f}.direction and ${t}.contact_id is not distinct from ${f}.contact_id)))`;
}

/** An SQL condition: whether message `m` is shown at another message and not by itself. */
export const hidden: RawBuilder<boolean> = sql`(m.target is not null and exists (
  select from messages t where ${actsOn("m", "t")}
))`;

/** The annotations of some messages, by message id, oldest first. */
export async function annotationsOf(
  db: Kysely<DB> | Transaction<DB>,
  ids: readonly number[],
): Promise<Map<number, Annotation[]>> {
  // One lookup per message: most have no annotation, and otherwise the planner would read all annotations.
  const { rows } = await sql<Annotation>`
    select f.id, t.id as target_id, f.type, f.direction, f.text_body as text, f.contact_id,
      coalesce(c.given_name, f.sender_name, ${called}) as name, f.sent_at as at
    from messages t cross join lateral (
      select * from messages f where f.target is not null and ${actsOn("f", "t")} offset 0
    ) f left join contacts c on c.id = f.contact_id
    where t.id = any(${ids}::bigint[])
    order by f.sent_at, f.id`.execute(db);
  const folds = new Map<number, Annotation[]>();
  for (const fold of rows) folds.set(fold.target_id, [...(folds.get(fold.target_id) ?? []), fold]);
  return folds;
}

/** A reaction that was not removed. */
export type Reaction = { emoji: string; by: "customer" | "us"; name: string | null; at: Date };

/** The result of a message's annotations: the last reaction of each person, the last edit, and the first revoke. */
export function annotate(folds: readonly Annotation[]): {
  reactions: Reaction[];
  edited: { text: string | null; at: Date } | null;
  revokedAt: Date | null;
} {
  const last = new Map<string, Annotation>();
  for (const fold of folds) if (fold.type === "reaction") last.set(`${fold.direction} ${fold.contact_id}`, fold);
  const edit = folds.findLast((fold) => fold.type === "edit");
  return {
    reactions: [...last.values()].flatMap(({ text, direction, name, at }) =>
      text === null
        ? []
        : [{ emoji: text, by: direction === "in" ? "customer" : "us", name: direction === "in" ? name : null, at }],
    ),
    edited: edit ? { text: edit.text, at: edit.at } : null,
    revokedAt: folds.find((fold) => fold.type === "revoke")?.at ?? null,
  };
}
