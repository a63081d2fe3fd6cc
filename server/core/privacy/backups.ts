// Notes erasures in the place of the backups, and finds in a restored database who was erased since the backup was made.
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { BlobStore } from "../../contract/ports.ts";
import { withTemporary } from "../backup/transfer.ts";
import type { KeyKind } from "../inbox/keys.ts";
import { begin, type Erasing } from "./begin.ts";
import { digestOf, keyIdOf } from "./digests.ts";

const FOLDER = "erasures/";

const noteShape = z.object({
  format: z.literal(1),
  erased_at: z.iso.datetime(),
  contact_ids: z.array(z.int()),
  key_id: z.string(),
  digests: z.array(z.string()),
});

/** What is kept of an erasure beside the backups: nothing that says who it was. */
type Note = z.infer<typeof noteShape>;

/** Who erases those again who came back with a backup. */
const RESTORE = "restore";

/**
 * Writes all erasures into the place of the backups that it does not have. Can be repeated. Those that a restore repeats are there with their own time:
 * with a later one the next restore would erase whoever became a new customer in between.
 */
export async function noteErasures(db: Kysely<DB>, place: BlobStore, temporary: string): Promise<void> {
  const { rows } = await sql<Omit<Note, "format" | "erased_at"> & { begun_at: Date }>`
    select to_jsonb(contact_ids) as contact_ids, key_id, digests, begun_at from erasures where begun_by <> ${RESTORE} order by id`.execute(
    db,
  );
  for (const { contact_ids, key_id, digests, begun_at } of rows) {
    const note: Note = { format: 1, erased_at: begun_at.toISOString(), contact_ids, key_id, digests };
    const key = `${FOLDER}${note.erased_at.replaceAll(/[-:.]/g, "")}-${contact_ids[0]}.json`;
    const text = Buffer.from(`${JSON.stringify(note, null, 2)}\n`);
    await withTemporary(temporary, [text] as unknown as AsyncIterable<Buffer>, (file) => place.put(key, file.place));
  }
}

/** The erasures that a place of backups has. Throws a sentence when one cannot be read. */
export async function readNotes(place: BlobStore): Promise<Note[]> {
  const notes: Note[] = [];
  for await (const key of place.list()) {
    if (!key.startsWith(FOLDER) || !key.endsWith(".json")) continue;
    const content = await place.read(key);
    const chunks: Buffer[] = [];
    for await (const chunk of content ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
    try {
      notes.push(noteShape.parse(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
    } catch {
      throw new Error(
        `${key} in the place of the backups is damaged: it says who was erased. Bring it back from a copy of that place, or remove it and erase the person again.`,
      );
    }
  }
  return notes;
}

/**
 * The contacts of a restored database who were erased after the backup was made: by their keys, and by their ids where the key of the digests is not
 * among `secrets`. Whoever came after the erasure is a new customer.
 */
async function erasedIn(db: Kysely<DB>, notes: readonly Note[], secrets: readonly Buffer[]): Promise<number[]> {
  if (notes.length === 0) return [];
  const { rows } = await sql<{ contact_id: number; kind: KeyKind; value: string; created_at: Date }>`
    select i.contact_id, i.kind, i.value, c.created_at from contact_identities i join contacts c on c.id = i.contact_id
    where i.kind <> 'username'`.execute(db);
  const erased = new Set<number>();
  const wanted = secrets.map((secret) => {
    const own = notes.filter(({ key_id }) => key_id === keyIdOf(secret));
    return {
      secret,
      times: new Map(own.flatMap((one) => one.digests.map((digest) => [digest, new Date(one.erased_at)]))),
    };
  });
  for (const { contact_id, created_at, ...key } of rows)
    for (const { secret, times } of wanted) {
      const at = times.get(digestOf(secret, key));
      if (at && created_at < at) erased.add(contact_id);
    }
  const { rows: people } = await sql<{ id: number; created_at: Date }>`
    select c.id, c.created_at from contacts c where c.id = any(${notes.flatMap(({ contact_ids }) => contact_ids)}::bigint[])
      and exists (select from contact_identities i where i.contact_id = c.id)`.execute(db);
  for (const { id, created_at } of people)
    if (notes.some((one) => one.contact_ids.includes(id) && created_at < new Date(one.erased_at))) erased.add(id);
  return [...erased].sort((a, b) => a - b);
}

/** The setting with the contacts of a restored database who are still to be erased again. */
const ERASE_AGAIN = "erase_again";

/** Notes in a restored database who is to be erased again, and returns how many. */
export async function keepErased(db: Kysely<DB>, notes: readonly Note[], secrets: readonly Buffer[]): Promise<number> {
  const ids = await erasedIn(db, notes, secrets);
  await sql`
    insert into settings (name, value, updated_at) values (${ERASE_AGAIN}, ${JSON.stringify(ids)}::jsonb, now())
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db);
  return ids.length;
}

/** Begins to erase those again who came back with a backup. What was cut off is taken up by the next call. */
export async function eraseAgain(db: Kysely<DB>, erasing: Omit<Erasing, "by">): Promise<void> {
  const { rows } = await sql<{ ids: number[] }>`select value as ids from settings where name = ${ERASE_AGAIN}`.execute(
    db,
  );
  for (const id of rows[0]?.ids ?? []) {
    const isDone = async (tx: Kysely<DB>) => {
      await sql`
        update settings set value = (select coalesce(jsonb_agg(e), '[]') from jsonb_array_elements(value) e where e <> to_jsonb(${id}::bigint))
        where name = ${ERASE_AGAIN}`.execute(tx);
    };
    await begin(db, id, { ...erasing, by: RESTORE }, isDone).catch((error) => {
      // Somebody erased or joined them since the restore.
      if (!(error instanceof Fault && error.code === "NOT_FOUND")) throw error;
      return isDone(db);
    });
  }
}
