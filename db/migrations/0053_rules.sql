-- Rules with triggers, conditions and actions.
-- Exception: rewrite: there are only as many rows as a business has rules.

-- A rule that asks for a word and answers is in the columns that it always had. Any other has its parts in "definition", and columns that never match, so
-- that a version before this one passes it over.
alter table keyword_rules
  add column name text,
  add constraint keyword_rules_name_check check (name <> '') not valid,
  add column definition jsonb,
  add column watches text generated always as (definition #>> '{when,on}') stored,
  add column file_ids bigint[] not null default '{}';
alter table keyword_rules validate constraint keyword_rules_name_check;
comment on table keyword_rules is 'Rules: when something happens, if something is so, then actions.';
comment on column keyword_rules.definition is 'when, conditions, actions, goes_on, once and describes (server/core/rules/rule.ts); null: the rule is in the other columns.';
comment on column keyword_rules.watches is 'What sets it off, of a rule with a definition.';
comment on column keyword_rules.file_ids is 'The attachments that its actions send; they are kept while it names them.';
create index keyword_rules_watches on keyword_rules (watches) where enabled and watches is not null;

create table rule_runs (
  id bigint generated always as identity primary key,
  rule_id integer not null references keyword_rules on delete cascade,
  conversation_id bigint not null references conversations on delete cascade,
  at timestamptz not null,
  fault text
);
comment on table rule_runs is 'When a rule applied, and what of it failed. Kept for a month; longer where a rule applies once to a person.';
create index rule_runs_rule on rule_runs (rule_id, at);
create index rule_runs_conversation on rule_runs (conversation_id, rule_id);
create index rule_runs_at on rule_runs (at);

create table rule_triggers (
  id bigint generated always as identity primary key,
  kind text not null,
  conversation_id bigint,
  contact_id bigint,
  detail jsonb not null default '{}',
  depth integer not null
);
comment on table rule_triggers is 'What happened that rules wait for, until they were asked.';
comment on column rule_triggers.depth is 'How many rules set each other off until it happened; 0: no rule did.';

create table rule_steps (
  id bigint generated always as identity primary key,
  run_id bigint not null references rule_runs on delete cascade,
  after_message_id bigint not null,
  unless text check (unless in ('customer_writes', 'team_answers')),
  actions jsonb not null,
  due_at timestamptz not null,
  depth integer not null
);
comment on table rule_steps is 'Actions of rules that are still to be done.';
comment on column rule_steps.after_message_id is 'The newest message of the conversation when the wait began.';
comment on column rule_steps.unless is 'What ends the wait without the actions.';
create index rule_steps_due on rule_steps (due_at, id);
create index rule_steps_run on rule_steps (run_id);

-- Notes that something happened, if a rule waits for it, and wakes the process that asks the rules.
create function note_rule_trigger(kind text, conversation bigint, contact bigint, detail jsonb) returns void language plpgsql as $$
begin
  if not exists (select from keyword_rules where enabled and watches = kind) then return; end if;
  insert into rule_triggers (kind, conversation_id, contact_id, detail, depth)
  values (kind, conversation, contact, detail, coalesce(nullif(current_setting('bellhop.rule_depth', true), '')::int, 0));
  perform pg_notify('bellhop_due', '');
end $$;
