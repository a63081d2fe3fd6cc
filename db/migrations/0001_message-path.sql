-- The message path: the webhook log, the inbox, the outbox, the bot's rules and API keys.

create table channels (
  id int generated always as identity primary key,
  provider text not null check (provider in ('meta', 'twilio')),
  external_id text not null,
  display_number text,
  account_id text,
  paused_until timestamptz,
  pause_reason text,
  created_at timestamptz not null default now(),
  unique (provider, external_id)
);
comment on table channels is 'The business''s numbers, one row a number and provider. external_id: phone_number_id at Meta, the sender at Twilio.';

create table webhooks (
  id bigint generated always as identity primary key,
  source text not null check (source in ('meta', 'twilio.message', 'twilio.status')),
  query text not null default '',
  body bytea not null,
  received_at timestamptz not null
);
comment on table webhooks is 'The webhook log: every verified webhook as it came, committed before it was acknowledged. Only ever appended to.';

create table webhook_cursor (
  only_row boolean primary key default true check (only_row),
  position bigint not null
);
insert into webhook_cursor (position) values (0);
comment on table webhook_cursor is 'Every webhook with id up to position is drained, but for those in webhook_gaps.';

create table webhook_gaps (
  first_id bigint primary key,
  last_id bigint not null,
  seen_xmax xid8 not null
);
comment on table webhook_gaps is 'Ids below the cursor that were not visible when it passed: rolled back, or committing late. Settled when every transaction of that time has ended.';

create table webhook_replays (
  webhook_id bigint primary key references webhooks,
  requested_at timestamptz not null default now()
);
comment on table webhook_replays is 'Webhooks to be read again; the drain takes them as if they had just come.';

create table dead_letters (
  id bigint generated always as identity primary key,
  webhook_id bigint references webhooks,
  source text not null,
  path text not null,
  reason text not null,
  raw jsonb,
  fingerprint text not null unique,
  created_at timestamptz not null default now(),
  resolved_at timestamptz
);
create index dead_letters_webhook_id on dead_letters (webhook_id);
comment on table dead_letters is 'What was signed and kept but could not be used, and why. resolved_at is set when a replay succeeded.';

create table notices (
  id bigint generated always as identity primary key,
  channel_id int references channels,
  topic text not null,
  happened_at timestamptz,
  raw jsonb not null,
  fingerprint text not null unique,
  received_at timestamptz not null
);
comment on table notices is 'News from providers that is not a message or a status: accounts, templates, calls, preferences.';

create table contacts (
  id bigint generated always as identity primary key,
  name text,
  name_at timestamptz,
  phone text,
  phone_at timestamptz,
  created_at timestamptz not null default now()
);
comment on column contacts.phone is 'The wa_id that wrote last, digits without +; null for a person known only by username.';

create table contact_identities (
  contact_id bigint not null references contacts,
  kind text not null check (kind in ('wa_id', 'bsuid', 'parent_bsuid', 'username')),
  value text not null,
  first_seen_at timestamptz not null default now(),
  replaced_by text,
  replaced_at timestamptz,
  primary key (contact_id, kind, value)
);
create unique index contact_identities_key on contact_identities (kind, value) where kind <> 'username';
comment on column contact_identities.replaced_by is 'The provider said that this number or BSUID became that one, at replaced_at.';
comment on table contact_identities is 'The keys by which providers know a contact. A username is shown but identifies nobody: it can pass to another person.';

create table conversations (
  id bigint generated always as identity primary key,
  channel_id int not null references channels,
  contact_id bigint references contacts,
  group_id text,
  address_kind text not null check (address_kind in ('wa_id', 'bsuid', 'group')),
  address text not null,
  address_at timestamptz,
  message_count int not null default 0,
  unread_count int not null default 0,
  last_message_at timestamptz,
  last_inbound_at timestamptz,
  customer_email text,
  notes text not null default '',
  created_at timestamptz not null default now(),
  check ((contact_id is null) <> (group_id is null))
) with (fillfactor = 70);
create unique index conversations_contact on conversations (channel_id, contact_id) where contact_id is not null;
create unique index conversations_group on conversations (channel_id, group_id) where group_id is not null;
create index conversations_contact_id on conversations (contact_id);
create index conversations_recent on conversations (coalesce(last_inbound_at, last_message_at, created_at) desc, id desc);
comment on column conversations.message_count is 'Messages from the customer.';
comment on column conversations.address is 'The key that wrote last: answers go there.';
comment on column conversations.last_inbound_at is 'Opens the 24-hour window.';

create table messages (
  id bigint generated always as identity primary key,
  channel_id int not null references channels,
  conversation_id bigint not null references conversations,
  contact_id bigint references contacts,
  direction text not null check (direction in ('in', 'out')),
  provider_id text,
  key uuid,
  sender text,
  sender_name text,
  type text not null,
  text_body text,
  caption text,
  payload text,
  latitude double precision,
  longitude double precision,
  location_name text,
  location_address text,
  reply_to text,
  target text,
  content jsonb not null default '{}',
  sent_at timestamptz not null,
  received_at timestamptz not null,
  status text check (status in ('queued', 'sending', 'unanswered', 'accepted', 'sent', 'delivered', 'read', 'played', 'failed')),
  read_at timestamptz,
  replied_at timestamptz,
  origin text,
  answers_id bigint,
  error_code int,
  error_title text,
  error_details text,
  error_remedy text,
  raw jsonb,
  webhook_id bigint,
  check ((direction = 'out') = (status is not null))
) with (fillfactor = 85);
create unique index messages_provider_id on messages (channel_id, provider_id) where provider_id is not null;
create unique index messages_key on messages (key) where key is not null;
create index messages_conversation on messages (conversation_id, sent_at desc, id desc);
create index messages_inbound on messages (sent_at desc, id desc) where direction = 'in';
create index messages_unread on messages (conversation_id) where direction = 'in' and read_at is null;
create index messages_target on messages (channel_id, target) where target is not null;
comment on column messages.key is 'Our id on the wire of a message that we send: providers echo it in statuses.';
comment on column messages.sent_at is 'The provider''s time where it gives one, else ours.';
comment on column messages.target is 'Provider id of the message that a reaction, edit or revoke acts on.';
comment on column messages.raw is 'The provider''s JSON or form fields of an incoming message.';

