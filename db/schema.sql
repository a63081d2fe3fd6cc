-- Generated from db/migrations by npm run generate. Do not edit.

create table accounts (
  id integer generated always as identity not null,
  username text not null,
  contact_id bigint,
  currency text not null,
  merged_into integer,
  created_at timestamp with time zone not null,
  welcomed_at timestamp with time zone,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_contact_id_key UNIQUE (contact_id),
  constraint accounts_username_key UNIQUE (username),
  constraint accounts_check CHECK (((contact_id IS NULL) = (merged_into IS NOT NULL))),
  constraint accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint accounts_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES accounts(id)
);
comment on table accounts is 'Drivers. contact_id has no foreign key: contacts merge first, accounts follow (contact_merges).';
comment on column accounts.welcomed_at is 'When the welcome credit was given, or would have been; null: they have not written yet.';

create table alarms (
  source text not null,
  source_id bigint not null,
  kind text not null,
  subject text not null,
  told_at timestamp with time zone not null,
  over_at timestamp with time zone,
  constraint alarms_pkey PRIMARY KEY (source, source_id),
  constraint alarms_source_check CHECK ((source = ANY (ARRAY['incident'::text, 'news'::text])))
);
comment on table alarms is 'Incidents and news of providers that were told by mail or webhook, each once when it began and once when it was over.';
comment on column alarms.subject is 'What it is about; of the same kind and subject one begins to be told in an hour.';

create table answer_quarters (
  quarter timestamp with time zone not null,
  bucket integer not null,
  answers integer not null,
  constraint answer_quarters_pkey PRIMARY KEY (quarter, bucket)
);
comment on table answer_quarters is 'How long customers waited for the answers that were given in a quarter of an hour, as a histogram. See latency_bucket.';

create table api_keys (
  id integer generated always as identity not null,
  name text not null,
  role text not null,
  prefix text not null,
  hash bytea not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  maker_id bigint,
  made_by text,
  parent_id integer,
  expires_at timestamp with time zone,
  last_used_address text,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_hash_key UNIQUE (hash),
  constraint api_keys_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'agent'::text, 'viewer'::text]))),
  constraint api_keys_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES users(id),
  constraint api_keys_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES api_keys(id)
);
comment on table api_keys is 'API keys by the SHA-256 of 32 random bytes; the key itself is shown once and never kept.';
comment on column api_keys.maker_id is 'The user who made it: the key is refused while they are disabled and can never do more than they may. Null: the terminal, a key of the environment, or from before this was kept.';
comment on column api_keys.made_by is 'The maker as they were called then: desk:NAME, api:NAME or cli; null in keys from before this was kept.';
comment on column api_keys.parent_id is 'The key with which it was made; it ends with that one.';

create table archives (
  month date not null,
  messages integer not null,
  statuses integer not null,
  files integer not null,
  manifest_sha256 text not null,
  written_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  brought_back_at timestamp with time zone,
  expired_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint archives_pkey PRIMARY KEY (month),
  constraint archives_files_check CHECK ((files >= 0)),
  constraint archives_manifest_sha256_check CHECK ((manifest_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint archives_messages_check CHECK ((messages >= 0)),
  constraint archives_month_check CHECK ((month = (date_trunc('month'::text, (month)::timestamp without time zone))::date)),
  constraint archives_statuses_check CHECK ((statuses >= 0))
);
comment on table archives is 'Months that were archived. Each manifest holds the checksum of the one before: a chain.';
comment on column archives.month is 'Its first day, in UTC.';
comment on column archives.removed_at is 'When the database was freed of what the files hold; null: not yet.';
comment on column archives.brought_back_at is 'When the files were read back into the database. Such a month is not archived again.';
comment on column archives.expired_at is 'When it was decided to delete its files: they were kept for as long as is set. deleted_at: when they were gone.';

create table attachments (
  id bigint generated always as identity not null,
  message_id bigint,
  "position" integer not null,
  provider_id text,
  url text,
  mime_type text,
  sha256 text,
  file_name text,
  state text not null default 'remote'::text,
  created_at timestamp with time zone not null default now(),
  blob_id bigint,
  uploaded_by text,
  width integer,
  height integer,
  duration_ms integer,
  voice boolean not null default false,
  animated boolean not null default false,
  thumbnail_id bigint,
  reason text,
  attempts integer not null default 0,
  due_at timestamp with time zone,
  constraint attachments_pkey PRIMARY KEY (id),
  constraint attachments_message_id_position_key UNIQUE (message_id, "position"),
  constraint attachments_state_check CHECK ((state = ANY (ARRAY['remote'::text, 'waiting'::text, 'ready'::text, 'failed'::text, 'quarantined'::text, 'deleted'::text]))),
  constraint attachments_blob_id_fkey FOREIGN KEY (blob_id) REFERENCES blobs(id),
  constraint attachments_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint attachments_thumbnail_id_fkey FOREIGN KEY (thumbnail_id) REFERENCES blobs(id)
);
comment on table attachments is 'Files of messages, and files that were uploaded to be sent and belong to no message yet.';
comment on column attachments.state is 'remote: the provider keeps it. waiting: it will be fetched. ready: it is kept here. failed: it could not be fetched. quarantined: a virus scanner refused it. deleted: it was kept here for as long as is set.';
comment on column attachments.uploaded_by is 'Who uploaded it: desk:NAME, api:NAME; null for what came from a customer.';
comment on column attachments.width is 'In pixels, as shown; with height, of pictures and videos.';
comment on column attachments.voice is 'It was recorded with the microphone, as a voice note.';
comment on column attachments.animated is 'A sticker that moves.';
comment on column attachments.thumbnail_id is 'A small WebP of it: of a picture, or of a moment of a video.';
comment on column attachments.reason is 'Why it is not here, in a sentence: of failed, quarantined and deleted ones, and of waiting ones after a failed attempt.';
comment on column attachments.attempts is 'How often it was tried to fetch it.';
comment on column attachments.due_at is 'When it is fetched, of waiting ones.';

create table audit_log (
  id bigint generated always as identity not null,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  subject_id bigint not null,
  before jsonb,
  after jsonb,
  note text,
  actor_user_id bigint,
  actor_key_id integer,
  constraint audit_log_pkey PRIMARY KEY (id)
);
comment on table audit_log is 'What people changed: who, when, how it was before and after.';
comment on column audit_log.actor is 'Who, as they were called then. Names change and can be taken again: actor_user_id and actor_key_id do not.';
comment on column audit_log.subject_id is '0 where the entry is about many things at once, or about nobody who is known.';
comment on column audit_log.actor_user_id is 'The user, whose row may be gone; null for keys, for the terminal, and in entries from before this was kept.';
comment on column audit_log.actor_key_id is 'The API key, whose row may be gone; null for users, for the terminal, for keys of the environment, and in entries from before this was kept.';

create table audit_seals (
  "position" bigint not null,
  audit_id bigint not null,
  hash bytea not null,
  sealed_at timestamp with time zone not null,
  constraint audit_seals_pkey PRIMARY KEY ("position"),
  constraint audit_seals_audit_id_key UNIQUE (audit_id),
  constraint audit_seals_hash_check CHECK ((octet_length(hash) = 32)),
  constraint audit_seals_position_check CHECK (("position" > 0))
);
comment on table audit_seals is 'The hash chain of the audit log: each hash is the SHA-256 of the one before it and of the row (server/core/access/seals.ts). Only added to; where the log was shortened, the chain begins with the last seal that was taken away.';

create table backfills (
  name text not null,
  "position" bigint not null default 0,
  last bigint not null,
  begun_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint backfills_pkey PRIMARY KEY (name)
);
comment on table backfills is 'Changes of many rows that a version makes in batches while it works (server/backfills.ts).';
comment on column backfills."position" is 'The id up to which the rows are changed.';
comment on column backfills.last is 'The largest id when it began; rows that were inserted later are right.';

create table blobs (
  id bigint generated always as identity not null,
  sha256 text not null,
  size bigint not null,
  mime_type text not null,
  created_at timestamp with time zone not null default now(),
  constraint blobs_pkey PRIMARY KEY (id),
  constraint blobs_sha256_key UNIQUE (sha256),
  constraint blobs_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint blobs_size_check CHECK ((size >= 0))
);
comment on table blobs is 'Files that are kept, each once: the content is in the blob store, under its checksum.';
comment on column blobs.size is 'In bytes.';
comment on column blobs.mime_type is 'What the content is, by its first bytes; never what a sender says.';

create table bookings (
  id bigint generated always as identity not null,
  lot_id integer not null,
  spot_id integer not null,
  account_id integer not null,
  status text not null default 'reserved'::text,
  currency text not null,
  rate_cents_per_hour integer not null,
  daily_cap_cents integer,
  free_minutes integer not null,
  reserved_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  reminder_at timestamp with time zone,
  extended_at timestamp with time zone,
  started_at timestamp with time zone,
  seen_at timestamp with time zone,
  empty_since timestamp with time zone,
  end_due_at timestamp with time zone,
  low_balance_at timestamp with time zone,
  ended_at timestamp with time zone,
  closed_at timestamp with time zone,
  amount_cents bigint,
  ended_by text,
  created_by text not null,
  key text,
  limit_warn_at timestamp with time zone,
  limit_at timestamp with time zone,
  billed_until timestamp with time zone,
  constraint bookings_pkey PRIMARY KEY (id),
  constraint bookings_key_key UNIQUE (key),
  constraint bookings_amount_cents_check CHECK ((amount_cents >= 0)),
  constraint bookings_check CHECK (((status = 'active'::text) <= ((started_at IS NOT NULL) AND (ended_at IS NULL) AND (closed_at IS NULL)))),
  constraint bookings_check1 CHECK (((status = 'reserved'::text) <= ((started_at IS NULL) AND (closed_at IS NULL)))),
  constraint bookings_check2 CHECK (((status = 'completed'::text) <= ((started_at IS NOT NULL) AND (ended_at >= started_at) AND (amount_cents IS NOT NULL)))),
  constraint bookings_check3 CHECK (((status = ANY (ARRAY['completed'::text, 'cancelled'::text, 'expired'::text])) = (closed_at IS NOT NULL))),
  constraint bookings_status_check CHECK ((status = ANY (ARRAY['reserved'::text, 'active'::text, 'completed'::text, 'cancelled'::text, 'expired'::text]))),
  constraint bookings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint bookings_lot_id_fkey FOREIGN KEY (lot_id) REFERENCES lots(id),
  constraint bookings_spot_id_fkey FOREIGN KEY (spot_id) REFERENCES spots(id)
) with (fillfactor=85);
comment on column bookings.rate_cents_per_hour is 'The tariff as it was when the spot was booked.';
comment on column bookings.seen_at is 'When the sensor first saw the car during this stay; null while only people say that it is there.';
comment on column bookings.empty_since is 'The sensor has seen the spot empty since then; the stay ends then, once the debounce time has passed.';
comment on column bookings.end_due_at is 'When the stay ends unless the car is seen again: the debounce time after Bellhop learned that the spot is empty.';
comment on column bookings.key is 'What asked for it (a message, an Idempotency-Key): the same again means the same booking.';
comment on column bookings.limit_at is 'When the stay is looked at because it is so long; limit_warn_at: when the driver is told before.';
comment on column bookings.billed_until is 'Time after this costs nothing: the stay reached its limit and no sensor saw the car.';

create table bot_states (
  conversation_id bigint not null,
  misses integer not null default 0,
  missed_at timestamp with time zone,
  out_of_answers_until timestamp with time zone,
  counted_from timestamp with time zone,
  constraint bot_states_pkey PRIMARY KEY (conversation_id),
  constraint bot_states_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE
);
comment on table bot_states is 'What the bot remembers of a conversation: how often in a row it did not understand, and its budget of answers.';
comment on column bot_states.misses is 'Messages in a row that the bot did not understand: 1: it has helped once; 2: it has said that people will answer.';
comment on column bot_states.out_of_answers_until is 'Until when it has used up its answers.';
comment on column bot_states.counted_from is 'Answers before this do not count: somebody gave the conversation back to the bot.';

create table calls (
  id bigint generated always as identity not null,
  channel_id integer not null,
  provider_id text not null,
  message_id bigint,
  direction text not null,
  began_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  rejected_at timestamp with time zone,
  ended_at timestamp with time zone,
  duration_seconds integer,
  failed boolean not null default false,
  error_code integer,
  error_title text,
  state text not null default 
CASE
    WHEN ((answered_at IS NOT NULL) OR (duration_seconds IS NOT NULL)) THEN 'answered'::text
    WHEN (rejected_at IS NOT NULL) THEN 'rejected'::text
    WHEN (ended_at IS NULL) THEN 'rang'::text
    WHEN (failed AND (direction = 'out'::text)) THEN 'failed'::text
    ELSE 'missed'::text
END,
  remote_sdp text,
  taken_at timestamp with time zone,
  taken_by bigint,
  constraint calls_pkey PRIMARY KEY (id),
  constraint calls_channel_id_provider_id_key UNIQUE (channel_id, provider_id),
  constraint calls_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint calls_duration_seconds_check CHECK ((duration_seconds >= 0)),
  constraint calls_state_check CHECK ((state = ANY (ARRAY['rang'::text, 'answered'::text, 'missed'::text, 'rejected'::text, 'failed'::text]))),
  constraint calls_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint calls_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  constraint calls_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES users(id) ON DELETE SET NULL
);
comment on table calls is 'Phone calls, one row for each.';
comment on column calls.message_id is 'The message that shows it; null as long as nothing said who the customer is.';
comment on column calls.began_at is 'The earliest time that a webhook told.';
comment on column calls.state is 'rang: its end is not known. missed: nobody took it.';
comment on column calls.remote_sdp is 'The session description of the customer''s side; null when the call is over.';
comment on column calls.taken_at is 'When somebody at the Desk took the call, or began it.';
comment on column calls.taken_by is 'Who; null: a program did, or the user was removed.';

create table canned_replies (
  id integer generated always as identity not null,
  shortcut text not null,
  body text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  draft jsonb,
  file_id bigint default (COALESCE((draft ->> 'file'::text), ((draft -> 'header'::text) ->> 'file'::text)))::bigint,
  constraint canned_replies_pkey PRIMARY KEY (id),
  constraint canned_replies_body_check CHECK (((body <> ''::text) OR (draft IS NOT NULL))),
  constraint canned_replies_shortcut_check CHECK ((shortcut <> ''::text))
);
comment on column canned_replies.body is 'The text; of other content, the text in it.';
comment on column canned_replies.draft is 'The content that is sent; null for plain text.';
comment on column canned_replies.file_id is 'The attachment that is sent; it is kept while a reply names it.';

create table channels (
  id integer generated always as identity not null,
  provider text not null,
  external_id text not null,
  display_number text,
  account_id text,
  paused_until timestamp with time zone,
  pause_reason text,
  created_at timestamp with time zone not null default now(),
  simulated boolean not null default false,
  held_since timestamp with time zone,
  held_operator boolean not null default false,
  held_remedy text,
  held_probes integer not null default 0,
  bot_enabled boolean not null default true,
  call_policy text not null default 'ring_desk'::text,
  call_reply text,
  receipts text not null default 'off'::text,
  messages_per_second double precision,
  language text not null default 'en'::text,
  opening_hours jsonb,
  constraint channels_pkey PRIMARY KEY (id),
  constraint channels_provider_external_id_key UNIQUE (provider, external_id),
  constraint channels_call_policy_check CHECK ((call_policy = ANY (ARRAY['ring_desk'::text, 'ring_out'::text, 'reject'::text, 'hide'::text]))),
  constraint channels_call_reply_check CHECK ((call_reply <> ''::text)),
  constraint channels_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text, 'pt_BR'::text, 'de'::text, 'fr'::text, 'hi'::text, 'ar'::text]))),
  constraint channels_messages_per_second_check CHECK (((messages_per_second >= (0.05)::double precision) AND (messages_per_second <= (1000)::double precision))),
  constraint channels_provider_check CHECK ((provider = ANY (ARRAY['meta'::text, 'twilio'::text]))),
  constraint channels_receipts_check CHECK ((receipts = ANY (ARRAY['off'::text, 'read'::text, 'typing'::text])))
);
comment on table channels is 'The business''s numbers, one row a number and provider. external_id: phone_number_id at Meta, the sender at Twilio.';
comment on column channels.held_since is 'Since when its messages wait because the provider refuses the number; null: it sends. paused_until: when one message is tried next.';
comment on column channels.held_probes is 'How many tries in a row failed while it is held; -1: people asked for one at once.';
comment on column channels.bot_enabled is 'false: the bot answers nothing on this number, and every message waits for people.';
comment on column channels.call_policy is 'What happens when a customer calls.';
comment on column channels.call_reply is 'The text that answers a refused call.';
comment on column channels.receipts is 'What customers see of a colleague: nothing, that their messages were read, or also that an answer is being written.';
comment on column channels.messages_per_second is 'How many messages a second it may send; null: as many as the environment says for its provider.';
comment on column channels.language is 'In which the bot talks to contacts whose language is not known.';
comment on column channels.opening_hours is 'When people are there to answer, with holidays (server/contract/hours.ts); null: at all times.';

