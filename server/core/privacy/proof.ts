// The proof of an erasure: what was done, what stays and why, and what a search of everything found afterwards. Nothing in it says who it was.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { PersonData } from "../../contract/person.ts";
import * as seals from "../access/seals.ts";
import * as ledger from "../accounts/ledger.ts";
import { verifyArchives } from "../archive/read.ts";
import type { Files } from "../media/keep.ts";
import type { Work } from "./begin.ts";
import type { Person } from "./person.ts";
import { type Found, search } from "./search.ts";

/** What the steps have done so far. `damaged`: what was wrong with the archive before its months were rewritten. */
export type Done = Work & {
  noted: boolean;
  damaged: readonly string[];
  archived: Record<string, number>;
  removed: number;
};

/** See above. */
export type Proof = {
  format: 1;
  erasure: number;
  begun_at: string;
  begun_by: string;
  done_at: string;
  /** Keyed digests of the numbers and user ids: whoever has the key can tell whether somebody was this person. */
  digests: string[];
  key_id: string;
  deleted: Record<string, number>;
  changed: Record<string, number>;
  files_deleted: number;
  archive_lines_deleted: Record<string, number>;
  noted_beside_backups: boolean;
  stays: { table: string; rows: number; why: string }[];
  search: Found & { came_back: boolean };
  verified: { ledger: string[]; audit_log: string[]; archive: string[] };
};

/** Tables in which others may write of a person: a number there is somebody else's text, or what came in since. */
const texts = new Set([
  ...["messages", "attachments", "conversations", "conversation_notes", "message_statuses", "webhooks", "events"],
  ...[
    "audit_log",
    "ledger_entries",
    "canned_replies",
    "keyword_rules",
    "templates",
    "provider_notices",
    "dead_letters",
  ],
]);

/** Something of the person was found where nothing may be. */
class NotErased extends Error {}

/** Searches and verifies, and returns the proof. Throws {@link NotErased} with where something was found. */
export async function prove(
  tx: Transaction<DB>,
  files: Files,
  data: readonly PersonData[],
  erasure: { id: number; begun_at: Date; begun_by: string; digests: string[]; key_id: string; work: Done },
  now: Date,
): Promise<Proof> {
  const { id, begun_at, begun_by, digests, key_id, work } = erasure;
  const found = await search(tx, files.blobs, work);
  const cameBack = await isBack(tx, work);
  const left = Object.keys(found.keys).filter((table) => !texts.has(table));
  if (left.length > 0 && !cameBack) throw new NotErased(`Erasure ${id} has left something in: ${left.join(", ")}.`);
  const stays = data.flatMap(({ rows }) =>
    rows.flatMap(({ table, stays: why, becomes }) => {
      const n = (becomes === undefined ? work.kept : work.changed)[table];
      return why === undefined || n === undefined ? [] : [{ table, rows: n, why }];
    }),
  );
  return {
    ...{
      format: 1,
      erasure: id,
      begun_at: begun_at.toISOString(),
      begun_by,
      done_at: now.toISOString(),
      digests,
      key_id,
    },
    ...{ deleted: work.deleted, changed: work.changed, files_deleted: work.removed },
    ...{ archive_lines_deleted: work.archived, noted_beside_backups: work.noted, stays },
    search: { ...found, came_back: cameBack },
    verified: {
      ledger: await ledger.verify(tx),
      audit_log: (await seals.verifyIn(tx)).faults,
      archive: [
        ...work.damaged.map((fault) => `Before the erasure: ${fault}`),
        ...(await verifyArchives(tx, files.blobs)),
      ],
    },
  };
}

/** Whether the person has written again: then they are a new customer. */
async function isBack(tx: Transaction<DB>, { keys }: Person): Promise<boolean> {
  const { rows } = await sql`
    select from contact_identities where value = any(${keys.map(({ value }) => value)}::text[]) limit 1`.execute(tx);
  return rows.length > 0;
}
