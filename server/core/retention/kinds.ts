// What the core keeps for a limited time if an admin says so: files, notes, statuses, news, incidents. messages.ts has messages and calls.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { RetentionKind } from "../../contract/retention.ts";
import { type ContactsInUse, calls, messages, onNumbers } from "./messages.ts";
import { deleteFrom, oldRowsKind } from "./old-rows.ts";

type Tx = Transaction<DB>;

/** Files by what their content is. Their messages stay, and say that the file was deleted. */
const filesKind = (name: string, title: string, what: string, mimeTypes: RawBuilder<unknown>): RetentionKind<Tx> =>
  oldRowsKind(
    {
      ...{ name, title, byNumber: true },
      description: `${what} The messages stay, and say that the file was deleted.`,
    },
    (scope) => ({
      ...{ table: "attachments", at: "created_at" },
      within: sql`t.message_id is not null and t.blob_id is not null`,
      due: sql`exists (
        select from messages m join blobs b on b.id = t.blob_id
        where m.id = t.message_id and ${onNumbers(sql`m.channel_id`, scope)} and ${mimeTypes}
          and not exists (select from outbox o where o.message_id = m.id))`,
    }),
    (tx, ids, { days }) =>
      sql`
        update attachments set state = 'deleted', blob_id = null, thumbnail_id = null, url = null, due_at = null,
          reason = ${`Deleted after ${days} days, as set.`}
        where id = ${ids}`.execute(tx),
  );

/** Deletes rows and what was told of them by mail or webhook. */
const deleteTold = (table: string, source: string) => async (tx: Tx, ids: RawBuilder<unknown>) => {
  await sql`delete from alarms where source = ${source} and source_id = ${ids}`.execute(tx);
  return deleteFrom(table)(tx, ids);
};

const isPicture = sql`(b.mime_type like 'image/%' or b.mime_type like 'video/%')`;
const isAudio = sql`b.mime_type like 'audio/%'`;

/** The kinds of the core, in the order in which they are shown and deleted. */
export const coreKinds = (inUse: ContactsInUse): RetentionKind<Tx>[] => [
  messages(inUse),
  filesKind("pictures", "Photos and videos", "Photos, videos and stickers.", isPicture),
  filesKind("audio", "Voice and audio", "Voice messages and audio files.", isAudio),
  filesKind("documents", "Documents", "All other files.", sql`not ${isPicture} and not ${isAudio}`),
  calls,
  oldRowsKind(
    {
      ...{ name: "notes", title: "Notes", byNumber: true },
      description: "What colleagues write to each other in a conversation.",
    },
    (scope) => ({
      ...{ table: "conversation_notes", at: "created_at" },
      due: sql`exists (select from conversations v where v.id = t.conversation_id and ${onNumbers(sql`v.channel_id`, scope)})`,
    }),
    deleteFrom("conversation_notes"),
  ),
  oldRowsKind(
    {
      ...{ name: "statuses", title: "Delivery steps", byNumber: true },
      description:
        "When a message was sent, delivered and read. The message keeps its last status. A step whose cost is not counted yet, or whose message is in doubt, stays.",
    },
    (scope) => ({
      ...{ table: "message_statuses", at: "received_at" },
      due: sql`${onNumbers(sql`t.channel_id`, scope)} and t.id <= (select status_id from cost_progress) and not exists (
        select from messages m join outbox o on o.message_id = m.id where m.channel_id = t.channel_id and m.provider_id = t.provider_id)`,
    }),
    deleteFrom("message_statuses"),
  ),
  oldRowsKind(
    {
      ...{ name: "news", title: "News from providers", byNumber: false },
      description: "What providers said about accounts, numbers and templates. What is open stays.",
    },
    () => ({ table: "provider_news", at: "at", due: sql`t.resolved_at is not null` }),
    deleteTold("provider_news", "news"),
  ),
  oldRowsKind(
    {
      ...{ name: "notices", title: "Other webhooks", byNumber: false },
      description: "What providers report beside messages, statuses and calls, as it came.",
    },
    () => ({ table: "provider_notices", at: "received_at", due: sql`true` }),
    deleteFrom("provider_notices"),
  ),
  oldRowsKind(
    { ...{ name: "incidents", title: "Incidents", byNumber: false }, description: "Incidents that are closed." },
    () => ({ table: "incidents", at: "opened_at", due: sql`t.closed_at is not null` }),
    deleteTold("incidents", "incident"),
  ),
];