create table charge_corrections (
  id bigint generated always as identity not null,
  at timestamp with time zone not null,
  actor text not null,
  booking_id bigint not null,
  currency text not null,
  cents bigint not null,
  constraint charge_corrections_pkey PRIMARY KEY (id),
  constraint charge_corrections_cents_check CHECK ((cents > 0)),
  constraint charge_corrections_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings(id)
);
comment on table charge_corrections is 'By how much users changed what stays cost against the tariff, for the limit that agents have. actor: user:ID or key:ID.';

create table clock_jumps (
  id bigint generated always as identity not null,
  before_at timestamp with time zone not null,
  at timestamp with time zone not null,
  by_seconds double precision not null,
  host text not null,
  constraint clock_jumps_pkey PRIMARY KEY (id)
);
comment on table clock_jumps is 'Jumps of a machine''s clock: what it said just before and just after, and by how much it jumped; below 0: back.';

create table contact_identities (
  contact_id bigint not null,
  kind text not null,
  value text not null,
  first_seen_at timestamp with time zone not null default now(),
  replaced_by text,
  replaced_at timestamp with time zone,
  from_at timestamp with time zone,
  until_at timestamp with time zone,
  constraint contact_identities_kind_check CHECK ((kind = ANY (ARRAY['wa_id'::text, 'bsuid'::text, 'parent_bsuid'::text, 'username'::text]))),
  constraint contact_identities_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
);
comment on table contact_identities is 'The keys by which providers know a contact. A username is shown but identifies nobody: it can pass to another person.';
comment on column contact_identities.replaced_by is 'The provider said that this number or BSUID became that one, at replaced_at.';
comment on column contact_identities.from_at is 'Since when it is this contact''s; null: as far back as anything is known.';
comment on column contact_identities.until_at is 'From when on it identifies this contact no longer; null: it still does.';

create table contact_merges (
  gone bigint not null,
  kept bigint not null,
  merged_at timestamp with time zone not null default now(),
  followed_at timestamp with time zone,
  trace jsonb,
  account_trace jsonb,
  undone_at timestamp with time zone,
  constraint contact_merges_pkey PRIMARY KEY (gone)
);
comment on table contact_merges is 'Contacts that turned out to be one person: gone became kept. followed_at: their parking accounts have become one as well.';
comment on column contact_merges.trace is 'The contact that is gone with its keys, and its conversations with the messages that name no sender.';
comment on column contact_merges.account_trace is 'The account that followed, with its bookings.';
comment on column contact_merges.undone_at is 'The contacts were taken apart; the row goes when the accounts have been as well.';

create table contacts (
  id bigint generated always as identity not null,
  name text,
  name_at timestamp with time zone,
  phone text,
  phone_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  given_name text,
  language text,
  language_chosen boolean not null default false,
  constraint contacts_pkey PRIMARY KEY (id),
  constraint contacts_given_name_check CHECK ((given_name <> ''::text)),
  constraint contacts_language_check CHECK ((language = ANY (ARRAY['en'::text, 'es'::text, 'pt_BR'::text, 'de'::text, 'fr'::text, 'hi'::text, 'ar'::text]))),
  constraint contacts_language_chosen_check CHECK (((language IS NOT NULL) OR (NOT language_chosen)))
);
comment on column contacts.phone is 'The wa_id that wrote last, digits without +; null for a person known only by username.';
comment on column contacts.given_name is 'As a colleague named them; goes before the profile name, which the customer changes as they like.';
comment on column contacts.language is 'In which the bot talks to them; null: not known.';
comment on column contacts.language_chosen is 'Whether they or staff chose the language. One that was found from what they write may be changed by what they write.';

create table conversation_labels (
  conversation_id bigint not null,
  label_id integer not null,
  constraint conversation_labels_pkey PRIMARY KEY (conversation_id, label_id),
  constraint conversation_labels_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint conversation_labels_label_id_fkey FOREIGN KEY (label_id) REFERENCES labels(id) ON DELETE CASCADE
);

create table conversation_notes (
  id bigint generated always as identity not null,
  conversation_id bigint not null,
  author_id bigint,
  author text not null,
  body text not null,
  created_at timestamp with time zone not null,
  constraint conversation_notes_pkey PRIMARY KEY (id),
  constraint conversation_notes_body_check CHECK ((body <> ''::text)),
  constraint conversation_notes_author_id_fkey FOREIGN KEY (author_id) REFERENCES users(id) ON DELETE SET NULL,
  constraint conversation_notes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE
);
comment on table conversation_notes is 'What colleagues write to each other in a conversation; the customer never sees it. author: the name when it was written.';

create table conversation_reads (
  user_id integer not null,
  conversation_id bigint not null,
  message_id bigint not null,
  constraint conversation_reads_pkey PRIMARY KEY (user_id, conversation_id),
  constraint conversation_reads_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint conversation_reads_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table conversation_reads is 'Up to which message each user has seen a conversation.';

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
  state text not null default 'open'::text,
  assignee_id bigint,
  bot_quiet_since timestamp with time zone,
  first_message_at timestamp with time zone,
  waiting_since timestamp with time zone,
  waiting_reason text,
  window_maybe_at timestamp with time zone,
  snoozed_until timestamp with time zone,
  attention_id bigint,
  stage text not null default 
CASE
    WHEN (state = 'done'::text) THEN 'done'::text
    WHEN (snoozed_until IS NOT NULL) THEN 'snoozed'::text
    WHEN (waiting_since IS NOT NULL) THEN 'waiting'::text
    ELSE 'bot'::text
END,
  constraint conversations_pkey PRIMARY KEY (id),
  constraint conversations_address_kind_check CHECK ((address_kind = ANY (ARRAY['wa_id'::text, 'bsuid'::text, 'group'::text]))),
  constraint conversations_check CHECK (((contact_id IS NULL) <> (group_id IS NULL))),
  constraint conversations_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text]))),
  constraint conversations_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES users(id) ON DELETE SET NULL,
  constraint conversations_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint conversations_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
) with (fillfactor=70);
comment on column conversations.address is 'The key that wrote last: answers go there.';
comment on column conversations.message_count is 'Messages from the customer.';
comment on column conversations.last_inbound_at is 'Opens the 24-hour window.';
comment on column conversations.state is 'done until the customer writes again.';
comment on column conversations.bot_quiet_since is 'A colleague has taken over since then: the bot answers only commands.';
comment on column conversations.first_message_at is 'Of either direction: no message of the conversation is older.';
comment on column conversations.waiting_since is 'Since when it waits for people; null: it does not. waiting_reason says why (server/core/inbox/waiting.ts).';
comment on column conversations.window_maybe_at is 'When the customer last did something that probably opens the 24-hour window; last_inbound_at is when they last did something that certainly does.';
comment on column conversations.snoozed_until is 'When it waits for people again; null: it is not snoozed.';
comment on column conversations.attention_id is 'The newest message that somebody of the team should read; null: none. Who has read it is in conversation_reads.';
comment on column conversations.stage is 'bot, waiting, snoozed or done. Follows from state, snoozed_until and waiting_since.';

