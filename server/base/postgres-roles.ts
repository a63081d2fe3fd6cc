// The roles of the embedded PostgreSQL. `postgres` is its superuser, used only to administer the server; `bellhop` owns the database and
// everything in it; `bellhop_reader` reads the views of docs/sql.md.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { reader } from "./reader.ts";

/** The superuser's name, and Bellhop's own role and database. */
export const superuser = "postgres";
export const owner = "bellhop";
export const database = "bellhop";

/** Passwords by role; they are hexadecimal, so they need no quoting. */
export type Passwords = { superuser: string; owner: string; reader: string };

/** The superuser of data folders from before these roles existed: it had the owner's present name. */
const formerSuperuser = "bellhop";
/** A role that exists only while the superuser is renamed: no role can rename itself. */
const renamer = "bellhop_renamer";

/** How to connect to the server. */
type Where = { port: number; password: string };

/** How the server answers a superuser's attempt to connect: accepted, still starting or stopping, password refused, or no answer. */
export type ConnectionTrial = "in" | "busy" | "refused" | "silent";

const client = ({ port, password }: Where, user: string, at = "postgres") => {
  const made = new pg.Client({
    host: "127.0.0.1",
    port,
    user,
    password,
    database: at,
    application_name: "bellhop supervisor",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  made.on("error", () => {});
  return made;
};

/** Tries to connect as the superuser. */
export async function tryConnection(where: Where): Promise<ConnectionTrial> {
  const { made, error } = await enter(where);
  if (made) {
    await made.end().catch(() => {});
    return "in";
  }
  const code = (error as { code?: string }).code ?? "";
  if (code.startsWith("28")) return "refused";
  return code.startsWith("57P") || code === "53300" ? "busy" : "silent";
}

/** A connection as superuser, under its present or former name. Throws the server's error. */
export async function connectSuperuser(where: Where): Promise<pg.Client> {
  const { made, error } = await enter(where);
  if (!made) throw error;
  return made;
}

async function enter(
  where: Where,
): Promise<{ made: pg.Client; error?: undefined } | { made?: undefined; error: unknown }> {
  let error: unknown;
  for (const user of [superuser, formerSuperuser]) {
    const made = client(where, user);
    try {
      await made.connect();
      if (user === superuser) return { made };
      const { rows } = await made.query("select rolsuper from pg_roles where rolname = current_user");
      if (rows[0]?.rolsuper) return { made };
      error ??= new Error("not the superuser");
    } catch (fault) {
      error ??= fault;
      if (!(fault as { code?: string }).code?.startsWith("28")) {
        await made.end().catch(() => {});
        return { error: fault };
      }
    }
    await made.end().catch(() => {});
  }
  return { error };
}

/**
 * Creates or corrects roles, database and rights, whatever their state: on a new server, one from before these roles existed, or one where this
 * was interrupted. Runs at every start. `where` is the superuser's connection.
 */
export async function ensureRoles(where: Where, passwords: Passwords): Promise<void> {
  await renameSuperuser(where);
  const at = client(where, superuser);
  await at.connect();
  try {
    await at.query(`drop role if exists ${renamer}`);
    const plain = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit";
    for (const [role, password] of [
      [owner, passwords.owner],
      [reader, passwords.reader],
    ] as const) {
      const { rowCount } = await at.query("select 1 from pg_roles where rolname = $1", [role]);
      await at.query(`${rowCount ? "alter" : "create"} role ${role} ${plain} password '${password}'`);
    }
    for (const setting of [
      "default_transaction_read_only = on",
      "statement_timeout = '60s'",
      "idle_in_transaction_session_timeout = '5min'",
    ])
      await at.query(`alter role ${reader} set ${setting}`);
    await at.query(`alter role ${reader} connection limit 10`);
    const { rows } = await at.query(
      "select r.rolname as owner from pg_database d join pg_roles r on r.oid = d.datdba where datname = $1",
      [database],
    );
    if (rows.length === 0) await at.query(`create database ${database} owner ${owner}`);
    else if (rows[0].owner !== owner) await at.query(`alter database ${database} owner to ${owner}`);
    await at.query(`revoke all on database ${database}, postgres, template1 from public`);
    await at.query(`grant connect on database ${database} to ${reader}`);
  } finally {
    await at.end().catch(() => {});
  }
  const inside = client(where, superuser, database);
  await inside.connect();
  try {
    await inside.query(handOver);
    await inside.query(forTheOwnerAlone);
  } finally {
    await inside.end().catch(() => {});
  }
}

/** Renames a superuser of the former name. Its password stays. */
async function renameSuperuser(where: Where): Promise<void> {
  const old = await connectSuperuser(where);
  const passing = randomBytes(16).toString("hex");
  try {
    if (old.user !== formerSuperuser) return;
    await old.query(`drop role if exists ${renamer}`);
    await old.query(`create role ${renamer} login superuser password '${passing}'`);
  } finally {
    await old.end().catch(() => {});
  }
  const other = client({ ...where, password: passing }, renamer);
  await other.connect();
  try {
    await other.query(`alter role ${formerSuperuser} rename to ${superuser}`);
  } finally {
    await other.end().catch(() => {});
  }
}

/**
 * Makes the owner the owner of everything in the database that is not PostgreSQL's own. Objects of extensions keep their owner: Bellhop uses no
 * extension, and no command changes an extension's owner.
 */
const handOver = `
do $$
declare
  it record;
  own oid := '${owner}'::regrole;
begin
  alter schema public owner to ${owner};
  for it in
    select format('alter schema %I owner to ${owner}', n.nspname) as act
    from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and n.nspowner <> own
    union all
    select format('alter %s %I.%I owner to ${owner}',
      case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end,
      n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relowner <> own
      and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('e', 'i', 'a') and c.relkind = 'S')
      and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    union all
    select format('alter routine %s owner to ${owner}', p.oid::regprocedure)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and p.proowner <> own
      and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    union all
    select format('alter type %s owner to ${owner}', t.oid::regtype)
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and t.typowner <> own and t.typtype in ('e', 'd', 'r')
      and not exists (select 1 from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
  loop
    execute it.act;
  end loop;
end $$`;

/**
 * Revokes what PostgreSQL lets every role do that can connect: advisory locks, with which Bellhop's processes coordinate; large objects, which
 * could fill the disk; and Bellhop's own functions. Only the owner may use them.
 */
const forTheOwnerAlone = `
do $$
declare
  it record;
begin
  revoke all on schema public from public;
  for it in
    select p.oid::regprocedure as routine from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname ~ '^pg_(try_)?advisory_' or p.proname ~ '^lo_' or p.proname in ('lowrite', 'pg_notify'))
      and has_function_privilege('${reader}', p.oid, 'execute')
  loop
    execute format('revoke execute on function %s from public', it.routine);
    execute format('grant execute on function %s to ${owner}', it.routine);
  end loop;
  for it in
    select p.oid::regprocedure as routine from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and has_function_privilege('${reader}', p.oid, 'execute')
      and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  loop
    execute format('revoke execute on function %s from public', it.routine);
  end loop;
end $$`;
