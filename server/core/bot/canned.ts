// Canned replies: texts that a team writes often. Only people send them; the bot never does.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";

/** A canned reply. */
export type CannedReply = {
  id: number;
  /** One word; case does not matter. */
  shortcut: string;
  /** `{{name}}` in it is replaced by the customer's name. */
  body: string;
  updated_at: Date;
};

/** Who makes a change, and when. */
type By = { by: string; now: Date };

const columns = ["id", "shortcut", "body", "updated_at"] as const;

/** All canned replies by shortcut. */
export async function list(db: Kysely<DB>): Promise<CannedReply[]> {
  return db.selectFrom("canned_replies").select(columns).orderBy(sql`lower(shortcut)`).orderBy("id").execute();
}

/** Adds a canned reply. Throws NAME_TAKEN. */
export async function create(
  db: Kysely<DB>,
  { shortcut, text }: { shortcut: string; text: string },
  { by, now }: By,
): Promise<CannedReply> {
  return db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto("canned_replies")
      .values({ shortcut, body: text, created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning(columns)
      .executeTakeFirst();
    if (!made) throw taken(shortcut);
    const after = { shortcut, text };
    await audit(tx, by, { action: "canned.create", subject: "canned", id: made.id, before: null, after }, now);
    return made;
  });
}

/** Changes the given fields of a canned reply. Throws NOT_FOUND and NAME_TAKEN. */
export async function change(
  db: Kysely<DB>,
  id: number,
  given: { shortcut?: string | undefined; text?: string | undefined },
  { by, now }: By,
): Promise<CannedReply> {
  return db.transaction().execute(async (tx) => {
    const known = await tx
      .selectFrom("canned_replies")
      .select(columns)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (!known) throw missing(id);
    const before = { shortcut: known.shortcut, text: known.body };
    const after = { shortcut: given.shortcut ?? before.shortcut, text: given.text ?? before.text };
    if (after.shortcut === before.shortcut && after.text === before.text) return known;
    const { rows } = await sql`
      select from canned_replies where lower(shortcut) = lower(${after.shortcut}) and id <> ${id}`.execute(tx);
    if (rows.length > 0) throw taken(after.shortcut);
    const values = { shortcut: after.shortcut, body: after.text, updated_at: now };
    await tx.updateTable("canned_replies").set(values).where("id", "=", id).execute();
    await audit(tx, by, { action: "canned.change", subject: "canned", id, before, after }, now);
    return { id, ...values };
  });
}

/** Removes a canned reply. Throws NOT_FOUND. */
export async function remove(db: Kysely<DB>, id: number, { by, now }: By): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const gone = await tx.deleteFrom("canned_replies").where("id", "=", id).returning(columns).executeTakeFirst();
    if (!gone) throw missing(id);
    const before = { shortcut: gone.shortcut, text: gone.body };
    await audit(tx, by, { action: "canned.remove", subject: "canned", id, before, after: null }, now);
  });
}

const missing = (id: number) =>
  new Fault("NOT_FOUND", `There is no canned reply ${id}. List the canned replies to see which there are.`);
const taken = (shortcut: string) =>
  new Fault("NAME_TAKEN", `There is a canned reply /${shortcut} already. Choose another shortcut.`);
