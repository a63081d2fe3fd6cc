-- Generated from db/migrations by npm run generate. Do not edit.

create table api_keys (
  id integer generated always as identity not null,
  name text not null,
  role text not null,
  prefix text not null,
  hash bytea not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_hash_key UNIQUE (hash),
  constraint api_keys_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'agent'::text, 'viewer'::text])))
);
comment on table api_keys is 'API keys by the SHA-256 of 32 random bytes; the key itself is shown once and never kept.';

create table attachments (
  id bigint generated always as identity not null,
  message_id bigint not null,
  "position" integer not null,
  provider_id text,
  url text,
  mime_type text,
  sha256 text,
  file_name text,
  state text not null default 'remote'::text,
  created_at timestamp with time zone not null default now(),
  constraint attachments_pkey PRIMARY KEY (id),
  constraint attachments_message_id_position_key UNIQUE (message_id, "position"),
  constraint attachments_state_check CHECK ((state = 'remote'::text)),
  constraint attachments_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
comment on table attachments is 'Files that came with messages: where the provider keeps them.';

create table channels (
  id integer generated always as identity not null,
  provider text not null,
  external_id text not null,
  display_number text,
  account_id text,
  paused_until timestamp with time zone,
  pause_reason text,
  created_at timestamp with time zone not null default now(),
  constraint channels_pkey PRIMARY KEY (id),
  constraint channels_provider_external_id_key UNIQUE (provider, external_id),
  constraint channels_provider_check CHECK ((provider = ANY (ARRAY['meta'::text, 'twilio'::text])))
);
comment on table channels is 'The business''s numbers, one row a number and provider. external_id: phone_number_id at Meta, the sender at Twilio.';

create table contact_identities (
  contact_id bigint not null,
  kind text not null,
  value text not null,
  first_seen_at timestamp with time zone not null default now(),
  replaced_by text,
  replaced_at timestamp with time zone,
  constraint contact_identities_pkey PRIMARY KEY (contact_id, kind, value),
  constraint contact_identities_kind_check CHECK ((kind = ANY (ARRAY['wa_id'::text, 'bsuid'::text, 'parent_bsuid'::text, 'username'::text]))),
  constraint contact_identities_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
);
comment on table contact_identities is 'The keys by which providers know a contact. A username is shown but identifies nobody: it can pass to another person.';
comment on column contact_identities.replaced_by is 'The provider said that this number or BSUID became that one, at replaced_at.';

create table contacts (
  id bigint generated always as identity not null,
  name text,
  name_at timestamp with time zone,
  phone text,
  phone_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint contacts_pkey PRIMARY KEY (id)
);
comment on column contacts.phone is 'The wa_id that wrote last, digits without +; null for a person known only by username.';

create table conversations (
  id bigint generated always as identity not null,
  channel_id integer not null,
  contact_id bigint,
  group_id text,
  address_kind text not null,
  address text not null,
  address_at timestamp with time zone,
  message_count integer not null default 0,
  unread_count integer not null default 0,
  last_message_at timestamp with time zone,
  last_inbound_at timestamp with time zone,
  customer_email text,
  notes text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  constraint conversations_pkey PRIMARY KEY (id),
  constraint conversations_address_kind_check CHECK ((address_kind = ANY (ARRAY['wa_id'::text, 'bsuid'::text, 'group'::text]))),
  constraint conversations_check CHECK (((contact_id IS NULL) <> (group_id IS NULL))),
  constraint conversations_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint conversations_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
) with (fillfactor=70);
comment on column conversations.address is 'The key that wrote last: answers go there.';
comment on column conversations.message_count is 'Messages from the customer.';
comment on column conversations.last_inbound_at is 'Opens the 24-hour window.';

create table dead_letters (
  id bigint generated always as identity not null,
  webhook_id bigint,
  source text not null,
  path text not null,
  reason text not null,
  raw jsonb,
  fingerprint text not null,
  created_at timestamp with time zone not null default now(),
  resolved_at timestamp with time zone,
  constraint dead_letters_pkey PRIMARY KEY (id),
  constraint dead_letters_fingerprint_key UNIQUE (fingerprint),
  constraint dead_letters_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id)
);
comment on table dead_letters is 'What was signed and kept but could not be used, and why. resolved_at is set when a replay succeeded.';

