// Labels, with which a team sorts its conversations. update-conversation.ts changes the labels of a conversation.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";

/** A label. */
export type Label = {
  id: number;
  name: string;
  /** As `#rrggbb`, in lower case. */
  colour: string;
};

/** Who makes a change, and when. */
type By = { by: string; now: Date };

/** All labels by name. */
export async function list(db: Kysely<DB>): Promise<Label[]> {
  const { rows } = await sql<Label>`select id, name, colour from labels order by lower(name), id`.execute(db);
  return rows;
}

/** Adds a label. Throws NAME_TAKEN. */
export async function create(db: Kysely<DB>, given: Omit<Label, "id">, { by, now }: By): Promise<Label> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Label>`
      insert into labels (name, colour, created_at) values (${given.name}, ${given.colour}, ${now})
      on conflict do nothing returning id, name, colour`.execute(tx);
    const [made] = rows;
    if (!made) throw taken(given.name);
    const { id, ...after } = made;
    await audit(tx, by, { action: "label.create", subject: "label", id, before: null, after }, now);
    return made;
  });
}

/** Changes the given fields of a label. Throws NOT_FOUND and NAME_TAKEN. */
export async function change(
  db: Kysely<DB>,
  id: number,
  given: { name?: string | undefined; colour?: string | undefined },
  { by, now }: By,
): Promise<Label> {
  return db.transaction().execute(async (tx) => {
    const known = tx.selectFrom("labels").select(["id", "name", "colour"]).where("id", "=", id).forUpdate();
    const before = await known.executeTakeFirst();
    if (!before) throw missing(id);
    const after = { name: given.name ?? before.name, colour: given.colour ?? before.colour };
    if (after.name === before.name && after.colour === before.colour) return before;
    const { rows } = await sql`
      select from labels where lower(name) = lower(${after.name}) and id <> ${id}`.execute(tx);
    if (rows.length > 0) throw taken(after.name);
    await tx.updateTable("labels").set(after).where("id", "=", id).execute();
    const { id: _, ...was } = before;
    await audit(tx, by, { action: "label.change", subject: "label", id, before: was, after }, now);
    return { id, ...after };
  });
}

/** Removes a label, also from all conversations. Throws NOT_FOUND. */
export async function remove(db: Kysely<DB>, id: number, { by, now }: By): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await tx.deleteFrom("labels").where("id", "=", id).returning(["name", "colour"]).executeTakeFirst();
    if (!before) throw missing(id);
    await audit(tx, by, { action: "label.remove", subject: "label", id, before, after: null }, now);
  });
}

const missing = (id: number) =>
  new Fault("NOT_FOUND", `There is no label ${id}. List the labels to see which there are.`);
const taken = (name: string) => new Fault("NAME_TAKEN", `There is a label ${name} already. Choose another name.`);
