// The inbox as comparable data: surrogate ids are replaced by natural keys, and times of receipt are left out.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../db/rows.ts";

/** Everything that recording may change, in a defined order. */
export async function dump(db: Kysely<DB>): Promise<Record<string, unknown[]>> {
  const rows = async (text: string) => (await sql.raw<{ row: unknown }>(text).execute(db)).rows.map(({ row }) => row);
  // A contact is named by its identity keys, a channel by its number, a conversation by both.
  const names = `
    with person as (
      select c.id, (select string_agg(i.kind || '=' || i.value || coalesce(' from ' || i.from_at::time, '') || coalesce(' until ' || i.until_at::time, ''),
        ' ' order by i.kind, i.value collate "C", i.from_at nulls first)
        from contact_identities i where i.contact_id = c.id and i.kind <> 'username') as who from contacts c
    ), place as (
      select v.id, h.provider || ':' || h.external_id || ' ' || coalesce('group ' || v.group_id, p.who) as talk
      from conversations v join channels h on h.id = v.channel_id left join person p on p.id = v.contact_id
    )`;
  return {
    contacts: await rows(`${names}
      select jsonb_build_object('who', p.who, 'name', c.name, 'name_at', c.name_at, 'phone', c.phone, 'phone_at', c.phone_at,
        'usernames', (select jsonb_agg(i.value order by i.value collate "C") from contact_identities i
          where i.contact_id = c.id and i.kind = 'username')) as row
      from contacts c join person p on p.id = c.id order by p.who collate "C"`),
    replaced: await rows(`
      select jsonb_build_object('key', kind || '=' || value, 'by', replaced_by, 'at', replaced_at) as row
      from contact_identities where replaced_by is not null order by kind, value collate "C", from_at nulls first`),
    doubts: await rows(`${names}
      select jsonb_build_object('who', p.who, 'other', o.who) as row
      from incidents i left join person p on p.id = i.contact_id left join person o on o.id = (i.detail->>'other_contact_id')::bigint
      where i.kind = 'identity_doubt' and i.closed_at is null order by p.who collate "C", o.who collate "C"`),
    conversations: await rows(`${names}
      select jsonb_build_object('talk', t.talk, 'address', v.address_kind || ' ' || v.address, 'address_at', v.address_at,
        'count', v.message_count, 'unread', v.unread_count, 'last_inbound_at', v.last_inbound_at, 'window_maybe_at', v.window_maybe_at,
        'first_message_at', v.first_message_at, 'last_message_at', v.last_message_at) as row
      from conversations v join place t on t.id = v.id order by t.talk collate "C"`),
    messages: await rows(`${names}
      select to_jsonb(m) - array['id', 'channel_id', 'conversation_id', 'contact_id', 'received_at', 'webhook_id', 'answers_id', 'key', 'sighting_id']
        || jsonb_build_object('talk', t.talk, 'who', p.who, 'files', (select jsonb_agg(to_jsonb(a) - array['id', 'message_id', 'created_at', 'due_at']
          order by a.position) from attachments a where a.message_id = m.id)) as row
      from messages m join place t on t.id = m.conversation_id left join person p on p.id = m.contact_id
      order by m.channel_id, m.provider_id collate "C"`),
    statuses: await rows(`
      select to_jsonb(s) - array['id', 'channel_id', 'received_at'] || jsonb_build_object('channel', h.external_id) as row
      from message_statuses s join channels h on h.id = s.channel_id
      order by h.external_id, s.provider_id collate "C", s.status, s.participant collate "C"`),
    notices: await rows(`
      select jsonb_build_object('topic', topic, 'at', happened_at, 'raw', raw) as row from provider_notices order by fingerprint`),
    choices: await rows(`${names}
      select jsonb_build_object('who', p.who, 'choice', c.choice, 'source', c.source, 'at', c.at, 'note', c.note) as row
      from marketing_choices c join person p on p.id = c.contact_id order by p.who collate "C", c.at, c.source, c.choice`),
    outbox: await rows(`select jsonb_build_object('key', m.key, 'state', o.state) as row
      from outbox o join messages m on m.id = o.message_id order by m.key`),
  };
}

const recorded = [
  ...[
    "outbox",
    "attachments",
    "blobs",
    "messages",
    "message_statuses",
    "marketing_choices",
    "conversations",
    "contact_identities",
    "identity_sightings",
  ],
  ...[
    "identity_changes",
    "identity_decisions",
    "incidents",
    "contacts",
    "contact_merges",
    "provider_notices",
    "dead_letters",
  ],
  ...["webhook_replays", "webhook_gaps", "webhooks", "channels"],
];
/** Tables that triggers fill from messages: truncating messages empties them too. */
const kept = ["message_hours", "rollup_changes", "answer_quarters"];
const emptying = new WeakMap<Kysely<DB>, string>();

/** Empties all tables that recording fills and all that refer to them, so that one database serves many runs. */
export async function wipe(db: Kysely<DB>): Promise<void> {
  const statements = emptying.get(db) ?? (await emptyingOf(db));
  emptying.set(db, statements);
  await db.transaction().execute((tx) => sql.raw(statements).execute(tx));
}

/**
 * SQL that empties the tables. Deleting the rows of small tables takes a tenth of the time of truncating them, which creates new files for each. For
 * that, foreign keys and triggers must be off, which the owner of a database alone may not do; then the tables are truncated.
 */
async function emptyingOf(db: Kysely<DB>): Promise<string> {
  const { rows } = await sql<{ name: string; sequence: string | null; may: boolean }>`
    with recursive wanted as (
      select unnest(${recorded}::regclass[]) as id
      union
      select c.conrelid::regclass from pg_constraint c join wanted w on c.confrelid = w.id where c.contype = 'f'
    )
    select w.id::text as name, pg_get_serial_sequence(w.id::text, a.attname) as sequence,
      has_parameter_privilege('session_replication_role', 'set') as may
    from wanted w left join pg_attribute a on a.attrelid = w.id and a.attidentity <> ''`.execute(db);
  const sequences = rows.flatMap(({ sequence }) => (sequence === null ? [] : [`setval('${sequence}', 1, false)`]));
  const emptied = rows[0]!.may
    ? [
        "set local session_replication_role = replica",
        ...[...new Set([...kept, ...rows.map(({ name }) => name)])].map((name) => `delete from ${name}`),
        `select ${sequences.join(", ")}`,
      ]
    : [`truncate ${recorded.join(", ")} restart identity cascade`];
  return [...emptied, "update webhook_cursor set position = 0"].join(";\n");
}
