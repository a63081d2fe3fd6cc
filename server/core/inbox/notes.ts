// Internal notes of colleagues in a conversation. Customers never see them.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import { tellChanged } from "./conversations.ts";

/** A note. */
export type Note = {
  id: number;
  /** Null when an API key wrote it, or the user was removed. */
  author_id: number | null;
  /** The author's name in the audit log: `desk:NAME`, `api:KEY`. */
  author: string;
  body: string;
  created_at: Date;
};

/** Who writes or removes a note, and when. */
export type Author = { personId: number | null; by: string; now: Date };

export const noteColumns = ["id", "author_id", "author", "body", "created_at"] as const;

/** Adds a note to a conversation. Throws NOT_FOUND. */
export async function write(db: Kysely<DB>, conversationId: number, body: string, author: Author): Promise<Note> {
  return db.transaction().execute((tx) => writeIn(tx, conversationId, body, author));
}

/** The same in an open transaction. */
export async function writeIn(
  tx: Transaction<DB>,
  conversationId: number,
  body: string,
  author: Author,
): Promise<Note> {
  // Locked, so that it is not merged into another conversation meanwhile.
  const into = await tx
    .selectFrom("conversations")
    .select("id")
    .where("id", "=", conversationId)
    .forKeyShare()
    .executeTakeFirst();
  if (!into) throw new Fault("NOT_FOUND", `There is no conversation ${conversationId}.`);
  const note = await tx
    .insertInto("conversation_notes")
    .values({
      conversation_id: conversationId,
      author_id: author.personId,
      author: author.by,
      body,
      created_at: author.now,
    })
    .returning(noteColumns)
    .executeTakeFirstOrThrow();
  await tellChanged(tx, [conversationId], author.now);
  return note;
}

/** Removes a note: one's own, or with `all` any. Throws NOT_FOUND and NOT_ALLOWED. */
export async function remove(db: Kysely<DB>, id: number, { personId, by, now }: Author, all: boolean): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const note = await tx.deleteFrom("conversation_notes").where("id", "=", id).returningAll().executeTakeFirst();
    if (!note) throw new Fault("NOT_FOUND", `There is no note ${id}.`);
    const own = personId === null ? note.author_id === null && note.author === by : note.author_id === personId;
    if (!own && !all) throw new Fault("NOT_ALLOWED", `Note ${id} is somebody else's. Only an admin removes those.`);
    const { author, body: text, created_at: at } = note;
    const before = { conversation_id: note.conversation_id, author, text, at };
    await audit(tx, by, { action: "note.remove", subject: "note", id, before, after: null }, now);
    await tellChanged(tx, [note.conversation_id], now);
  });
}
