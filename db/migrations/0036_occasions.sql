-- Which template says an occasion of a skill while the 24-hour window is closed.

create table template_bindings (
  channel_id int not null references channels on delete cascade,
  occasion text not null,
  template text not null,
  language text not null,
  parameters jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (channel_id, occasion)
);
comment on table template_bindings is 'Which template a channel sends for an occasion while the 24-hour window is closed.';
comment on column template_bindings.occasion is 'As a skill names it: stay.ended.';
comment on column template_bindings.template is 'The template''s name, of which the provider may have several generations.';
comment on column template_bindings.parameters is 'Which of the occasion''s values fills each variable of the text, the heading and the buttons (server/core/templates/bindings.ts).';

-- A queued message may become a template, which changes its type: the hourly counts follow.
create or replace function messages_changed() returns trigger language plpgsql set enable_nestloop to off as $function$
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
end $function$;
