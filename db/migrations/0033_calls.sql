-- Phone calls over WhatsApp: one row for each, folded from its webhooks in any order.

create table calls (
  id bigint generated always as identity primary key,
  channel_id integer not null references channels(id),
  provider_id text not null,
  message_id bigint references messages(id) on delete cascade,
  direction text not null check (direction in ('in', 'out')),
  began_at timestamptz not null,
  answered_at timestamptz,
  rejected_at timestamptz,
  ended_at timestamptz,
  duration_seconds integer check (duration_seconds >= 0),
  failed boolean not null default false,
  error_code integer,
  error_title text,
  state text not null generated always as (
    case
      when answered_at is not null or duration_seconds is not null then 'answered'
      when rejected_at is not null then 'rejected'
      when ended_at is null then 'rang'
      when failed and direction = 'out' then 'failed'
      else 'missed'
    end
  ) stored check (state in ('rang', 'answered', 'missed', 'rejected', 'failed')),
  unique (channel_id, provider_id)
);
comment on table calls is 'Phone calls, one row for each.';
comment on column calls.message_id is 'The message that shows it; null as long as nothing said who the customer is.';
comment on column calls.began_at is 'The earliest time that a webhook told.';
comment on column calls.state is 'rang: its end is not known. missed: nobody took it.';

create index calls_by_time on calls (began_at desc, id desc);
create index calls_by_message on calls (message_id);
create index calls_missed on calls (message_id) where state = 'missed' and direction = 'in';