create table cost_hours (
  hour timestamp with time zone not null,
  channel_id integer not null,
  category text not null,
  basis text not null,
  currency text not null,
  messages integer not null,
  micros bigint not null,
  constraint cost_hours_pkey PRIMARY KEY (hour, channel_id, category, basis, currency),
  constraint cost_hours_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table cost_hours is 'Sums of message_costs by the hour of delivery.';

create table cost_progress (
  id integer not null default 1,
  status_id bigint not null,
  constraint cost_progress_pkey PRIMARY KEY (id),
  constraint cost_progress_id_check CHECK ((id = 1))
);
comment on table cost_progress is 'Up to which row of message_statuses the costs have been computed.';

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

create table device_readings (
  id bigint generated always as identity not null,
  device_id integer not null,
  spot_id integer,
  occupied boolean not null,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  outcome text not null,
  constraint device_readings_pkey PRIMARY KEY (id),
  constraint device_readings_outcome_check CHECK ((outcome = ANY (ARRAY['taken'::text, 'stale'::text, 'early'::text, 'late'::text]))),
  constraint device_readings_device_id_fkey FOREIGN KEY (device_id) REFERENCES devices(id),
  constraint device_readings_spot_id_fkey FOREIGN KEY (spot_id) REFERENCES spots(id)
);
comment on table device_readings is 'Readings that changed something, and those whose time was doubtful: stale ones came after newer ones and early ones are of the future, and neither is used; late ones are too old to be believed, and count from when they came.';

create table devices (
  id integer generated always as identity not null,
  name text not null,
  spot_id integer,
  secret_hash bytea not null,
  transport text,
  presence text not null default 'never'::text,
  presence_at timestamp with time zone,
  unsure_since timestamp with time zone,
  last_seen_at timestamp with time zone,
  occupied boolean,
  occupied_at timestamp with time zone,
  reading_at timestamp with time zone,
  light_reported text,
  light_reported_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  back_at timestamp with time zone,
  sensed_at timestamp with time zone,
  reading_fault text,
  reading_fault_at timestamp with time zone,
  constraint devices_pkey PRIMARY KEY (id),
  constraint devices_light_reported_check CHECK ((light_reported = ANY (ARRAY['green'::text, 'blue'::text, 'red'::text, 'amber'::text, 'off'::text, 'other'::text]))),
  constraint devices_name_check CHECK ((name <> ''::text)),
  constraint devices_presence_check CHECK ((presence = ANY (ARRAY['never'::text, 'online'::text, 'offline'::text]))),
  constraint devices_reading_fault_check CHECK ((reading_fault = ANY (ARRAY['early'::text, 'late'::text, 'stale'::text, 'before_stay'::text]))),
  constraint devices_transport_check CHECK ((transport = ANY (ARRAY['mqtt'::text, 'http'::text]))),
  constraint devices_spot_id_fkey FOREIGN KEY (spot_id) REFERENCES spots(id)
);
comment on column devices.presence is 'never: not heard of yet. A board without MQTT is offline when it has been silent for long.';
comment on column devices.unsure_since is 'Said to be online by a broker that has started anew since; offline unless the board comes back soon.';
comment on column devices.occupied_at is 'Time of the reading that began the present value of occupied.';
comment on column devices.reading_at is 'Time of the newest reading; an older one that comes later is stale.';
comment on column devices.back_at is 'When it was heard itself again after it was offline or in doubt.';
comment on column devices.sensed_at is 'When its sensor was heard last; what a broker kept does not count.';
comment on column devices.reading_fault is 'What was wrong with the time of its last reading; null: nothing. reading_fault_at: since when.';

create table erased_messages (
  hash bytea not null,
  erased_at timestamp with time zone not null,
  constraint erased_messages_pkey PRIMARY KEY (hash),
  constraint erased_messages_hash_check CHECK ((octet_length(hash) = 32))
);
comment on table erased_messages is 'SHA-256 of the provider''s ids of erased messages: what webhooks still say of them for some weeks is not recorded.';

create table erasures (
  id bigint generated always as identity not null,
  contact_ids bigint[] not null,
  key_id text not null,
  digests text[] not null,
  begun_at timestamp with time zone not null,
  begun_by text not null,
  step text not null,
  work jsonb,
  proof jsonb,
  done_at timestamp with time zone,
  constraint erasures_pkey PRIMARY KEY (id),
  constraint erasures_check CHECK (((step = 'done'::text) = ((proof IS NOT NULL) AND (done_at IS NOT NULL) AND (work IS NULL)))),
  constraint erasures_step_check CHECK ((step = ANY (ARRAY['backups'::text, 'archive'::text, 'files'::text, 'traces'::text, 'proof'::text, 'done'::text])))
);
comment on table erasures is 'People who were erased: what is still to be done, and the proof. Nothing in a finished one says who it was.';
comment on column erasures.contact_ids is 'The contact and those that had become part of it, by ids that nobody has any more.';
comment on column erasures.key_id is 'Which key the digests were made with: the beginning of its SHA-256.';
comment on column erasures.digests is 'HMAC-SHA-256 of each identity key, so that a restored backup is erased again (server/core/privacy/digests.ts).';
comment on column erasures.step is 'What is done next.';
comment on column erasures.work is 'What the remaining steps need, with the person''s keys; null as soon as the proof is written.';

create unlogged table event_stream_epoch (
  only_row boolean not null default true,
  epoch uuid not null default gen_random_uuid(),
  constraint event_stream_epoch_pkey PRIMARY KEY (only_row),
  constraint event_stream_epoch_only_row_check CHECK (only_row)
);
comment on table event_stream_epoch is 'Which run of the event stream this is. Unlogged, so that PostgreSQL empties it when it recovers from a crash: the last commits may be undone then, and their ids be given again.';

create table event_stream_horizon (
  only_row boolean not null default true,
  xid xid8 not null,
  constraint event_stream_horizon_pkey PRIMARY KEY (only_row),
  constraint event_stream_horizon_only_row_check CHECK (only_row)
);
comment on table event_stream_horizon is 'Events of transactions up to this one may have been deleted: who resumes from before it has missed some.';

create table events (
  id bigint generated always as identity not null,
  xid xid8 not null default pg_current_xact_id(),
  at timestamp with time zone not null,
  type text not null,
  lot_id integer,
  spot_id integer,
  booking_id bigint,
  account_id integer,
  device_id integer,
  data jsonb not null default '{}'::jsonb,
  constraint events_pkey PRIMARY KEY (id)
);
comment on table events is 'What happened, in the order of id within a transaction. xid: rows of transactions that were open when somebody looked can still turn up.';

create table identity_changes (
  id bigint generated always as identity not null,
  previous jsonb not null,
  current jsonb not null,
  keys text[] not null,
  at timestamp with time zone not null,
  constraint identity_changes_pkey PRIMARY KEY (id),
  constraint identity_changes_previous_current_at_key UNIQUE (previous, current, at)
);
comment on table identity_changes is 'Provider notices: the keys in previous became those in current. keys: all of them as kind:value.';

create table identity_decisions (
  id bigint generated always as identity not null,
  kind text not null,
  anchors jsonb not null,
  keys text[] not null,
  decided_at timestamp with time zone not null,
  decided_by text not null,
  undone_at timestamp with time zone,
  constraint identity_decisions_pkey PRIMARY KEY (id),
  constraint identity_decisions_kind_check CHECK ((kind = ANY (ARRAY['same'::text, 'apart'::text])))
);
comment on table identity_decisions is 'Merges and splits by hand. anchors: [{kind, value, at}], a key as it was held at that time.';

create table identity_sightings (
  id bigint generated always as identity not null,
  wa_id text,
  bsuid text,
  parent_bsuid text,
  first_at timestamp with time zone not null,
  constraint identity_sightings_pkey PRIMARY KEY (id)
);
comment on table identity_sightings is 'Sets of keys that came together. Who is who follows from these, identity_changes and identity_decisions (docs/identity.md).';

create table incidents (
  id bigint generated always as identity not null,
  kind text not null,
  lot_id integer,
  spot_id integer,
  booking_id bigint,
  device_id integer,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  closed_by text,
  note text,
  contact_id bigint,
  conversation_id bigint,
  channel_id integer,
  detail jsonb not null default '{}'::jsonb,
  constraint incidents_pkey PRIMARY KEY (id),
  constraint incidents_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings(id),
  constraint incidents_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint incidents_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE SET NULL,
  constraint incidents_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE SET NULL,
  constraint incidents_device_id_fkey FOREIGN KEY (device_id) REFERENCES devices(id),
  constraint incidents_lot_id_fkey FOREIGN KEY (lot_id) REFERENCES lots(id),
  constraint incidents_spot_id_fkey FOREIGN KEY (spot_id) REFERENCES spots(id)
);
comment on table incidents is 'What people should look at. closed_by: who settled it; the ones that settle themselves say by what.';

create table job_runs (
  name text not null,
  last_run_at timestamp with time zone not null,
  result text not null,
  constraint job_runs_pkey PRIMARY KEY (name)
);
comment on table job_runs is 'When each scheduled job ran last, so that a run missed while nothing was running is made up for.';

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
  hands_over boolean not null default false,
  channel_id integer,
  draft jsonb,
  file_id bigint default (COALESCE((draft ->> 'file'::text), ((draft -> 'header'::text) ->> 'file'::text)))::bigint,
  name text,
  definition jsonb,
  watches text default (definition #>> '{when,on}'::text[]),
  file_ids bigint[] not null default '{}'::bigint[],
  constraint keyword_rules_pkey PRIMARY KEY (id),
  constraint keyword_rules_answer_check CHECK (((answer <> ''::text) OR (draft IS NOT NULL))),
  constraint keyword_rules_keyword_check CHECK ((keyword <> ''::text)),
  constraint keyword_rules_match_check CHECK ((match = ANY (ARRAY['exact'::text, 'word'::text, 'prefix'::text, 'contains'::text]))),
  constraint keyword_rules_name_check CHECK ((name <> ''::text))
);
comment on table keyword_rules is 'Rules: when something happens, if something is so, then actions.';
comment on column keyword_rules.keyword is 'One or more alternatives, separated by commas.';
comment on column keyword_rules.answer is 'The text; of other content, the text in it.';
comment on column keyword_rules.describes is 'What the menu says of it; null keeps it out of the menu.';
comment on column keyword_rules.hands_over is 'After the answer the conversation waits for people.';
comment on column keyword_rules.channel_id is 'The number on which the rule answers; null: on all.';
comment on column keyword_rules.draft is 'The content that is sent; null for plain text.';
comment on column keyword_rules.file_id is 'The attachment that is sent; it is kept while a rule names it.';
comment on column keyword_rules.definition is 'when, conditions, actions, goes_on, once and describes (server/core/rules/rule.ts); null: the rule is in the other columns.';
comment on column keyword_rules.watches is 'What sets it off, of a rule with a definition.';
comment on column keyword_rules.file_ids is 'The attachments that its actions send; they are kept while it names them.';

create table labels (
  id integer generated always as identity not null,
  name text not null,
  colour text not null,
  created_at timestamp with time zone not null,
  constraint labels_pkey PRIMARY KEY (id),
  constraint labels_colour_check CHECK ((colour ~ '^#[0-9a-f]{6}$'::text)),
  constraint labels_name_check CHECK ((name <> ''::text))
);

create table leases (
  name text not null,
  epoch bigint not null default 0,
  holder text,
  taken_at timestamp with time zone,
  constraint leases_pkey PRIMARY KEY (name)
);
comment on table leases is 'Terms of the leases: epoch counts them, holder is the process that took the last one. Who holds a lease now is said by its advisory lock (server/base/lease.ts).';

create table ledger_accounts (
  id integer generated always as identity not null,
  kind text not null,
  account_id integer,
  currency text not null,
  balance_cents bigint not null default 0,
  constraint ledger_accounts_pkey PRIMARY KEY (id),
  constraint ledger_accounts_account_id_kind_currency_key UNIQUE NULLS NOT DISTINCT (account_id, kind, currency),
  constraint ledger_accounts_check CHECK (((kind = 'driver'::text) = (account_id IS NOT NULL))),
  constraint ledger_accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint ledger_accounts_kind_check CHECK ((kind = ANY (ARRAY['driver'::text, 'promotions'::text, 'revenue'::text, 'cash'::text, 'adjustments'::text]))),
  constraint ledger_accounts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
comment on table ledger_accounts is 'The accounts of the ledger. A driver''s balance is positive when the business owes parking, negative when the driver owes.';
comment on column ledger_accounts.balance_cents is 'Sum of its lines, kept by the trigger that every line passes.';

create table ledger_entries (
  id bigint generated always as identity not null,
  at timestamp with time zone not null,
  kind text not null,
  currency text not null,
  memo text not null,
  key text not null,
  booking_id bigint,
  created_by text not null,
  constraint ledger_entries_pkey PRIMARY KEY (id),
  constraint ledger_entries_key_key UNIQUE (key),
  constraint ledger_entries_kind_check CHECK ((kind = ANY (ARRAY['promotion'::text, 'charge'::text, 'top_up'::text, 'adjustment'::text, 'refund'::text, 'merge'::text])))
);
comment on column ledger_entries.key is 'Idempotency key: what was entered once is not entered again.';

create table ledger_lines (
  entry_id bigint not null,
  ledger_account_id integer not null,
  amount_cents bigint not null,
  constraint ledger_lines_pkey PRIMARY KEY (entry_id, ledger_account_id),
  constraint ledger_lines_amount_cents_check CHECK ((amount_cents <> 0)),
  constraint ledger_lines_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES ledger_entries(id),
  constraint ledger_lines_ledger_account_id_fkey FOREIGN KEY (ledger_account_id) REFERENCES ledger_accounts(id)
);

create table lots (
  id integer generated always as identity not null,
  name text not null,
  currency text not null,
  time_zone text not null default 'UTC'::text,
  rate_cents_per_hour integer not null,
  daily_cap_cents integer,
  free_minutes integer not null default 0,
  hold_minutes integer not null default 720,
  reminder_minutes integer not null default 30,
  extension_minutes integer not null default 60,
  offer_minutes integer not null default 10,
  debounce_seconds integer not null default 30,
  minimum_balance_cents integer not null default 100,
  low_balance_minutes integer not null default 30,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  max_stay_minutes integer not null default 1440,
  agent_limit_cents integer not null default 10000,
  constraint lots_pkey PRIMARY KEY (id),
  constraint lots_agent_limit_cents_check CHECK ((agent_limit_cents >= 0)),
  constraint lots_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint lots_daily_cap_cents_check CHECK ((daily_cap_cents > 0)),
  constraint lots_debounce_seconds_check CHECK (((debounce_seconds >= 0) AND (debounce_seconds <= 3600))),
  constraint lots_extension_minutes_check CHECK (((extension_minutes >= 0) AND (extension_minutes <= 10080))),
  constraint lots_free_minutes_check CHECK (((free_minutes >= 0) AND (free_minutes <= 1440))),
  constraint lots_hold_minutes_check CHECK (((hold_minutes >= 1) AND (hold_minutes <= 10080))),
  constraint lots_low_balance_minutes_check CHECK (((low_balance_minutes >= 0) AND (low_balance_minutes <= 1440))),
  constraint lots_max_stay_minutes_check CHECK (((max_stay_minutes >= 0) AND (max_stay_minutes <= 525600))),
  constraint lots_minimum_balance_cents_check CHECK ((minimum_balance_cents >= 0)),
  constraint lots_name_check CHECK ((name <> ''::text)),
  constraint lots_offer_minutes_check CHECK (((offer_minutes >= 1) AND (offer_minutes <= 1440))),
  constraint lots_rate_cents_per_hour_check CHECK (((rate_cents_per_hour >= 0) AND (rate_cents_per_hour <= 10000000))),
  constraint lots_reminder_minutes_check CHECK (((reminder_minutes >= 0) AND (reminder_minutes <= 10080)))
);
comment on column lots.hold_minutes is 'How long a booking waits for the car.';
comment on column lots.reminder_minutes is 'How long before the hold ends the driver is reminded; 0: not at all.';
comment on column lots.extension_minutes is 'What a driver may add once to a hold while nobody waits; 0: nothing.';
comment on column lots.offer_minutes is 'How long a free spot is kept for who waited for it.';
comment on column lots.low_balance_minutes is 'A parked driver is told when the balance covers no more than this; 0: not at all.';
comment on column lots.max_stay_minutes is 'After so long a stay that no sensor sees costs nothing more, and people are told of any; 0: no limit.';
comment on column lots.agent_limit_cents is 'By how much an agent may change what a stay costs in one act, and five times that in 24 hours; above it an admin is needed.';

create table marketing_choices (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  identity_kind text not null,
  identity_value text not null,
  choice text not null,
  source text not null,
  at timestamp with time zone not null,
  note text,
  made_by text,
  constraint marketing_choices_pkey PRIMARY KEY (id),
  constraint marketing_choices_identity_kind_identity_value_source_choic_key UNIQUE (identity_kind, identity_value, source, choice, at),
  constraint marketing_choices_choice_check CHECK ((choice = ANY (ARRAY['stop'::text, 'resume'::text]))),
  constraint marketing_choices_identity_kind_check CHECK ((identity_kind = ANY (ARRAY['wa_id'::text, 'bsuid'::text, 'parent_bsuid'::text, 'username'::text]))),
  constraint marketing_choices_source_check CHECK ((source = ANY (ARRAY['whatsapp'::text, 'refused'::text, 'word'::text, 'staff'::text]))),
  constraint marketing_choices_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id)
);
comment on table marketing_choices is 'That a contact wants no more marketing, or wants it again: each time they, a provider or staff said so.';
comment on column marketing_choices.identity_value is 'The identity key about which it was said: the choice belongs to whoever held it then.';
comment on column marketing_choices.source is 'whatsapp: chosen in WhatsApp itself. refused: a provider refused a message because of it. word: the customer wrote STOP or START. staff: a colleague or an API client.';
comment on column marketing_choices.made_by is 'Of staff, as in the audit log: desk:NAME or api:NAME.';

create table message_budgets (
  channel_id integer not null,
  monthly_micros bigint not null,
  currency text not null,
  alarmed_month date,
  alarmed_percent integer not null default 0,
  constraint message_budgets_pkey PRIMARY KEY (channel_id),
  constraint message_budgets_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint message_budgets_monthly_micros_check CHECK ((monthly_micros > 0)),
  constraint message_budgets_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table message_budgets is 'What a number''s messages may cost in a calendar month of UTC, and of which month the team was told that 80 or 100 percent are used up.';

create table message_costs (
  channel_id integer not null,
  provider_id text not null,
  participant text not null default ''::text,
  delivered_at timestamp with time zone not null,
  category text,
  market text,
  micros bigint,
  currency text,
  basis text not null,
  constraint message_costs_pkey PRIMARY KEY (channel_id, provider_id, participant),
  constraint message_costs_basis_check CHECK ((basis = ANY (ARRAY['billed'::text, 'rate'::text, 'free'::text, 'unknown'::text]))),
  constraint message_costs_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table message_costs is 'What each delivered message cost, by its provider''s id.';
comment on column message_costs.participant is 'Of messages to a group, the member to whom it was delivered; else empty.';
comment on column message_costs.basis is 'billed: what the provider says that it charged. rate: an estimate by message_rates. free: the provider charges nothing. unknown: the provider did not say, or there is no rate.';

create table message_hours (
  hour timestamp with time zone not null,
  channel_id integer not null,
  direction text not null,
  type text not null,
  status text not null,
  reason text not null,
  messages integer not null,
  constraint message_hours_pkey PRIMARY KEY (hour, channel_id, direction, type, status, reason)
);
comment on table message_hours is 'How many messages were sent in an hour of UTC, by channel, direction, type, status as the tables show it and, of failed ones, the reason.';

create table message_rates (
  id bigint generated always as identity not null,
  market text not null,
  category text not null,
  micros bigint not null,
  currency text not null,
  valid_from date not null,
  source text not null,
  entered_by text,
  entered_at timestamp with time zone not null default now(),
  constraint message_rates_pkey PRIMARY KEY (id),
  constraint message_rates_market_category_valid_from_key UNIQUE (market, category, valid_from),
  constraint message_rates_category_check CHECK ((category = ANY (ARRAY['marketing'::text, 'utility'::text, 'authentication'::text, 'authentication_international'::text, 'service'::text, 'provider_fee'::text]))),
  constraint message_rates_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint message_rates_micros_check CHECK (((micros >= 0) AND (micros <= 1000000000)))
);
comment on table message_rates is 'What a message costs, by the market of its recipient and its category, from a day on.';
comment on column message_rates.micros is 'In millionths of the currency''s unit.';
comment on column message_rates.source is 'Where the rate is from: the name of a rate card, or who says so.';

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
  sighting_id bigint,
  failed boolean default (status = 'failed'::text),
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
comment on column messages.sighting_id is 'The keys under which a customer wrote or was written to: identity_sightings.';

create table metrics (
  name text not null,
  labels jsonb not null default '{}'::jsonb,
  value double precision not null,
  updated_at timestamp with time zone not null,
  constraint metrics_pkey PRIMARY KEY (name, labels)
);
comment on table metrics is 'Values for /metrics that any process can answer: summed over all processes and restarts (server/base/figures.ts).';

create table number_credentials (
  channel_id integer not null,
  secrets bytea not null,
  revision integer not null default 1,
  added_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint number_credentials_pkey PRIMARY KEY (channel_id),
  constraint number_credentials_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table number_credentials is 'Credentials of numbers that were added in the Desk; those in the environment are not here, and win over these.';
comment on column number_credentials.secrets is 'JSON of the provider''s secrets, AES-256-GCM with APP_SECRET_KEY, bound to the row: nonce, tag, ciphertext.';
comment on column number_credentials.revision is 'Grows with each change: processes open new connections for it.';

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
  kind text not null default 'message'::text,
  expires_at timestamp with time zone not null default (now() + '1 day'::interval),
  copies integer not null default 0,
  constraint outbox_pkey PRIMARY KEY (message_id),
  constraint outbox_kind_check CHECK ((kind = ANY (ARRAY['answer'::text, 'notice'::text, 'receipt'::text, 'message'::text, 'template'::text]))),
  constraint outbox_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'unanswered'::text, 'window'::text]))),
  constraint outbox_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id),
  constraint outbox_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint outbox_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);
