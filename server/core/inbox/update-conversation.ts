// Changes of a conversation by colleagues: assignee, state, labels, and what is known about the contact.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { Language } from "../../contract/skill.ts";
import * as conversations from "./conversations.ts";
import { notWaiting } from "./waiting.ts";

/** Who has a conversation: the bot, people, people at a later time, or nobody any more. */
export const stages = ["bot", "waiting", "snoozed", "done"] as const;
export type Stage = (typeof stages)[number];

/** The fields that may be changed; missing ones stay as they are. */
export type Changes = {
  /** `done` and `bot` give the conversation back to the bot, `waiting` makes it wait for the team, `snoozed` does so later. */
  state?: Stage | undefined;
  /** Required with `snoozed`: until when. */
  snoozed_until?: Date | undefined;
  /** The user id of a colleague; null: unassigned. */
  assignee_id?: number | null | undefined;
  /** All labels that the conversation is to have. */
  label_ids?: readonly number[] | undefined;
  customer_email?: string | null | undefined;
  notes?: string | undefined;
  /** Whether the bot answers only commands. */
  quiet?: boolean | undefined;
  /** The contact's name in the Desk; null: their profile name. */
  given_name?: string | null | undefined;
  /** The language in which the bot talks to the contact, as staff chose it; null: found from what they write. */
  language?: Language | null | undefined;
};

const missing = (id: number) => new Fault("NOT_FOUND", `There is no conversation ${id}.`);

/**
 * Changes a conversation and records the old and new values in the audit log. Throws NOT_FOUND, and BAD_REQUEST for a missing colleague, label
 * or contact.
 */
export async function change(
  db: Kysely<DB>,
  id: number,
  changes: Changes,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await db.transaction().execute((tx) => changeIn(tx, id, changes, { by, now }));
}

/** The same in an open transaction. */
export async function changeIn(
  tx: Transaction<DB>,
  id: number,
  changes: Changes,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  // Locks in the same order as the drain: the contact first.
  const name = changes.given_name === undefined ? unchanged : await rename(tx, id, changes.given_name);
  const language = changes.language === undefined ? unchanged : await setLanguage(tx, id, changes.language);
  const known = await conversations.lock(tx, id);
  if (!known) throw missing(id);
  const { state, assignee_id, customer_email, notes } = changes;
  if (typeof assignee_id === "number" && assignee_id !== known.assignee_id) await mayAnswer(tx, assignee_id);
  const quiet = state === "done" || state === "bot" ? false : changes.quiet;
  const quietSince = quiet === undefined ? undefined : quiet ? (known.bot_quiet_since ?? now) : null;
  const wanted = { assignee_id, customer_email, notes, bot_quiet_since: quietSince };
  const fields = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
    (field) => wanted[field] !== undefined && wanted[field] !== known[field],
  );
  const pick = (row: Record<keyof typeof wanted, unknown>) =>
    Object.fromEntries(fields.map((field) => [field, row[field]]));
  const handling = handlingOf(known, changes, now);
  if (fields.length > 0 || handling !== null)
    await tx
      .updateTable("conversations")
      .set({ ...pick(wanted), ...handling?.row })
      .where("id", "=", id)
      .execute();
  if (state === "done" || state === "bot" || changes.quiet === false) await resetBotState(tx, id, now);
  const labels = changes.label_ids === undefined ? unchanged : await relabel(tx, id, changes.label_ids);
  const after = { ...handling?.after, ...pick(wanted), ...name.after, ...language.after, ...labels.after };
  if (Object.keys(after).length === 0) return;
  const before = { ...handling?.before, ...pick(known), ...name.before, ...language.before, ...labels.before };
  await audit(tx, by, { action: "conversation.change", subject: "conversation", id, before, after }, now);
  await conversations.tellChanged(tx, [...new Set([id, ...name.conversations])], now);
}

type Known = NonNullable<Awaited<ReturnType<typeof conversations.lock>>>;

/** The change of the conversation's state, and its values for the audit log; null: none. Throws BAD_REQUEST. */
function handlingOf(known: Known, { state, snoozed_until: until, quiet }: Changes, now: Date) {
  if (until !== undefined && state !== "snoozed")
    throw new Fault("BAD_REQUEST", 'A time to wake up needs "state": "snoozed".');
  const before = { state: known.stage };
  switch (state) {
    case undefined:
      // Whoever lets the bot go on has looked at the conversation.
      return quiet === false && known.stage === "waiting" ? { row: notWaiting, before, after: { state: "bot" } } : null;
    case "snoozed": {
      if (until === undefined || until <= now)
        throw new Fault("BAD_REQUEST", 'A conversation is put off until a time to come: give "snoozed_until".');
      const again = { ...before, snoozed_until: known.snoozed_until };
      return {
        row: { ...notWaiting, state: "open", snoozed_until: until },
        before: again,
        after: { state, snoozed_until: until },
      };
    }
    case "waiting": {
      if (known.stage === "waiting") return null;
      const reason = known.stage === "done" ? "reopened" : "handed_over";
      return {
        row: { ...notWaiting, state: "open", waiting_since: now, waiting_reason: reason },
        before,
        after: { state },
      };
    }
    default:
      if (known.stage === state) return null;
      return { row: { ...notWaiting, state: state === "done" ? "done" : "open" }, before, after: { state } };
  }
}

