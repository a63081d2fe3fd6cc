// The read-only SQL role: which views it may read, and how it is granted that. docs/sql.md describes it for people.
import type pg from "pg";

/** The role's name, in the embedded PostgreSQL and in any other. */
export const reader = "bellhop_reader";

/** The views that it may read, and nothing else. */
export const readable = [
  "whatsapp_whatsappmessage",
  "whatsapp_whatsappmessagestatus",
  "whatsapp_whatsappconversation",
  "whatsapp_outgoingmessage",
];

/** The function with which the views derive a status. PostgreSQL calls it with the rights of the reading role. */
const called = "public.message_status(text, timestamptz, timestamptz)";

/** Grants the role its views, if the server has such a role and the connected one may grant. */
export async function grantReader(client: pg.ClientBase): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [reader]);
  if (!rowCount) return;
  const wanted = readable.map((view) => `has_table_privilege('${reader}', 'public.${view}', 'select')`);
  wanted.push(`has_function_privilege('${reader}', '${called}', 'execute')`);
  const { rows } = await client.query(
    `select has_schema_privilege('${reader}', 'public', 'usage') and ${wanted.join(" and ")} as done`,
  );
  if (rows[0].done) return;
  await client.query(`grant usage on schema public to ${reader}`);
  await client.query(`grant select on ${readable.join(", ")} to ${reader}`);
  await client.query(`grant execute on function ${called} to ${reader}`);
}
