// Canned replies: what a team sends often, a text or other content. Only people send them; the bot never does.
import { isDeepStrictEqual } from "node:util";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { Draft } from "../../contract/outbound.ts";
import { keepFileOf, type SavedContent } from "./saved.ts";

/** A canned reply. */
export type CannedReply = {
  id: number;
  /** One word; case does not matter. */
  shortcut: string;
  /** `{{name}}` in it is replaced by the customer's name. */
  body: string;
  /** The content that is sent, with `body` as the text in it; null for plain text. */
  draft: Draft | null;
  updated_at: Date;
};

/** Who makes a change, and when. */
type By = { by: string; now: Date };

const columns = ["id", "shortcut", "body", "draft", "updated_at"] as const;

/** All canned replies by shortcut. */
export async function list(db: Kysely<DB>): Promise<CannedReply[]> {
  const found = db.selectFrom("canned_replies").select(columns).orderBy(sql`lower(shortcut)`).orderBy("id");
  return (await found.execute()) as unknown as CannedReply[];
}

/** Adds a canned reply. Throws NAME_TAKEN, and BAD_REQUEST when its file is gone. */
export async function create(
  db: Kysely<DB>,
  { shortcut, text, draft }: SavedContent & { shortcut: string },
  { by, now }: By,
): Promise<CannedReply> {
  return db.transaction().execute(async (tx) => {
    await keepFileOf(tx, draft);
    const made = (await tx
      .insertInto("canned_replies")
      .values({ shortcut, body: text, draft: draft && JSON.stringify(draft), created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning(columns)
      .executeTakeFirst()) as CannedReply | undefined;
    if (!made) throw taken(shortcut);
    const after = wordsOf(made);
    await audit(tx, by, { action: "canned.create", subject: "canned", id: made.id, before: null, after }, now);
    return made;
  });
}

/** Changes the given fields of a canned reply. Throws NOT_FOUND and NAME_TAKEN, and BAD_REQUEST when its file is gone. */
export async function change(
  db: Kysely<DB>,
  id: number,
  { shortcut, content }: { shortcut?: string | undefined; content: SavedContent | null },
  { by, now }: By,
): Promise<CannedReply> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("canned_replies")
      .select(columns)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw missing(id);
    const known = row as CannedReply;
    const { text, draft } = content ?? { text: known.body, draft: known.draft };
    const next = { ...known, shortcut: shortcut ?? known.shortcut, body: text, draft };
    if (isDeepStrictEqual(next, known)) return known;
    const { rows } = await sql`
      select from canned_replies where lower(shortcut) = lower(${next.shortcut}) and id <> ${id}`.execute(tx);
    if (rows.length > 0) throw taken(next.shortcut);
    await keepFileOf(tx, draft);
    const values = { shortcut: next.shortcut, body: text, draft: draft && JSON.stringify(draft), updated_at: now };
    await tx.updateTable("canned_replies").set(values).where("id", "=", id).execute();
    const words = { before: wordsOf(known), after: wordsOf(next) };
    await audit(tx, by, { action: "canned.change", subject: "canned", id, ...words }, now);
    return { ...next, updated_at: now };
  });
}

/** Removes a canned reply. Throws NOT_FOUND. */
export async function remove(db: Kysely<DB>, id: number, { by, now }: By): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const gone = await tx.deleteFrom("canned_replies").where("id", "=", id).returning(columns).executeTakeFirst();
    if (!gone) throw missing(id);
    const before = wordsOf(gone as CannedReply);
    await audit(tx, by, { action: "canned.remove", subject: "canned", id, before, after: null }, now);
  });
}

/** The fields of a canned reply that the audit log records. */
const wordsOf = ({ shortcut, body, draft }: CannedReply) => ({ shortcut, text: body, ...(draft ? { draft } : {}) });

const missing = (id: number) =>
  new Fault("NOT_FOUND", `There is no canned reply ${id}. List the canned replies to see which there are.`);
const taken = (shortcut: string) =>
  new Fault("NAME_TAKEN", `There is a canned reply /${shortcut} already. Choose another shortcut.`);