create table keyword_rules (
  id integer generated always as identity not null,
  "position" integer not null,
  keyword text not null,
  match text not null,
  answer text not null,
  enabled boolean not null default true,
  describes text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint keyword_rules_pkey PRIMARY KEY (id),
  constraint keyword_rules_answer_check CHECK ((answer <> ''::text)),
  constraint keyword_rules_keyword_check CHECK ((keyword <> ''::text)),
  constraint keyword_rules_match_check CHECK ((match = ANY (ARRAY['exact'::text, 'word'::text, 'prefix'::text, 'contains'::text])))
);
comment on column keyword_rules.keyword is 'One or more alternatives, separated by commas.';
comment on column keyword_rules.describes is 'What the menu says of it; null keeps it out of the menu.';

create table message_statuses (
  id bigint generated always as identity not null,
  channel_id integer not null,
  provider_id text not null,
  status text not null,
  provider_status text not null,
  participant text not null default ''::text,
  recipient text,
  happened_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  error_code integer,
  error_title text,
  error_details text,
  details jsonb,
  constraint message_statuses_pkey PRIMARY KEY (id),
  constraint message_statuses_channel_id_provider_id_status_participant_key UNIQUE (channel_id, provider_id, status, participant),
  constraint message_statuses_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text]))),
  constraint message_statuses_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table message_statuses is 'Every delivery step that a provider told of. One that comes before its message is known waits here for it.';

create table messages (
  id bigint generated always as identity not null,
  channel_id integer not null,
  conversation_id bigint not null,
  contact_id bigint,
  direction text not null,
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
  content jsonb not null default '{}'::jsonb,
  sent_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  status text,
  read_at timestamp with time zone,
  replied_at timestamp with time zone,
  origin text,
  answers_id bigint,
  error_code integer,
  error_title text,
  error_details text,
  error_remedy text,
  raw jsonb,
  webhook_id bigint,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_check CHECK (((direction = 'out'::text) = (status IS NOT NULL))),
  constraint messages_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint messages_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'unanswered'::text, 'accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'played'::text, 'failed'::text]))),
  constraint messages_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint messages_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id),
  constraint messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id)
) with (fillfactor=85);
comment on column messages.key is 'Our id on the wire of a message that we send: providers echo it in statuses.';
comment on column messages.target is 'Provider id of the message that a reaction, edit or revoke acts on.';
comment on column messages.sent_at is 'The provider''s time where it gives one, else ours.';
comment on column messages.raw is 'The provider''s JSON or form fields of an incoming message.';

create table notices (
  id bigint generated always as identity not null,
  channel_id integer,
  topic text not null,
  happened_at timestamp with time zone,
  raw jsonb not null,
  fingerprint text not null,
  received_at timestamp with time zone not null,
  constraint notices_pkey PRIMARY KEY (id),
  constraint notices_fingerprint_key UNIQUE (fingerprint),
  constraint notices_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table notices is 'News from providers that is not a message or a status: accounts, templates, calls, preferences.';

create table outbox (
  message_id bigint not null,
  conversation_id bigint not null,
  channel_id integer not null,
  state text not null default 'queued'::text,
  due_at timestamp with time zone not null,
  attempts integer not null default 0,
  first_attempt_at timestamp with time zone,
  window_exempt boolean not null default false,
  last_error text,
  constraint outbox_pkey PRIMARY KEY (message_id),
  constraint outbox_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'unanswered'::text]))),
  constraint outbox_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint outbox_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint outbox_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);
comment on table outbox is 'Messages on their way out. A row leaves when its fate is known; the message keeps the result. The lowest message_id of a conversation goes first.';

create table webhook_cursor (
  only_row boolean not null default true,
  "position" bigint not null,
  constraint webhook_cursor_pkey PRIMARY KEY (only_row),
  constraint webhook_cursor_only_row_check CHECK (only_row)
);
comment on table webhook_cursor is 'Every webhook with id up to position is drained, but for those in webhook_gaps.';

create table webhook_gaps (
  first_id bigint not null,
  last_id bigint not null,
  seen_xmax xid8 not null,
  constraint webhook_gaps_pkey PRIMARY KEY (first_id)
);
comment on table webhook_gaps is 'Ids below the cursor that were not visible when it passed: rolled back, or committing late. Settled when every transaction of that time has ended.';

create table webhook_replays (
  webhook_id bigint not null,
  requested_at timestamp with time zone not null default now(),
  constraint webhook_replays_pkey PRIMARY KEY (webhook_id),
  constraint webhook_replays_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id)
);
comment on table webhook_replays is 'Webhooks to be read again; the drain takes them as if they had just come.';