/** Resets the bot's state: forgets what it did not understand, and counts its answers from now. */
async function resetBotState(tx: Transaction<DB>, id: number, now: Date): Promise<void> {
  await sql`
    insert into bot_states (conversation_id, counted_from) values (${id}, ${now})
    on conflict (conversation_id) do update
      set misses = 0, missed_at = null, out_of_answers_until = null, counted_from = excluded.counted_from`.execute(tx);
}

/** The old and new values of one change for the audit log, and the conversations that live views must reload. */
type Step = { before: object; after: object; conversations: number[] };
const unchanged: Step = { before: {}, after: {}, conversations: [] };

/** Checks that a conversation can be assigned to a user. */
async function mayAnswer(tx: Transaction<DB>, personId: number): Promise<void> {
  const { rows } = await sql`
    select from users where id = ${personId} and disabled_at is null and role in ('agent', 'admin')`.execute(tx);
  if (rows.length === 0)
    throw new Fault(
      "BAD_REQUEST",
      `There is no colleague ${personId} who may answer. GET /api/inbox/agents lists who may.`,
    );
}

/** The contact of a conversation, locked. Throws NOT_FOUND, and BAD_REQUEST for a group; `what` of the contact was to be changed. */
async function lockContact(tx: Transaction<DB>, id: number, what: string) {
  const { rows } = await sql<{
    id: number;
    given_name: string | null;
    language: Language | null;
    language_chosen: boolean;
  }>`
    select c.id, c.given_name, c.language, c.language_chosen from conversations v join contacts c on c.id = v.contact_id where v.id = ${id}
    for no key update of c`.execute(tx);
  const [contact] = rows;
  if (contact) return contact;
  if (await tx.selectFrom("conversations").select("id").where("id", "=", id).executeTakeFirst())
    throw new Fault("BAD_REQUEST", `A group has no contact whose ${what} could be changed.`);
  throw missing(id);
}

async function setLanguage(tx: Transaction<DB>, id: number, language: Language | null): Promise<Step> {
  const contact = await lockContact(tx, id, "language");
  if (contact.language === language && contact.language_chosen === (language !== null)) return unchanged;
  const wanted = { language, language_chosen: language !== null };
  await tx.updateTable("contacts").set(wanted).where("id", "=", contact.id).execute();
  return {
    before: { contact_language: contact.language },
    after: { contact_language: language },
    conversations: [id],
  };
}

async function rename(tx: Transaction<DB>, id: number, name: string | null): Promise<Step> {
  const contact = await lockContact(tx, id, "name");
  if (contact.given_name === name) return unchanged;
  await tx.updateTable("contacts").set({ given_name: name }).where("id", "=", contact.id).execute();
  const own = await tx.selectFrom("conversations").select("id").where("contact_id", "=", contact.id).execute();
  return {
    before: { contact_name: contact.given_name },
    after: { contact_name: name },
    conversations: own.map((row) => row.id),
  };
}

async function relabel(tx: Transaction<DB>, id: number, labelIds: readonly number[]): Promise<Step> {
  const { rows: all } = await sql<{ id: number; name: string; has: boolean }>`
    select l.id, l.name, c.label_id is not null as has
    from labels l left join conversation_labels c on c.label_id = l.id and c.conversation_id = ${id}
    order by lower(l.name), l.id for key share of l`.execute(tx);
  const wanted = new Set(labelIds);
  for (const label of all) wanted.delete(label.id);
  if (wanted.size > 0)
    throw new Fault("BAD_REQUEST", `There is no label ${[...wanted][0]}. GET /api/inbox/labels lists the labels.`);
  const added = all.filter((label) => !label.has && labelIds.includes(label.id));
  const removed = all.filter((label) => label.has && !labelIds.includes(label.id));
  if (added.length + removed.length === 0) return unchanged;
  await sql`
    delete from conversation_labels where conversation_id = ${id} and label_id = any(${removed.map((one) => one.id)}::int[])`.execute(
    tx,
  );
  await sql`
    insert into conversation_labels (conversation_id, label_id) select ${id}, unnest(${added.map((one) => one.id)}::int[])`.execute(
    tx,
  );
  const named = (some: typeof all) => ({ labels: some.map((label) => label.name) });
  return {
    before: named(all.filter((label) => label.has)),
    after: named(all.filter((label) => labelIds.includes(label.id))),
    conversations: [],
  };
}