comment on table outbox is 'Messages on their way out. A row leaves when its fate is known; the message keeps the result. The lowest message_id of a conversation goes first.';
comment on column outbox.state is 'queued; sending; unanswered: no verdict, being settled; window: waits until the customer writes again.';
comment on column outbox.kind is 'What it is, for how long it makes sense (server/core/outbox/validity.ts).';
comment on column outbox.expires_at is 'After this it fails instead of being sent.';
comment on column outbox.copies is 'How often it may have left without a verdict; at most two.';

create table parking_chat_states (
  conversation_id bigint not null,
  state jsonb not null,
  expires_at timestamp with time zone not null,
  constraint parking_chat_states_pkey PRIMARY KEY (conversation_id),
  constraint parking_chat_states_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE
);
comment on table parking_chat_states is 'What the parking skill asked last in a conversation, so that "A" or "yes" is understood.';

create table parking_quarters (
  quarter timestamp with time zone not null,
  currency text not null,
  bookings integer not null,
  occupied_ms bigint not null,
  cents bigint not null,
  constraint parking_quarters_pkey PRIMARY KEY (quarter, currency)
) with (fillfactor=80);
comment on table parking_quarters is 'Of each quarter-hour: bookings made, for how long stays that are over occupied spots, and by currency what the ledger took in.';
comment on column parking_quarters.currency is 'Empty for bookings and stays.';

create table production_start (
  only_row boolean not null default true,
  since timestamp with time zone not null default now(),
  constraint production_start_pkey PRIMARY KEY (only_row),
  constraint production_start_only_row_check CHECK (only_row)
);
comment on table production_start is 'Has its row from the first start with a real provider on: the simulator stays off on this database.';

create table provider_checks (
  provider text not null,
  checked_at timestamp with time zone not null,
  constraint provider_checks_pkey PRIMARY KEY (provider),
  constraint provider_checks_provider_check CHECK ((provider = ANY (ARRAY['meta'::text, 'twilio'::text])))
);
comment on table provider_checks is 'When each provider was asked last how accounts and numbers are.';

create table provider_files (
  channel_id integer not null,
  blob_id bigint not null,
  mime_type text not null,
  provider_id text not null,
  expires_at timestamp with time zone not null,
  constraint provider_files_pkey PRIMARY KEY (channel_id, blob_id, mime_type),
  constraint provider_files_blob_id_fkey FOREIGN KEY (blob_id) REFERENCES blobs(id) ON DELETE CASCADE,
  constraint provider_files_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id) ON DELETE CASCADE
);
comment on table provider_files is 'Files that a provider has, by number: its id of each, which messages name, and how long it lives.';
comment on column provider_files.mime_type is 'As what it was uploaded.';

create table provider_news (
  id bigint generated always as identity not null,
  provider text not null,
  channel_id integer,
  kind text not null,
  severity text not null,
  about text not null,
  summary text not null,
  remedy text,
  source text not null,
  at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  resolved_by text,
  constraint provider_news_pkey PRIMARY KEY (id),
  constraint provider_news_kind_check CHECK ((kind = ANY (ARRAY['template_stopped'::text, 'template_refiled'::text, 'template_ready'::text, 'quality'::text, 'limit'::text, 'account_restricted'::text, 'payment_missing'::text, 'display_name'::text, 'access'::text, 'subscription'::text, 'number_state'::text, 'unreachable'::text, 'other'::text]))),
  constraint provider_news_provider_check CHECK ((provider = ANY (ARRAY['meta'::text, 'twilio'::text]))),
  constraint provider_news_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
  constraint provider_news_source_check CHECK ((source = ANY (ARRAY['webhook'::text, 'check'::text]))),
  constraint provider_news_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table provider_news is 'What providers say about accounts, numbers and templates. Open until the provider says that it is over, a check no longer finds it, or somebody settles it.';
comment on column provider_news.seen_at is 'When it was told or found last.';

create table provider_notices (
  id bigint generated always as identity not null,
  channel_id integer,
  topic text not null,
  happened_at timestamp with time zone,
  raw jsonb not null,
  fingerprint text not null,
  received_at timestamp with time zone not null,
  constraint provider_notices_pkey PRIMARY KEY (id),
  constraint provider_notices_fingerprint_key UNIQUE (fingerprint),
  constraint provider_notices_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id)
);
comment on table provider_notices is 'What providers report beside messages and statuses: accounts, templates, calls, preferences.';

create table rate_limits (
  key bytea not null,
  count integer not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  constraint rate_limits_pkey PRIMARY KEY (key)
);
comment on table rate_limits is 'How often a password, a code or a link was tried lately. key: a hash, because people type passwords into the wrong field.';
comment on column rate_limits.since is 'When it was last tried.';
comment on column rate_limits.until is 'Not again before this.';

create table retention_rules (
  kind text not null,
  channel_id integer,
  days integer,
  constraint retention_rules_key UNIQUE NULLS NOT DISTINCT (kind, channel_id),
  constraint retention_rules_days_check CHECK (((days >= 7) AND (days <= 36500))),
  constraint retention_rules_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id) ON DELETE CASCADE
);
comment on table retention_rules is 'For how many days a kind of data is kept. A kind that has no row is kept for ever.';
comment on column retention_rules.channel_id is 'The number for which it holds; null: all numbers without a rule of their own.';
comment on column retention_rules.days is 'Null: for ever.';

create table retention_runs (
  kind text not null,
  ran_at timestamp with time zone not null,
  deleted bigint not null,
  total bigint not null,
  failure text,
  constraint retention_runs_pkey PRIMARY KEY (kind)
);
comment on table retention_runs is 'When old data of each kind was deleted last, and how much.';
comment on column retention_runs.deleted is 'By the last run; total: by all runs.';
comment on column retention_runs.failure is 'Why the last run ended early; null: it did not.';

create table rollup_changes (
  at timestamp with time zone not null,
  channel_id integer,
  direction text,
  type text,
  status text,
  reason text,
  messages integer,
  answer_bucket integer,
  currency text,
  bookings integer,
  occupied_ms bigint,
  cents bigint
);
comment on table rollup_changes is 'What the rollups do not have yet. Each row is a change of one fact: messages of an hour (channel_id is set), the wait before an answer in a quarter of an hour (answer_bucket), or parking of a quarter of an hour (currency).';

create table rule_runs (
  id bigint generated always as identity not null,
  rule_id integer not null,
  conversation_id bigint not null,
  at timestamp with time zone not null,
  fault text,
  constraint rule_runs_pkey PRIMARY KEY (id),
  constraint rule_runs_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE,
  constraint rule_runs_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES keyword_rules(id) ON DELETE CASCADE
);
comment on table rule_runs is 'When a rule applied, and what of it failed. Kept for a month; longer where a rule applies once to a person.';

create table rule_steps (
  id bigint generated always as identity not null,
  run_id bigint not null,
  after_message_id bigint not null,
  unless text,
  actions jsonb not null,
  due_at timestamp with time zone not null,
  depth integer not null,
  constraint rule_steps_pkey PRIMARY KEY (id),
  constraint rule_steps_unless_check CHECK ((unless = ANY (ARRAY['customer_writes'::text, 'team_answers'::text]))),
  constraint rule_steps_run_id_fkey FOREIGN KEY (run_id) REFERENCES rule_runs(id) ON DELETE CASCADE
);
comment on table rule_steps is 'Actions of rules that are still to be done.';
comment on column rule_steps.after_message_id is 'The newest message of the conversation when the wait began.';
comment on column rule_steps.unless is 'What ends the wait without the actions.';