create table webhooks (
  id bigint generated always as identity not null,
  source text not null,
  query text not null default ''::text,
  body bytea not null,
  received_at timestamp with time zone not null,
  constraint webhooks_pkey PRIMARY KEY (id),
  constraint webhooks_source_check CHECK ((source = ANY (ARRAY['meta'::text, 'twilio.message'::text, 'twilio.status'::text])))
);
comment on table webhooks is 'The webhook log: every verified webhook as it came, committed before it was acknowledged. Only ever appended to.';

CREATE INDEX conversations_contact_id ON public.conversations USING btree (contact_id);

CREATE INDEX conversations_recent ON public.conversations USING btree (COALESCE(last_inbound_at, last_message_at, created_at) DESC, id DESC);

CREATE INDEX dead_letters_webhook_id ON public.dead_letters USING btree (webhook_id);

CREATE INDEX messages_conversation ON public.messages USING btree (conversation_id, sent_at DESC, id DESC);

CREATE INDEX messages_inbound ON public.messages USING btree (sent_at DESC, id DESC) WHERE (direction = 'in'::text);

CREATE INDEX messages_target ON public.messages USING btree (channel_id, target) WHERE (target IS NOT NULL);

CREATE INDEX messages_unread ON public.messages USING btree (conversation_id) WHERE ((direction = 'in'::text) AND (read_at IS NULL));

CREATE INDEX outbox_due ON public.outbox USING btree (channel_id, due_at, message_id);

CREATE INDEX outbox_lane ON public.outbox USING btree (conversation_id, message_id);

CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (name) WHERE (revoked_at IS NULL);

CREATE UNIQUE INDEX contact_identities_key ON public.contact_identities USING btree (kind, value) WHERE (kind <> 'username'::text);

CREATE UNIQUE INDEX conversations_contact ON public.conversations USING btree (channel_id, contact_id) WHERE (contact_id IS NOT NULL);

CREATE UNIQUE INDEX conversations_group ON public.conversations USING btree (channel_id, group_id) WHERE (group_id IS NOT NULL);

CREATE UNIQUE INDEX messages_key ON public.messages USING btree (key) WHERE (key IS NOT NULL);

CREATE UNIQUE INDEX messages_provider_id ON public.messages USING btree (channel_id, provider_id) WHERE (provider_id IS NOT NULL);

create view whatsapp_whatsappconversation as
 SELECT v.id,
    COALESCE(c.phone, v.address) AS phone_number,
    COALESCE(c.name, ''::text) AS contact_name,
    v.message_count,
    v.unread_count,
    COALESCE(v.last_inbound_at, v.last_message_at, v.created_at) AS last_message_at,
    v.customer_email,
    v.notes,
    h.provider AS channel,
    v.created_at
   FROM conversations v
     JOIN channels h ON h.id = v.channel_id
     LEFT JOIN contacts c ON c.id = v.contact_id;

create view whatsapp_whatsappmessage as
 SELECT m.id,
    m.provider_id AS message_id,
    m.sender AS from_number,
    COALESCE(m.sender_name, c.name, ''::text) AS from_name,
    m.type AS message_type,
    COALESCE(m.text_body, ''::text) AS text_body,
    COALESCE(m.caption, ''::text) AS caption,
    a.provider_id AS media_id,
    a.url AS media_url,
    m.latitude,
    m.longitude,
    m.location_name AS name,
    m.location_address AS address,
    m.sent_at AS "timestamp",
        CASE
            WHEN m.replied_at IS NOT NULL THEN 'replied'::text
            WHEN m.read_at IS NOT NULL THEN 'read'::text
            ELSE 'received'::text
        END AS status,
    m.raw AS raw_payload,
    m.conversation_id,
    m.received_at AS created_at
   FROM messages m
     LEFT JOIN contacts c ON c.id = m.contact_id
     LEFT JOIN attachments a ON a.message_id = m.id AND a."position" = 0
  WHERE m.direction = 'in'::text;

create view whatsapp_whatsappmessagestatus as
 SELECT id,
    provider_id AS message_id,
    recipient AS recipient_number,
    status,
    happened_at AS "timestamp",
    error_code,
    COALESCE(error_details, error_title) AS error_message,
    received_at AS created_at
   FROM message_statuses s;
