-- Incidents about more than spots: a person, a conversation, a number or the whole house. Conversations wait for people.

-- The kinds are listed in server/contract/incidents.ts.
alter table incidents
  drop constraint incidents_kind_check,
  alter column lot_id drop not null,
  alter column spot_id drop not null,
  add column contact_id bigint references contacts (id) on delete set null,
  add column conversation_id bigint references conversations (id) on delete set null,
  add column channel_id int references channels (id),
  add column detail jsonb not null default '{}';
create unique index incidents_open_elsewhere on incidents
  (kind, coalesce(contact_id, 0), coalesce(conversation_id, 0), coalesce(channel_id, 0), coalesce(device_id, 0), coalesce(booking_id, 0))
  where closed_at is null and spot_id is null;
create index incidents_contact on incidents (contact_id) where contact_id is not null;
create index incidents_conversation on incidents (conversation_id) where conversation_id is not null;

alter table conversations
  add column waiting_since timestamptz,
  add column waiting_reason text;
comment on column conversations.waiting_since is 'Since when it waits for people; null: it does not. waiting_reason says why (server/core/inbox/waiting.ts).';
create index conversations_waiting_since on conversations (waiting_since, id) where waiting_since is not null;