create table attachments (
  id bigint generated always as identity primary key,
  message_id bigint not null references messages,
  position int not null,
  provider_id text,
  url text,
  mime_type text,
  sha256 text,
  file_name text,
  state text not null default 'remote' check (state in ('remote')),
  created_at timestamptz not null default now(),
  unique (message_id, position)
);
comment on table attachments is 'Files that came with messages: where the provider keeps them.';

create table message_statuses (
  id bigint generated always as identity primary key,
  channel_id int not null references channels,
  provider_id text not null,
  status text not null check (status in ('accepted', 'sent', 'delivered', 'read', 'played', 'failed')),
  provider_status text not null,
  participant text not null default '',
  recipient text,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  error_code int,
  error_title text,
  error_details text,
  details jsonb,
  unique (channel_id, provider_id, status, participant)
);
comment on table message_statuses is 'Every delivery step that a provider told of. One that comes before its message is known waits here for it.';

create table outbox (
  message_id bigint primary key references messages,
  conversation_id bigint not null references conversations,
  channel_id int not null references channels,
  state text not null default 'queued' check (state in ('queued', 'sending', 'unanswered')),
  due_at timestamptz not null,
  attempts int not null default 0,
  first_attempt_at timestamptz,
  window_exempt boolean not null default false,
  last_error text
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index outbox_lane on outbox (conversation_id, message_id);
create index outbox_due on outbox (channel_id, due_at, message_id);
comment on table outbox is 'Messages on their way out. A row leaves when its fate is known; the message keeps the result. The lowest message_id of a conversation goes first.';

create table keyword_rules (
  id int generated always as identity primary key,
  position int not null,
  keyword text not null check (keyword <> ''),
  match text not null check (match in ('exact', 'word', 'prefix', 'contains')),
  answer text not null check (answer <> ''),
  enabled boolean not null default true,
  describes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column keyword_rules.keyword is 'One or more alternatives, separated by commas.';
comment on column keyword_rules.describes is 'What the menu says of it; null keeps it out of the menu.';

create table api_keys (
  id int generated always as identity primary key,
  name text not null,
  role text not null check (role in ('admin', 'agent', 'viewer')),
  prefix text not null,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index api_keys_name on api_keys (name) where revoked_at is null;
comment on table api_keys is 'API keys by the SHA-256 of 32 random bytes; the key itself is shown once and never kept.';

insert into keyword_rules (position, keyword, match, answer, describes) values
  (1, 'menu', 'exact', E'Here is what you can write:\n\n{{commands}}', 'shows this list'),
  (2, 'help', 'exact', E'Write *menu* to see what I can do by myself.\n\nFor anything else, just write it here: people read along and answer.', 'how this works'),
  (3, 'call, calls, calling, phone, telephone', 'word', E'We can''t take voice calls on WhatsApp.\n\nWrite here what you need and one of us will answer. If you would rather talk, send a number and a good time to ring you.', null);

-- The names under which the messages have always been known to SQL.

create view whatsapp_whatsappmessage as
select
  m.id,
  m.provider_id as message_id,
  m.sender as from_number,
  coalesce(m.sender_name, c.name, '') as from_name,
  m.type as message_type,
  coalesce(m.text_body, '') as text_body,
  coalesce(m.caption, '') as caption,
  a.provider_id as media_id,
  a.url as media_url,
  m.latitude,
  m.longitude,
  m.location_name as name,
  m.location_address as address,
  m.sent_at as timestamp,
  case when m.replied_at is not null then 'replied' when m.read_at is not null then 'read' else 'received' end as status,
  m.raw as raw_payload,
  m.conversation_id,
  m.received_at as created_at
from messages m
left join contacts c on c.id = m.contact_id
left join attachments a on a.message_id = m.id and a.position = 0
where m.direction = 'in';

create view whatsapp_whatsappmessagestatus as
select
  s.id,
  s.provider_id as message_id,
  s.recipient as recipient_number,
  s.status,
  s.happened_at as timestamp,
  s.error_code,
  coalesce(s.error_details, s.error_title) as error_message,
  s.received_at as created_at
from message_statuses s;

create view whatsapp_whatsappconversation as
select
  v.id,
  coalesce(c.phone, v.address) as phone_number,
  coalesce(c.name, '') as contact_name,
  v.message_count,
  v.unread_count,
  coalesce(v.last_inbound_at, v.last_message_at, v.created_at) as last_message_at,
  v.customer_email,
  v.notes,
  h.provider as channel,
  v.created_at
from conversations v
join channels h on h.id = v.channel_id
left join contacts c on c.id = v.contact_id;
