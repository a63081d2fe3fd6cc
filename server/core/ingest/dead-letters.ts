// Dead letters: verified webhooks that could not be recorded, with the reason, until a replay succeeds.
import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import type { Logged } from "./cursor.ts";

/** Records a webhook as a dead letter. Its body stays in the log. */
export async function recordDeadLetter(tx: Transaction<DB>, webhook: Logged, reason: string): Promise<void> {
  const fingerprint = createHash("sha256")
    .update(webhook.source)
    .update(webhook.query)
    .update(webhook.body)
    .digest("hex");
  await tx
    .insertInto("dead_letters")
    .values({ webhook_id: webhook.id, source: webhook.source, path: "", reason: printable(reason), fingerprint })
    .onConflict((conflict) =>
      conflict.column("fingerprint").doUpdateSet({ reason: printable(reason), resolved_at: null }),
    )
    .execute();
}

/** Text that PostgreSQL accepts, of readable length. */
const printable = (reason: string): string => reason.replaceAll("\0", "").toWellFormed().slice(0, 1_000);

/** Resolves the dead letters of webhooks that have now been recorded. Those about single unreadable items stay open. */
export async function resolve(tx: Transaction<DB>, webhookIds: readonly number[], now: Date): Promise<void> {
  await sql`
    update dead_letters set resolved_at = ${now}
    where webhook_id = any(${webhookIds}::bigint[]) and resolved_at is null and raw is null`.execute(tx);
}

/** A dead letter as listed. */
export type DeadLetter = {
  id: number;
  webhook_id: number | null;
  source: string;
  path: string;
  reason: string;
  created_at: Date;
};

/** Open dead letters, newest first, at most 100 per page; `before` is the id of the last one of the previous page. */
export async function list(db: Kysely<DB>, before: number | null, limit: number): Promise<DeadLetter[]> {
  let query = db
    .selectFrom("dead_letters")
    .select(["id", "webhook_id", "source", "path", "reason", "created_at"])
    .where("resolved_at", "is", null);
  if (before !== null) query = query.where("id", "<", before);
  return query.orderBy("id", "desc").limit(limit).execute();
}

/** Which webhooks to replay. */
export type ReplayRange = { what: "dead" } | { what: "all" } | { what: "range"; from: number; to: number };

/** Replays webhooks with {@link replay}, and records in the audit log who did. Returns their number. */
export function ask(db: Kysely<DB>, range: ReplayRange, { by, now }: { by: string; now: Date }): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const webhooks = await replay(tx, range);
    const after = { ...range, webhooks };
    await audit(tx, by, { action: "webhooks.replayed", subject: "webhooks", id: 0, before: null, after }, now);
    return webhooks;
  });
}

/**
 * Makes the drain process webhooks again as if they had just arrived: what is already recorded stays as it is, the rest is recorded. Returns
 * their number.
 */
export async function replay(db: Kysely<DB>, range: ReplayRange): Promise<number> {
  const ids =
    range.what === "dead"
      ? sql`select distinct webhook_id from dead_letters where resolved_at is null and webhook_id is not null`
      : range.what === "all"
        ? sql`select w.id from webhooks w, webhook_cursor c where w.id <= c.position`
        : sql`select w.id from webhooks w, webhook_cursor c where w.id between ${range.from} and ${range.to} and w.id <= c.position`;
  const result = await sql`insert into webhook_replays (webhook_id) ${ids} on conflict do nothing`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}