create table rule_triggers (
  id bigint generated always as identity not null,
  kind text not null,
  conversation_id bigint,
  contact_id bigint,
  detail jsonb not null default '{}'::jsonb,
  depth integer not null,
  constraint rule_triggers_pkey PRIMARY KEY (id)
);
comment on table rule_triggers is 'What happened that rules wait for, until they were asked.';
comment on column rule_triggers.depth is 'How many rules set each other off until it happened; 0: no rule did.';

create table schema_compatibility (
  only_row boolean not null default true,
  oldest text not null,
  version text not null,
  constraint schema_compatibility_pkey PRIMARY KEY (only_row),
  constraint schema_compatibility_only_row_check CHECK (only_row)
);
comment on table schema_compatibility is 'With which versions the schema works. Whoever migrates writes it.';
comment on column schema_compatibility.oldest is 'The schema, by its last migration, that a version must have at least.';
comment on column schema_compatibility.version is 'Of the Bellhop that migrated last.';

create table secrets (
  name text not null,
  value text not null,
  created_at timestamp with time zone not null default now(),
  constraint secrets_pkey PRIMARY KEY (name)
);
comment on table secrets is 'What processes on one database must share and nobody else may know. second-factor: encrypts user_second_factors.secret. media-links: signs links to files.';

create table settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint settings_pkey PRIMARY KEY (name)
);
comment on table settings is 'What holds for the whole installation. second_factor_for_admins: admins need a second factor. public_url: PUBLIC_URL of the last start, for addresses in views. alarm_kinds: for which kinds of incidents and news admins changed whether they are told. erase_again: contacts that a restore brought back and that are still to be erased.';

