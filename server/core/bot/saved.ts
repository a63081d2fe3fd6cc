// What rules and canned replies send: a text, or other content.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { type Draft, fileOf, type TemplateDraft } from "../../contract/outbound.ts";

/** What is sent. */
export type SavedContent = {
  /** The text; of other content the text in it, which may be empty. */
  text: string;
  /** The content; null for plain text. */
  draft: Draft | null;
};

/** Keeps the file of a draft, if it names one, from being deleted as an upload that nobody sent. Throws BAD_REQUEST when it is gone. */
export async function keepFileOf(tx: Transaction<DB>, draft: Draft | null): Promise<void> {
  const id = draft && fileOf(draft)?.file;
  if (id == null) return;
  // The sweep goes by the time of an upload, and looks again at a row that changed meanwhile.
  const { numAffectedRows } = await sql`
    update attachments set created_at = case when message_id is null then now() else created_at end
    where id = ${id} and state = 'ready'`.execute(tx);
  if (numAffectedRows === 0n)
    throw new Fault("BAD_REQUEST", `There is no file ${id} to send. Upload it with POST /api/media.`);
}

/** The draft of what is saved, with `fill` applied to its text. */
export function draftOf({ text, draft }: SavedContent, fill: (text: string) => string): Draft {
  if (draft === null) return { type: "text", text: fill(text) };
  if (draft.type === "media") return draft.caption === undefined ? draft : { ...draft, caption: fill(draft.caption) };
  if (draft.type === "template") return filledTemplate(draft, fill);
  return "text" in draft ? { ...draft, text: fill(draft.text) } : draft;
}

/** A template with `fill` applied to its values. */
function filledTemplate(
  { named, header, buttons, ...draft }: TemplateDraft,
  fill: (text: string) => string,
): TemplateDraft {
  const filled = named && Object.entries(named).map(([name, value]) => [name, fill(value)]);
  return {
    ...{ ...draft, parameters: draft.parameters.map(fill) },
    ...(filled ? { named: Object.fromEntries(filled) } : {}),
    ...(header ? { header: header.type === "text" ? { ...header, text: fill(header.text) } : header } : {}),
    ...(buttons ? { buttons: buttons.map((one) => ({ ...one, value: fill(one.value) })) } : {}),
  };
}
