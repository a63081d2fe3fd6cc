-- Mails and alarms to the business's own people: the queue that sends them, and which incidents and news were told.

create table staff_messages (
  id bigint generated always as identity primary key,
  way text not null check (way in ('mail', 'webhook')),
  recipient text,
  key uuid not null unique,
  content bytea,
  created_at timestamptz not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  answer text,
  sent_at timestamptz,
  failed_at timestamptz,
  check ((way = 'mail') = (recipient is not null)),
  check (sent_at is null or failed_at is null),
  check ((content is null) = (sent_at is not null or failed_at is not null))
);
create index staff_messages_due on staff_messages (due_at) where content is not null;
comment on table staff_messages is 'Mails and alarms on their way to the business''s own people.';
comment on column staff_messages.key is 'The same in every attempt, so that whoever gets one twice can tell.';
comment on column staff_messages.content is 'Encrypted with APP_SECRET_KEY, since it may hold a one-time link; null when its fate is known.';
comment on column staff_messages.answer is 'What the server answered last, or why it could not be asked.';

create table alarms (
  source text not null check (source in ('incident', 'news')),
  source_id bigint not null,
  kind text not null,
  subject text not null,
  told_at timestamptz not null,
  over_at timestamptz,
  primary key (source, source_id)
);
create index alarms_of_subject on alarms (kind, subject, told_at);
create index alarms_open on alarms (source, source_id) where over_at is null;
comment on table alarms is 'Incidents and news of providers that were told by mail or webhook, each once when it began and once when it was over.';
comment on column alarms.subject is 'What it is about; of the same kind and subject one begins to be told in an hour.';

comment on table settings is 'What holds for the whole installation. second_factor_for_admins: admins need a second factor. public_url: PUBLIC_URL of the last start, for addresses in views. alarm_kinds: for which kinds of incidents and news admins changed whether they are told.';