create table sign_in_failures (
  hour timestamp with time zone not null,
  user_id bigint not null,
  kind text not null,
  network text not null,
  count integer not null,
  constraint sign_in_failures_pkey PRIMARY KEY (hour, user_id, kind, network),
  constraint sign_in_failures_kind_check CHECK ((kind = ANY (ARRAY['password'::text, 'code'::text])))
);
comment on table sign_in_failures is 'Failed sign-ins of each hour, for 30 days; the audit log has the first and the 10th, 100th, and so on. user_id 0: nobody who is known. network '''': all together; elsewhere: those beyond the first 50.';

create table spots (
  id integer generated always as identity not null,
  lot_id integer not null,
  code text not null,
  maintenance_reason text,
  maintenance_at timestamp with time zone,
  light_desired text not null default 'off'::text,
  light_desired_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  constraint spots_pkey PRIMARY KEY (id),
  constraint spots_code_check CHECK ((code <> ''::text)),
  constraint spots_light_desired_check CHECK ((light_desired = ANY (ARRAY['green'::text, 'blue'::text, 'red'::text, 'amber'::text, 'off'::text]))),
  constraint spots_lot_id_fkey FOREIGN KEY (lot_id) REFERENCES lots(id)
);
comment on column spots.maintenance_at is 'Out of service since then.';
comment on column spots.light_desired is 'The colour of the spot''s state, kept so that a change can be told to its board until the board reports it.';

create table staff_messages (
  id bigint generated always as identity not null,
  way text not null,
  recipient text,
  key uuid not null,
  content bytea,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  attempts integer not null default 0,
  answer text,
  sent_at timestamp with time zone,
  failed_at timestamp with time zone,
  contact_id bigint,
  constraint staff_messages_pkey PRIMARY KEY (id),
  constraint staff_messages_key_key UNIQUE (key),
  constraint staff_messages_check CHECK (((way = 'mail'::text) = (recipient IS NOT NULL))),
  constraint staff_messages_check1 CHECK (((sent_at IS NULL) OR (failed_at IS NULL))),
  constraint staff_messages_check2 CHECK (((content IS NULL) = ((sent_at IS NOT NULL) OR (failed_at IS NOT NULL)))),
  constraint staff_messages_way_check CHECK ((way = ANY (ARRAY['mail'::text, 'webhook'::text])))
);
comment on table staff_messages is 'Mails and alarms on their way to the business''s own people.';
comment on column staff_messages.key is 'The same in every attempt, so that whoever gets one twice can tell.';
comment on column staff_messages.content is 'Encrypted with APP_SECRET_KEY, since it may hold a one-time link; null when its fate is known.';
comment on column staff_messages.answer is 'What the server answered last, or why it could not be asked.';
comment on column staff_messages.contact_id is 'The customer whom it is about, so that it goes when they are erased; null: none, or it is about several.';

create table template_bindings (
  channel_id integer not null,
  occasion text not null,
  template text not null,
  language text not null,
  parameters jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint template_bindings_pkey PRIMARY KEY (channel_id, occasion),
  constraint template_bindings_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES channels(id) ON DELETE CASCADE
);
comment on table template_bindings is 'Which template a channel sends for an occasion while the 24-hour window is closed.';
comment on column template_bindings.occasion is 'As a skill names it: stay.ended.';
comment on column template_bindings.template is 'The template''s name, of which the provider may have several generations.';
comment on column template_bindings.parameters is 'Which of the occasion''s values fills each variable of the text, the heading and the buttons (server/core/templates/bindings.ts).';

create table template_syncs (
  provider text not null,
  account_id text not null,
  synced_at timestamp with time zone,
  failed_at timestamp with time zone,
  failure text,
  wanted_at timestamp with time zone,
  constraint template_syncs_pkey PRIMARY KEY (provider, account_id),
  constraint template_syncs_provider_check CHECK ((provider = ANY (ARRAY['meta'::text, 'twilio'::text])))
);
comment on table template_syncs is 'When an account''s templates were read last, and why that failed since.';
comment on column template_syncs.wanted_at is 'When a webhook said something that only reading them anew can answer.';

create table templates (
  id integer generated always as identity not null,
  provider text not null,
  account_id text not null,
  provider_id text not null,
  name text not null,
  language text not null,
  status text not null,
  category text,
  quality text not null default 'unknown'::text,
  rejected_reason text,
  parameter_format text not null,
  content jsonb not null,
  synced_at timestamp with time zone not null,
  gone_at timestamp with time zone,
  constraint templates_pkey PRIMARY KEY (id),
  constraint templates_provider_account_id_provider_id_key UNIQUE (provider, account_id, provider_id),
  constraint templates_category_check CHECK ((category = ANY (ARRAY['utility'::text, 'marketing'::text, 'authentication'::text]))),
  constraint templates_parameter_format_check CHECK ((parameter_format = ANY (ARRAY['named'::text, 'positional'::text]))),
  constraint templates_provider_check CHECK ((provider = ANY (ARRAY['meta'::text, 'twilio'::text]))),
  constraint templates_quality_check CHECK ((quality = ANY (ARRAY['green'::text, 'yellow'::text, 'red'::text, 'unknown'::text]))),
  constraint templates_status_check CHECK ((status = ANY (ARRAY['approved'::text, 'pending'::text, 'in_appeal'::text, 'rejected'::text, 'paused'::text, 'disabled'::text, 'limit_exceeded'::text, 'archived'::text, 'pending_deletion'::text, 'deleted'::text, 'unsubmitted'::text, 'received'::text, 'unknown'::text])))
);
comment on table templates is 'Message templates as the providers list them; changed only by what a provider says.';
comment on column templates.account_id is 'The account at the provider that has it: the WABA at Meta, the account SID at Twilio. All numbers of the account may send it.';
comment on column templates.provider_id is 'Meta''s id of the template; the Content SID at Twilio.';
comment on column templates.content is 'Header, body, footer and buttons in one shape for both providers (server/contract/templates.ts).';
comment on column templates.gone_at is 'Since when the provider does not list it any more.';

create table user_browsers (
  hash bytea not null,
  user_id bigint not null,
  created_at timestamp with time zone not null default now(),
  used_at timestamp with time zone not null default now(),
  constraint user_browsers_pkey PRIMARY KEY (hash, user_id),
  constraint user_browsers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table user_browsers is 'Browsers in which somebody signed in, as the hash of their cookie: guesses elsewhere do not slow them.';

create table user_credentials (
  id bigint generated always as identity not null,
  user_id bigint not null,
  provider text not null default 'credential'::text,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint user_credentials_pkey PRIMARY KEY (id),
  constraint user_credentials_user_id_provider_key UNIQUE (user_id, provider),
  constraint user_credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table user_credentials is 'Ways to sign in, one row a user and way. provider is credential (a password, as salt:scrypt in hex) until there are others; the token columns are for those.';

create table user_links (
  hash bytea not null,
  purpose text not null,
  user_id bigint,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint user_links_pkey PRIMARY KEY (hash),
  constraint user_links_check CHECK (((purpose = 'first'::text) = (user_id IS NULL))),
  constraint user_links_purpose_check CHECK ((purpose = ANY (ARRAY['first'::text, 'invite'::text, 'reset'::text]))),
  constraint user_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table user_links is 'One-time links with which a password is chosen, as the hash of their secret. first: makes the first admin. Whoever uses one deletes it.';

create table user_recovery_codes (
  user_id bigint not null,
  hash bytea not null,
  constraint user_recovery_codes_pkey PRIMARY KEY (user_id, hash),
  constraint user_recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES user_second_factors(user_id) ON DELETE CASCADE
);
comment on table user_recovery_codes is 'Codes for who lost their phone, as hashes. Whoever uses one deletes it.';

create table user_second_factors (
  user_id bigint not null,
  secret bytea not null,
  last_step bigint not null default 0,
  confirmed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint user_second_factors_pkey PRIMARY KEY (user_id),
  constraint user_second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table user_second_factors is 'Secrets of authenticator apps (RFC 6238), one a user.';
comment on column user_second_factors.secret is 'AES-256-GCM with the row second-factor of secrets: nonce, tag, ciphertext.';
comment on column user_second_factors.last_step is 'The 30-second step of the newest code that was taken: a code is taken once.';
comment on column user_second_factors.confirmed_at is 'Null while it is being set up: it is not asked for yet.';

create table user_sessions (
  id bigint generated always as identity not null,
  user_id bigint not null,
  token text not null,
  expires_at timestamp with time zone not null,
  seen_at timestamp with time zone,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone,
  constraint user_sessions_pkey PRIMARY KEY (id),
  constraint user_sessions_token_key UNIQUE (token),
  constraint user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on column user_sessions.token is 'SHA-256 of what the cookie carries, in hex: what lies here opens nothing.';
comment on column user_sessions.seen_at is 'Noted at most once a minute.';
comment on column user_sessions.confirmed_at is 'When its person last gave their password in it, to confirm that it is them.';

create table users (
  id bigint generated always as identity not null,
  name text not null,
  email text not null,
  email_verified boolean not null default true,
  image text,
  role text not null default 'viewer'::text,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_email_check CHECK ((email = lower(email))),
  constraint users_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'agent'::text, 'admin'::text])))
);
comment on table users is 'Who may sign in to the Desk. Who was invited and has not come yet has no row in user_credentials.';
comment on column users.email_verified is 'Always true: nobody can claim an address here, an admin enters it.';

create table waitlist (
  id bigint generated always as identity not null,
  lot_id integer not null,
  account_id integer not null,
  state text not null default 'waiting'::text,
  spot_id integer,
  joined_at timestamp with time zone not null,
  offered_at timestamp with time zone,
  offer_ends_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint waitlist_pkey PRIMARY KEY (id),
  constraint waitlist_check CHECK (((state = 'offered'::text) <= ((spot_id IS NOT NULL) AND (offer_ends_at IS NOT NULL)))),
  constraint waitlist_check1 CHECK (((state = ANY (ARRAY['waiting'::text, 'offered'::text])) = (closed_at IS NULL))),
  constraint waitlist_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'offered'::text, 'taken'::text, 'left'::text, 'lapsed'::text]))),
  constraint waitlist_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint waitlist_lot_id_fkey FOREIGN KEY (lot_id) REFERENCES lots(id),
  constraint waitlist_spot_id_fkey FOREIGN KEY (spot_id) REFERENCES spots(id)
);

create table webhook_cursor (
  only_row boolean not null default true,
  "position" bigint not null,
  constraint webhook_cursor_pkey PRIMARY KEY (only_row),
  constraint webhook_cursor_only_row_check CHECK (only_row)
);
comment on table webhook_cursor is 'Every webhook with id up to position is drained, but for those in webhook_gaps.';

create table webhook_endpoint_stats (
  source text not null,
  webhooks bigint not null default 0,
  last_webhook_at timestamp with time zone,
  signature_failures bigint not null default 0,
  last_signature_failure_at timestamp with time zone,
  last_signature_failure text,
  unavailable bigint not null default 0,
  constraint webhook_endpoint_stats_pkey PRIMARY KEY (source),
  constraint webhook_endpoint_stats_source_check CHECK ((source = ANY (ARRAY['meta'::text, 'twilio.message'::text, 'twilio.status'::text])))
);
comment on table webhook_endpoint_stats is 'What came to each webhook endpoint, over all processes and starts.';

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

create table write_probe (
  filler bytea not null
);
comment on table write_probe is 'Always empty. /readyz writes here, and takes it back, to learn whether the database takes writes and has room.';

CREATE INDEX accounts_merged_into ON public.accounts USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX alarms_of_subject ON public.alarms USING btree (kind, subject, told_at);

CREATE INDEX alarms_open ON public.alarms USING btree (source, source_id) WHERE (over_at IS NULL);

CREATE INDEX api_keys_parent ON public.api_keys USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX attachments_blob ON public.attachments USING btree (blob_id);

CREATE INDEX attachments_due ON public.attachments USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE INDEX attachments_kept ON public.attachments USING btree (id) WHERE ((message_id IS NOT NULL) AND (blob_id IS NOT NULL));

CREATE INDEX attachments_thumbnail ON public.attachments USING btree (thumbnail_id) WHERE (thumbnail_id IS NOT NULL);

CREATE INDEX attachments_uploads ON public.attachments USING btree (created_at) WHERE (message_id IS NULL);

CREATE INDEX audit_log_actor_key_id ON public.audit_log USING btree (actor_key_id, id DESC) WHERE (actor_key_id IS NOT NULL);

CREATE INDEX audit_log_actor_user_id ON public.audit_log USING btree (actor_user_id, id DESC) WHERE (actor_user_id IS NOT NULL);

CREATE INDEX audit_log_shortened ON public.audit_log USING btree (id) WHERE (action = 'audit.shortened'::text);

CREATE INDEX audit_log_subject ON public.audit_log USING btree (subject, subject_id, id DESC);

CREATE INDEX bookings_account ON public.bookings USING btree (account_id, id DESC) INCLUDE (reserved_at);

CREATE INDEX bookings_end_due ON public.bookings USING btree (end_due_at) WHERE ((status = 'active'::text) AND (end_due_at IS NOT NULL));

CREATE INDEX bookings_expiry ON public.bookings USING btree (expires_at) WHERE (status = 'reserved'::text);

CREATE INDEX bookings_limit ON public.bookings USING btree (LEAST(limit_at, limit_warn_at)) WHERE (status = 'active'::text);

CREATE INDEX bookings_lot ON public.bookings USING btree (lot_id, id) INCLUDE (reserved_at);

CREATE INDEX bookings_low_balance ON public.bookings USING btree (low_balance_at) WHERE ((status = 'active'::text) AND (low_balance_at IS NOT NULL));

CREATE INDEX bookings_recent ON public.bookings USING btree (reserved_at DESC, id DESC);

CREATE INDEX bookings_reminder ON public.bookings USING btree (reminder_at) WHERE ((status = 'reserved'::text) AND (reminder_at IS NOT NULL));

CREATE INDEX bookings_spot ON public.bookings USING btree (spot_id, id DESC);

CREATE INDEX bookings_status ON public.bookings USING btree (status, id) INCLUDE (reserved_at);

CREATE INDEX calls_by_message ON public.calls USING btree (message_id);

CREATE INDEX calls_by_time ON public.calls USING btree (began_at DESC, id DESC);

CREATE INDEX calls_missed ON public.calls USING btree (message_id) WHERE ((state = 'missed'::text) AND (direction = 'in'::text));

CREATE INDEX calls_open ON public.calls USING btree (began_at) WHERE (ended_at IS NULL);

CREATE INDEX charge_corrections_actor ON public.charge_corrections USING btree (actor, at);

CREATE INDEX clock_jumps_at ON public.clock_jumps USING btree (at);

CREATE INDEX contact_identities_bsuid_end ON public.contact_identities USING btree ("right"(value, 6)) WHERE (kind = 'bsuid'::text);

CREATE INDEX contact_identities_contact ON public.contact_identities USING btree (contact_id);

CREATE INDEX contact_identities_username ON public.contact_identities USING gin (contact_words(contact_id, normalize_text(value), NULL::text)) WITH (fastupdate=off) WHERE (kind = 'username'::text);

CREATE INDEX contact_merges_kept ON public.contact_merges USING btree (kept);

CREATE INDEX contact_merges_open ON public.contact_merges USING btree (merged_at) WHERE (followed_at IS NULL);

CREATE INDEX contact_merges_undone ON public.contact_merges USING btree (undone_at) WHERE (undone_at IS NOT NULL);

CREATE INDEX contacts_words ON public.contacts USING gin (contact_words(id, normalize_text(((COALESCE(name, ''::text) || ' '::text) || COALESCE(given_name, ''::text))), phone)) WITH (fastupdate=off);

CREATE INDEX conversation_labels_label ON public.conversation_labels USING btree (label_id, conversation_id);

CREATE INDEX conversation_notes_author ON public.conversation_notes USING btree (author_id) WHERE (author_id IS NOT NULL);

CREATE INDEX conversation_notes_conversation ON public.conversation_notes USING btree (conversation_id, created_at, id);

CREATE INDEX conversation_reads_conversation ON public.conversation_reads USING btree (conversation_id);

CREATE INDEX conversations_activity ON public.conversations USING btree (last_message_at DESC, id DESC, state, channel_id, assignee_id) WHERE (last_message_at IS NOT NULL);

CREATE INDEX conversations_assignee ON public.conversations USING btree (assignee_id, last_message_at DESC, id DESC, state, channel_id) WHERE ((assignee_id IS NOT NULL) AND (last_message_at IS NOT NULL));

CREATE INDEX conversations_bot_quiet ON public.conversations USING btree (id) WHERE (bot_quiet_since IS NOT NULL);

CREATE INDEX conversations_contact_id ON public.conversations USING btree (contact_id);

CREATE INDEX conversations_oldest ON public.conversations USING btree (first_message_at, id) INCLUDE (channel_id);

CREATE INDEX conversations_open ON public.conversations USING btree (last_message_at DESC, id DESC, assignee_id, channel_id) WHERE ((state = 'open'::text) AND (last_message_at IS NOT NULL));

CREATE INDEX conversations_recent ON public.conversations USING btree (COALESCE(last_inbound_at, last_message_at, created_at) DESC, id DESC);

CREATE INDEX conversations_snoozed ON public.conversations USING btree (snoozed_until) WHERE (stage = 'snoozed'::text);

CREATE INDEX conversations_stage ON public.conversations USING btree (stage, last_message_at DESC, id DESC, assignee_id, channel_id) WHERE (last_message_at IS NOT NULL);

CREATE INDEX conversations_unread ON public.conversations USING btree (last_message_at DESC, id DESC, state, assignee_id, channel_id) WHERE ((unread_count > 0) AND (last_message_at IS NOT NULL));

CREATE INDEX conversations_waiting ON public.conversations USING btree (waiting_since, id, assignee_id, channel_id) WHERE ((stage = 'waiting'::text) AND (last_message_at IS NOT NULL));

CREATE INDEX dead_letters_webhook_id ON public.dead_letters USING btree (webhook_id);

CREATE INDEX device_readings_device ON public.device_readings USING btree (device_id, id DESC);

CREATE INDEX erased_messages_at ON public.erased_messages USING btree (erased_at);

CREATE INDEX erasures_open ON public.erasures USING btree (id) WHERE (step <> 'done'::text);

CREATE INDEX events_booking ON public.events USING btree (booking_id, id) WHERE (booking_id IS NOT NULL);

CREATE INDEX events_sweep ON public.events USING btree (at, id) WHERE (booking_id IS NULL);

CREATE INDEX events_xid ON public.events USING btree (xid);

CREATE INDEX identity_changes_keys ON public.identity_changes USING gin (keys);

CREATE INDEX identity_decisions_keys ON public.identity_decisions USING gin (keys) WHERE (undone_at IS NULL);

CREATE INDEX identity_sightings_bsuid ON public.identity_sightings USING btree (bsuid) WHERE (bsuid IS NOT NULL);

CREATE INDEX identity_sightings_parent ON public.identity_sightings USING btree (parent_bsuid) WHERE (parent_bsuid IS NOT NULL);

CREATE INDEX incidents_booking ON public.incidents USING btree (booking_id) WHERE (booking_id IS NOT NULL);

CREATE INDEX incidents_contact ON public.incidents USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX incidents_conversation ON public.incidents USING btree (conversation_id) WHERE (conversation_id IS NOT NULL);

CREATE INDEX incidents_open_recent ON public.incidents USING btree (id) WHERE (closed_at IS NULL);

CREATE INDEX incidents_other_contact ON public.incidents USING btree ((((detail ->> 'other_contact_id'::text))::bigint)) WHERE ((detail ->> 'other_contact_id'::text) IS NOT NULL);

CREATE INDEX incidents_recent ON public.incidents USING btree (id DESC);

CREATE INDEX keyword_rules_watches ON public.keyword_rules USING btree (watches) WHERE (enabled AND (watches IS NOT NULL));

CREATE INDEX ledger_entries_booking ON public.ledger_entries USING btree (booking_id) WHERE (booking_id IS NOT NULL);

CREATE INDEX ledger_lines_account ON public.ledger_lines USING btree (ledger_account_id, entry_id DESC) INCLUDE (amount_cents);

CREATE INDEX marketing_choices_contact ON public.marketing_choices USING btree (contact_id, at);

CREATE INDEX message_costs_unbilled ON public.message_costs USING btree (delivered_at) WHERE (basis = ANY (ARRAY['rate'::text, 'unknown'::text]));

CREATE INDEX message_hours_status ON public.message_hours USING btree (status, hour);

CREATE INDEX message_hours_type ON public.message_hours USING btree (type, hour);

CREATE INDEX messages_conversation ON public.messages USING btree (conversation_id, sent_at DESC, id DESC);

CREATE INDEX messages_failed ON public.messages USING btree (sent_at DESC, id DESC) WHERE failed;

CREATE INDEX messages_recent ON public.messages USING btree (sent_at DESC, id DESC);

CREATE INDEX messages_referred ON public.messages USING btree (sent_at, id) WHERE (content ? 'referral'::text);

CREATE INDEX messages_referred_conversation ON public.messages USING btree (conversation_id) WHERE (content ? 'referral'::text);

CREATE INDEX messages_stickers ON public.messages USING btree (id) WHERE (type = 'sticker'::text);

CREATE INDEX messages_target ON public.messages USING btree (channel_id, target) WHERE (target IS NOT NULL);

CREATE INDEX messages_type ON public.messages USING btree (type, sent_at DESC, id DESC);

CREATE INDEX messages_unread ON public.messages USING btree (conversation_id) WHERE ((direction = 'in'::text) AND (read_at IS NULL));

CREATE INDEX messages_words ON public.messages USING gin (message_words(id, normalize_text(COALESCE(((text_body || ' '::text) || caption), text_body, caption, ''::text)))) WITH (fastupdate=off);

CREATE INDEX outbox_conversation ON public.outbox USING btree (conversation_id, message_id);

CREATE INDEX outbox_due ON public.outbox USING btree (channel_id, due_at, message_id);

CREATE INDEX outbox_window ON public.outbox USING btree (conversation_id) WHERE (state = 'window'::text);

CREATE INDEX provider_files_blob ON public.provider_files USING btree (blob_id);

CREATE INDEX provider_news_newest ON public.provider_news USING btree (at DESC, id DESC);

CREATE INDEX provider_notices_payment ON public.provider_notices USING btree (channel_id, (((raw -> 'status'::text) ->> 'id'::text))) WHERE (topic = 'payments'::text);

CREATE INDEX rate_limits_since ON public.rate_limits USING btree (since);

CREATE INDEX rule_runs_at ON public.rule_runs USING btree (at);

CREATE INDEX rule_runs_conversation ON public.rule_runs USING btree (conversation_id, rule_id);

CREATE INDEX rule_runs_rule ON public.rule_runs USING btree (rule_id, at);

CREATE INDEX rule_steps_due ON public.rule_steps USING btree (due_at, id);

CREATE INDEX rule_steps_run ON public.rule_steps USING btree (run_id);

CREATE INDEX staff_messages_due ON public.staff_messages USING btree (due_at) WHERE (content IS NOT NULL);

CREATE INDEX templates_by_name ON public.templates USING btree (provider, account_id, name);

CREATE INDEX user_browsers_user_id ON public.user_browsers USING btree (user_id);

CREATE INDEX user_links_user_id ON public.user_links USING btree (user_id);

CREATE INDEX user_sessions_expires_at ON public.user_sessions USING btree (expires_at);

CREATE INDEX user_sessions_user_id ON public.user_sessions USING btree (user_id);

CREATE INDEX waitlist_due ON public.waitlist USING btree (offer_ends_at) WHERE (state = 'offered'::text);

CREATE INDEX waitlist_next ON public.waitlist USING btree (lot_id, id) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (name) WHERE (revoked_at IS NULL);

CREATE UNIQUE INDEX bookings_open_account ON public.bookings USING btree (account_id) WHERE (status = ANY (ARRAY['reserved'::text, 'active'::text]));

CREATE UNIQUE INDEX bookings_open_spot ON public.bookings USING btree (spot_id) WHERE (status = ANY (ARRAY['reserved'::text, 'active'::text]));

CREATE UNIQUE INDEX canned_replies_shortcut ON public.canned_replies USING btree (lower(shortcut));

CREATE UNIQUE INDEX contact_identities_key ON public.contact_identities USING btree (kind, value, COALESCE(from_at, '-infinity'::timestamp with time zone)) WHERE (kind <> 'username'::text);

CREATE UNIQUE INDEX contact_identities_username_of ON public.contact_identities USING btree (contact_id, value) WHERE (kind = 'username'::text);

CREATE UNIQUE INDEX conversations_contact ON public.conversations USING btree (channel_id, contact_id) WHERE (contact_id IS NOT NULL);

CREATE UNIQUE INDEX conversations_group ON public.conversations USING btree (channel_id, group_id) WHERE (group_id IS NOT NULL);

CREATE UNIQUE INDEX devices_spot ON public.devices USING btree (spot_id) WHERE ((removed_at IS NULL) AND (spot_id IS NOT NULL));

CREATE UNIQUE INDEX identity_sightings_keys ON public.identity_sightings USING btree (COALESCE(wa_id, ''::text), COALESCE(bsuid, ''::text), COALESCE(parent_bsuid, ''::text));

CREATE UNIQUE INDEX incidents_open ON public.incidents USING btree (spot_id, kind, COALESCE(booking_id, (0)::bigint)) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX incidents_open_without_spot ON public.incidents USING btree (kind, COALESCE(contact_id, (0)::bigint), COALESCE(conversation_id, (0)::bigint), COALESCE(channel_id, 0), COALESCE(device_id, 0), COALESCE(booking_id, (0)::bigint)) WHERE ((closed_at IS NULL) AND (spot_id IS NULL));

CREATE UNIQUE INDEX labels_name ON public.labels USING btree (lower(name));

CREATE UNIQUE INDEX messages_key ON public.messages USING btree (key) WHERE (key IS NOT NULL);

CREATE UNIQUE INDEX messages_provider_id ON public.messages USING btree (channel_id, provider_id) WHERE (provider_id IS NOT NULL);

CREATE UNIQUE INDEX provider_news_open ON public.provider_news USING btree (provider, source, kind, about, COALESCE(channel_id, 0)) WHERE (resolved_at IS NULL);

CREATE UNIQUE INDEX spots_code ON public.spots USING btree (lot_id, upper(code));

CREATE UNIQUE INDEX waitlist_offer ON public.waitlist USING btree (spot_id) WHERE (state = 'offered'::text);

CREATE UNIQUE INDEX waitlist_open ON public.waitlist USING btree (account_id) WHERE (closed_at IS NULL);

CREATE OR REPLACE FUNCTION public.bookings_counted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op <> 'INSERT' then
    if tg_op = 'DELETE' or old.reserved_at <> new.reserved_at then
      insert into rollup_changes (at, currency, bookings, occupied_ms, cents) values (quarter_of(old.reserved_at), '', -1, 0, 0);
    end if;
    if old.started_at is not null and old.ended_at is not null then perform note_stay(old.started_at, old.ended_at, -1); end if;
  end if;
  if tg_op <> 'DELETE' then
    if tg_op = 'INSERT' or old.reserved_at <> new.reserved_at then
      insert into rollup_changes (at, currency, bookings, occupied_ms, cents) values (quarter_of(new.reserved_at), '', 1, 0, 0);
    end if;
    if new.started_at is not null and new.ended_at is not null then perform note_stay(new.started_at, new.ended_at, 1); end if;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.call_missed_trigger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform note_rule_trigger('call_missed', m.conversation_id, m.contact_id, '{}') from messages m where m.id = new.message_id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.contact_of_incident(contact bigint, booking bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(contact, (select a.contact_id from bookings b join accounts a on a.id = b.account_id where b.id = booking))
$function$
;

CREATE OR REPLACE FUNCTION public.contact_trigger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if coalesce(new.given_name, new.name) is distinct from coalesce(old.given_name, old.name) then
    perform note_rule_trigger('field_changed', null, new.id, '{"field": "name"}');
  end if;
  if new.phone is distinct from old.phone then perform note_rule_trigger('field_changed', null, new.id, '{"field": "phone"}'); end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.contact_words(id bigint, words text, phone text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  block text := (id >> 12) || '/';
  found text[] := string_to_array(block || replace(words, ' ', ' ' || block), ' ');
begin
  for start in 1 .. least(coalesce(length(phone), 0), 32) - 2 loop
    found := found || (block || '+' || substr(phone, start));
  end loop;
  return array_to_tsvector(found);
end $function$
;

CREATE OR REPLACE FUNCTION public.conversation_trigger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.state = 'done' and old.state <> 'done' and new.last_message_at is not null then perform note_rule_trigger('done', new.id, new.contact_id, '{}'); end if;
  if new.customer_email is distinct from old.customer_email then
    perform note_rule_trigger('field_changed', new.id, new.contact_id, '{"field": "email"}');
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.event_trigger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform note_rule_trigger('event', null, a.contact_id, jsonb_build_object('event', new.type)) from accounts a
  where a.id = new.account_id and a.contact_id is not null
    and exists (select from keyword_rules r where r.enabled and r.watches = 'event' and r.definition #>> '{when,event}' = new.type);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.fence_lease(of_lease text, of_epoch bigint)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if not exists (select from leases where name = of_lease and epoch = of_epoch) then
    raise exception 'term % of the lease % is over', of_epoch, of_lease using errcode = 'object_not_in_prerequisite_state';
  end if;
end $function$
;

CREATE OR REPLACE FUNCTION public.incident_closed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  who bigint := contact_of_incident(new.contact_id, new.booking_id);
begin
  with changed as (
    update conversations v set waiting_since = null, waiting_reason = null, attention_id = null
    where (v.id = new.conversation_id or v.contact_id = who) and v.stage = 'waiting' and v.waiting_reason = 'incident'
      and not exists (
        select from incidents i where i.closed_at is null and (
          i.conversation_id = v.id or i.contact_id = v.contact_id
          or i.booking_id in (select b.id from bookings b join accounts a on a.id = b.account_id where a.contact_id = v.contact_id)))
    returning v.id
  )
  insert into events (at, type, data)
  select new.closed_at, 'conversation.changed', jsonb_build_object('conversation_ids', jsonb_agg(id)) from changed having count(*) > 0;
  perform pg_notify('bellhop_events', '');
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.incident_opened()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  conversation bigint := coalesce(new.conversation_id, latest_conversation(contact_of_incident(new.contact_id, new.booking_id)));
begin
  if conversation is not null then perform wait_for_people(array[conversation], 'incident', new.opened_at); end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.label_trigger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' then
    perform note_rule_trigger('label_added', new.conversation_id, null, jsonb_build_object('id', new.label_id));
  else
    perform note_rule_trigger('label_removed', old.conversation_id, null, jsonb_build_object('id', old.label_id));
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.latency_bucket(seconds double precision)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN floor((((4)::double precision * ln(GREATEST((1)::double precision, seconds))) / ln((2.0)::double precision)))
;

CREATE OR REPLACE FUNCTION public.latest_conversation(contact bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select id from conversations where contact_id = contact order by last_inbound_at desc nulls last, id desc limit 1
$function$
;

CREATE OR REPLACE FUNCTION public.ledger_entry_balances()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  entry bigint := case tg_table_name when 'ledger_lines' then (to_jsonb(new) ->> 'entry_id')::bigint else (to_jsonb(new) ->> 'id')::bigint end;
  total numeric;
  lines int;
begin
  select coalesce(sum(amount_cents), 0), count(*) into total, lines from ledger_lines where entry_id = entry;
  if total <> 0 or lines < 2 then
    raise exception 'Ledger entry % has % lines that sum to %; it needs two or more that sum to zero.', entry, lines, total
      using errcode = 'check_violation';
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.ledger_lines_count()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  odd record;
begin
  select l.entry_id, l.ledger_account_id into odd from added l
    join ledger_accounts a on a.id = l.ledger_account_id join ledger_entries e on e.id = l.entry_id
    where a.currency <> e.currency limit 1;
  if found then
    raise exception 'Entry % and ledger account % have different currencies.', odd.entry_id, odd.ledger_account_id using errcode = 'check_violation';
  end if;
  -- Accounts are locked in the order of their ids, so that two who write to the same ones wait for each other and do not block each other.
  perform from ledger_accounts where id in (select ledger_account_id from added) order by id for no key update;
  update ledger_accounts a set balance_cents = a.balance_cents + l.cents
    from (select ledger_account_id, sum(amount_cents)::bigint as cents from added group by 1) l where a.id = l.ledger_account_id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.message_status(status text, read_at timestamp with time zone, replied_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN COALESCE(status, CASE WHEN (replied_at IS NOT NULL) THEN 'replied'::text WHEN (read_at IS NOT NULL) THEN 'read'::text ELSE 'received'::text END)
;

CREATE OR REPLACE FUNCTION public.message_words(id bigint, words text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  block text := (id >> 12) || '/';
begin
  return array_to_tsvector(string_to_array(block || replace(words, ' ', ' ' || block), ' '));
end $function$
;

CREATE OR REPLACE FUNCTION public.messages_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_nestloop TO 'off'
AS $function$
declare
  conversations bigint[];
  questions bigint[];
  asked timestamptz[];
  answered timestamptz[];
begin
  with changed as materialized (
    select n.id, n.sent_at, n.channel_id, n.direction, o.type as old_type, n.type as new_type, n.conversation_id, n.received_at, n.replied_at,
      message_status(o.status, o.read_at, o.replied_at) as was, message_status(n.status, n.read_at, n.replied_at) as is_now,
      case when o.status = 'failed' then left(coalesce(o.error_title, ''), 200) else '' end as old_reason,
      case when n.status = 'failed' then left(coalesce(n.error_title, ''), 200) else '' end as new_reason,
      o.replied_at is null and n.replied_at is not null as is_answered
    from before o join after n on n.id = o.id
  ), counted as (
    insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
    select date_bin('1 hour', c.sent_at, '2000-01-01Z'), c.channel_id, c.direction, k.type, k.status, k.reason, sum(k.n)
    from changed c cross join lateral (values (c.old_type, c.was, c.old_reason, -1), (c.new_type, c.is_now, c.new_reason, 1)) k (type, status, reason, n)
    where c.was <> c.is_now or c.old_reason <> c.new_reason or c.old_type <> c.new_type
    group by 1, 2, 3, 4, 5, 6 having sum(k.n) <> 0
  )
  select array_agg(c.conversation_id), array_agg(c.id), array_agg(c.received_at), array_agg(c.replied_at)
  into conversations, questions, asked, answered from changed c where c.is_answered;
  if questions is not null then perform note_answers(conversations, questions, asked, answered); end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.messages_removed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    truncate message_hours, answer_quarters;
    delete from rollup_changes where currency is null;
  else
    insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
    select date_bin('1 hour', o.sent_at, '2000-01-01Z'), o.channel_id, o.direction, o.type, message_status(o.status, o.read_at, o.replied_at),
      case when o.status = 'failed' then left(coalesce(o.error_title, ''), 200) else '' end, -count(*)
    from gone o group by 1, 2, 3, 4, 5, 6;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.messages_written()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
  select date_bin('1 hour', n.sent_at, '2000-01-01Z'), n.channel_id, n.direction, n.type, message_status(n.status, n.read_at, n.replied_at),
    case when n.status = 'failed' then left(coalesce(n.error_title, ''), 200) else '' end, count(*)
  from written n group by 1, 2, 3, 4, 5, 6;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.normalize_text(said text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  pairs text;
begin
  said := left(said, 4096);
  if octet_length(said) = length(said) then
    said := lower(said);
  else
    said := lower(normalize(said, NFKD) collate pg_c_utf8);
    -- What cannot be seen, forms of a sign, and colours of skin.
    said := regexp_replace(said, '[\u00ad\u0600-\u0605\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20d0-\u20f0\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]+', '', 'g');
    -- Accents of Latin and Greek.
    said := regexp_replace(said, '([0-9a-z\u00df-\u024f\u0370-\u03ff])[\u0300-\u036f]+', '\1', 'g');
    if said ~ '[\u0400-\u06ff]' then
      said := regexp_replace(said, '(е)\u0308', '\1', 'g');
      said := regexp_replace(said, '([аеиоуыэюяєі])[\u0300\u0301]', '\1', 'g');
      -- Vowel points of Hebrew and Arabic, the hamza on an alef, the line that makes a word longer.
      said := regexp_replace(said, '[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+|(?<=ا)[\u0653-\u0655]', '', 'g');
    end if;
    said := replace(replace(replace(translate(said, 'ıłøđħŧςکیىة', 'ilodhtσكييه'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
    if said ~ '[٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹߀߁߂߃߄߅߆߇߈߉०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯෦෧෨෩෪෫෬෭෮෯๐๑๒๓๔๕๖๗๘๙໐໑໒໓໔໕໖໗໘໙༠༡༢༣༤༥༦༧༨༩၀၁၂၃၄၅၆၇၈၉႐႑႒႓႔႕႖႗႘႙០១២៣៤៥៦៧៨៩᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙᥆᥇᥈᥉᥊᥋᥌᥍᥎᥏᧐᧑᧒᧓᧔᧕᧖᧗᧘᧙᪀᪁᪂᪃᪄᪅᪆᪇᪈᪉᪐᪑᪒᪓᪔᪕᪖᪗᪘᪙᭐᭑᭒᭓᭔᭕᭖᭗᭘᭙᮰᮱᮲᮳᮴᮵᮶᮷᮸᮹᱀᱁᱂᱃᱄᱅᱆᱇᱈᱉᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙꘠꘡꘢꘣꘤꘥꘦꘧꘨꘩꣐꣑꣒꣓꣔꣕꣖꣗꣘꣙꤀꤁꤂꤃꤄꤅꤆꤇꤈꤉꧐꧑꧒꧓꧔꧕꧖꧗꧘꧙꧰꧱꧲꧳꧴꧵꧶꧷꧸꧹꩐꩑꩒꩓꩔꩕꩖꩗꩘꩙꯰꯱꯲꯳꯴꯵꯶꯷꯸꯹]' then
      said := translate(said, '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹߀߁߂߃߄߅߆߇߈߉०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯෦෧෨෩෪෫෬෭෮෯๐๑๒๓๔๕๖๗๘๙໐໑໒໓໔໕໖໗໘໙༠༡༢༣༤༥༦༧༨༩၀၁၂၃၄၅၆၇၈၉႐႑႒႓႔႕႖႗႘႙០១២៣៤៥៦៧៨៩᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙᥆᥇᥈᥉᥊᥋᥌᥍᥎᥏᧐᧑᧒᧓᧔᧕᧖᧗᧘᧙᪀᪁᪂᪃᪄᪅᪆᪇᪈᪉᪐᪑᪒᪓᪔᪕᪖᪗᪘᪙᭐᭑᭒᭓᭔᭕᭖᭗᭘᭙᮰᮱᮲᮳᮴᮵᮶᮷᮸᮹᱀᱁᱂᱃᱄᱅᱆᱇᱈᱉᱐᱑᱒᱓᱔᱕᱖᱗᱘᱙꘠꘡꘢꘣꘤꘥꘦꘧꘨꘩꣐꣑꣒꣓꣔꣕꣖꣗꣘꣙꤀꤁꤂꤃꤄꤅꤆꤇꤈꤉꧐꧑꧒꧓꧔꧕꧖꧗꧘꧙꧰꧱꧲꧳꧴꧵꧶꧷꧸꧹꩐꩑꩒꩓꩔꩕꩖꩗꩘꩙꯰꯱꯲꯳꯴꯵꯶꯷꯸꯹', '01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789');
    end if;
    said := normalize(said, NFC);
    if said ~ '[\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u1780-\u17d3\u17d7\u17dc\u17dd\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\uaa60-\uaa7f\U0001f1e6-\U0001f1ff]' then
      -- Each letter with the one after it: so a word is found wherever it stands, and by its first letter too.
      select string_agg(letter || coalesce(next, ''), ' ' order by run, place) into pairs
      from (select run, place, letter, lead(letter) over (partition by run order by place) as next
        from regexp_matches(said, '[\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u1780-\u17d3\u17d7\u17dc\u17dd\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\uaa60-\uaa7f\U0001f1e6-\U0001f1ff]+', 'g') with ordinality runs (letters, run)
        cross join unnest(string_to_array(letters[1], null)) with ordinality each (letter, place)) l;
      said := regexp_replace(said, '[\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u1780-\u17d3\u17d7\u17dc\u17dd\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\uaa60-\uaa7f\U0001f1e6-\U0001f1ff]+', ' ', 'g') || ' ' || pairs;
    end if;
    said := regexp_replace(said, '([\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff])', ' \1 ', 'g');
  end if;
  said := btrim(regexp_replace(said collate pg_c_utf8, '[^[:alnum:]\u0300-\u036f\u0483-\u0487\u0653-\u0655\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3\u0f71-\u0f84\u0f90-\u0fbc\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u1780-\u17d3\u17d7\u17dc\u17dd\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\uaa60-\uaa7f\U0001f1e6-\U0001f1ff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]+', ' ', 'g'));
  if length(said) > 100 then
    said := regexp_replace(said, '([^ ]{100})[^ ]+', '\1', 'g');
  end if;
  return said;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_answers(conversations bigint[], questions bigint[], asked timestamp with time zone[], answered timestamp with time zone[])
 RETURNS void
 LANGUAGE sql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
BEGIN ATOMIC
 INSERT INTO rollup_changes (at, answer_bucket)  SELECT quarter_of(u.answered) AS quarter_of,
             latency_bucket((EXTRACT(epoch FROM (u.answered - min(u.asked))))::double precision) AS latency_bucket
            FROM UNNEST(note_answers.conversations, note_answers.questions, note_answers.asked, note_answers.answered) u(conversation_id, question, asked, answered)
           WHERE (NOT (EXISTS ( SELECT
                    FROM messages b
                   WHERE ((b.conversation_id = u.conversation_id) AND (b.sent_at >= u.answered) AND (b.answers_id = u.question)))))
           GROUP BY u.conversation_id, u.answered;
END
;

CREATE OR REPLACE FUNCTION public.note_rule_trigger(kind text, conversation bigint, contact bigint, detail jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from keyword_rules where enabled and watches = kind) then return; end if;
  insert into rule_triggers (kind, conversation_id, contact_id, detail, depth)
  values (kind, conversation, contact, detail, coalesce(nullif(current_setting('bellhop.rule_depth', true), '')::int, 0));
  perform pg_notify('bellhop_due', '');
end $function$
;

CREATE OR REPLACE FUNCTION public.note_stay(from_at timestamp with time zone, to_at timestamp with time zone, sign integer)
 RETURNS void
 LANGUAGE sql
BEGIN ATOMIC
 INSERT INTO rollup_changes (at, currency, bookings, occupied_ms, cents)  SELECT q.q,
             '',
             0,
             ((note_stay.sign)::numeric * round(((1000)::numeric * EXTRACT(epoch FROM (LEAST(note_stay.to_at, (q.q + '00:15:00'::interval)) - GREATEST(note_stay.from_at, q.q)))))),
             0
            FROM generate_series(quarter_of(note_stay.from_at), note_stay.to_at, '00:15:00'::interval) q(q)
           WHERE (LEAST(note_stay.to_at, (q.q + '00:15:00'::interval)) > GREATEST(note_stay.from_at, q.q));
END
;

CREATE OR REPLACE FUNCTION public.quarter_of(at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN date_bin('00:15:00'::interval, at, '2000-01-01 00:00:00+00'::timestamp with time zone)
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_but_shortening()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if current_setting('bellhop.shortening', true) = pg_current_xact_id()::text then return old; end if;
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_of_entry()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and current_setting('bellhop.erasing', true) = 'on' and new.before is null and new.after is null and new.note is null
    and (new.id, new.at, new.actor, new.actor_user_id, new.actor_key_id, new.action, new.subject, new.subject_id)
      is not distinct from (old.id, old.at, old.actor, old.actor_user_id, old.actor_key_id, old.action, old.subject, old.subject_id) then
    return new;
  end if;
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_of_ledger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and current_setting('bellhop.erasing', true) = 'on'
    and to_jsonb(new) - array['memo', 'key'] = to_jsonb(old) - array['memo', 'key'] then
    return new;
  end if;
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $function$
;

CREATE OR REPLACE FUNCTION public.revenue_counted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into rollup_changes (at, currency, bookings, occupied_ms, cents)
  select quarter_of(e.at), a.currency, 0, 0, new.amount_cents from ledger_accounts a, ledger_entries e
  where a.id = new.ledger_account_id and a.kind = 'revenue' and e.id = new.entry_id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.send_failed_trigger()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform note_rule_trigger('send_failed', new.conversation_id, new.contact_id, '{}');
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.wait_for_people(ids bigint[], why text, since timestamp with time zone)
 RETURNS void
 LANGUAGE sql
AS $function$
  with changed as (
    update conversations c set
      waiting_since = coalesce(c.waiting_since, since), waiting_reason = why, state = 'open', snoozed_until = null,
      attention_id = coalesce(
        (select m.id from messages m where m.conversation_id = c.id order by m.sent_at desc, m.id desc limit 1), c.attention_id)
    from (select id from conversations where id = any(ids) order by id for no key update) locked
    where c.id = locked.id and (c.stage <> 'waiting' or (c.waiting_reason = 'incident' and why <> 'incident'))
    returning c.id
  ), told as (
    insert into events (at, type, data)
    select since, 'conversation.changed', jsonb_build_object('conversation_ids', jsonb_agg(id)) from changed having count(*) > 0
    returning id
  )
  select pg_notify('bellhop_events', '') from told
$function$
;

CREATE TRIGGER audit_log_append_only BEFORE UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change_of_entry();

CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_log_shortened BEFORE DELETE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change_but_shortening();

CREATE TRIGGER audit_seals_append_only BEFORE UPDATE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seals_shortened BEFORE DELETE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change_but_shortening();

CREATE TRIGGER bookings_counted AFTER INSERT OR DELETE ON public.bookings FOR EACH ROW EXECUTE FUNCTION bookings_counted();

CREATE TRIGGER bookings_recounted AFTER UPDATE ON public.bookings FOR EACH ROW WHEN (((old.ended_at IS DISTINCT FROM new.ended_at) OR (old.reserved_at <> new.reserved_at) OR ((new.ended_at IS NOT NULL) AND (old.started_at IS DISTINCT FROM new.started_at)))) EXECUTE FUNCTION bookings_counted();

CREATE TRIGGER rules_call_missed AFTER INSERT ON public.calls FOR EACH ROW WHEN (((new.state = 'missed'::text) AND (new.direction = 'in'::text))) EXECUTE FUNCTION call_missed_trigger();

CREATE TRIGGER rules_call_missed_later AFTER UPDATE ON public.calls FOR EACH ROW WHEN (((new.state = 'missed'::text) AND (new.direction = 'in'::text) AND (old.state IS DISTINCT FROM new.state))) EXECUTE FUNCTION call_missed_trigger();

CREATE TRIGGER rules_contact AFTER UPDATE OF name, given_name, phone ON public.contacts FOR EACH ROW WHEN (((COALESCE(new.given_name, new.name) <> COALESCE(old.given_name, old.name)) OR (new.phone <> old.phone))) EXECUTE FUNCTION contact_trigger();

CREATE TRIGGER rules_label AFTER INSERT OR DELETE ON public.conversation_labels FOR EACH ROW EXECUTE FUNCTION label_trigger();

CREATE TRIGGER rules_conversation AFTER UPDATE OF state, customer_email ON public.conversations FOR EACH ROW WHEN (((new.contact_id IS NOT NULL) AND (((new.state = 'done'::text) AND (old.state <> 'done'::text)) OR (new.customer_email IS DISTINCT FROM old.customer_email)))) EXECUTE FUNCTION conversation_trigger();

CREATE TRIGGER rules_event AFTER INSERT ON public.events FOR EACH ROW WHEN ((new.account_id IS NOT NULL)) EXECUTE FUNCTION event_trigger();

CREATE TRIGGER incident_closed AFTER UPDATE OF closed_at ON public.incidents FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL) AND ((new.conversation_id IS NOT NULL) OR (new.contact_id IS NOT NULL) OR (new.booking_id IS NOT NULL)))) EXECUTE FUNCTION incident_closed();

CREATE TRIGGER incident_opened AFTER INSERT ON public.incidents FOR EACH ROW WHEN (((new.closed_at IS NULL) AND ((new.conversation_id IS NOT NULL) OR (new.contact_id IS NOT NULL) OR (new.booking_id IS NOT NULL)))) EXECUTE FUNCTION incident_opened();

CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ledger();

CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON public.ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();

CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ledger_lines_append_only BEFORE DELETE OR UPDATE ON public.ledger_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE CONSTRAINT TRIGGER ledger_lines_balance AFTER INSERT ON public.ledger_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();

CREATE TRIGGER ledger_lines_count AFTER INSERT ON public.ledger_lines REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_lines_count();

CREATE TRIGGER ledger_lines_no_truncate BEFORE TRUNCATE ON public.ledger_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER revenue_counted AFTER INSERT ON public.ledger_lines FOR EACH ROW EXECUTE FUNCTION revenue_counted();

CREATE TRIGGER messages_changed AFTER UPDATE ON public.messages REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION messages_changed();

CREATE TRIGGER messages_emptied AFTER TRUNCATE ON public.messages FOR EACH STATEMENT EXECUTE FUNCTION messages_removed();

CREATE TRIGGER messages_removed AFTER DELETE ON public.messages REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION messages_removed();

CREATE TRIGGER messages_written AFTER INSERT ON public.messages REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION messages_written();

CREATE TRIGGER rules_send_failed AFTER UPDATE OF status ON public.messages FOR EACH ROW WHEN (((new.status = 'failed'::text) AND (old.status <> 'failed'::text) AND (new.error_title !~~ 'Cancelled by %'::text))) EXECUTE FUNCTION send_failed_trigger();

create view opt_outs as
 SELECT DISTINCT ON (contact_id) contact_id,
    at AS since,
    source,
    note,
    made_by
   FROM marketing_choices s
  WHERE choice = 'stop'::text AND NOT (EXISTS ( SELECT
           FROM marketing_choices r
          WHERE r.contact_id = s.contact_id AND r.choice = 'resume'::text AND r.at > s.at AND (r.source <> 'word'::text OR (s.source = ANY (ARRAY['word'::text, 'refused'::text])))))
  ORDER BY contact_id, at, id;

create view whatsapp_outgoingmessage as
 SELECT m.id,
    m.provider_id AS message_id,
    COALESCE(c.phone, v.address) AS to_number,
    COALESCE(c.name, ''::text) AS to_name,
    m.type AS message_type,
    COALESCE(m.text_body, ''::text) AS text_body,
    COALESCE(m.caption, ''::text) AS caption,
    m.status,
    m.error_code,
    COALESCE(m.error_details, m.error_title) AS error_message,
    m.origin,
    m.sent_at AS "timestamp",
    m.conversation_id,
    m.received_at AS created_at
   FROM messages m
     JOIN conversations v ON v.id = m.conversation_id
     LEFT JOIN contacts c ON c.id = v.contact_id
  WHERE m.direction = 'out'::text;

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
        CASE
            WHEN a.state = 'ready'::text THEN (COALESCE(( SELECT s.value #>> '{}'::text[]
               FROM settings s
              WHERE s.name = 'public_url'::text), ''::text) || '/api/media/'::text) || a.id
            ELSE a.url
        END AS media_url,
    m.latitude,
    m.longitude,
    m.location_name AS name,
    m.location_address AS address,
    m.sent_at AS "timestamp",
    message_status(m.status, m.read_at, m.replied_at) AS status,
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
