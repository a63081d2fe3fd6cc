-- Templates: what the providers list, when they were last asked, and which occasions of the bot and of skills are bound to one.

create table templates (
  id int generated always as identity primary key,
  provider text not null check (provider in ('meta', 'twilio')),
  account_id text not null,
  provider_id text not null,
  name text not null,
  language text not null,
  status text not null check (status in ('approved', 'pending', 'in_appeal', 'rejected', 'paused', 'disabled', 'limit_exceeded', 'archived', 'pending_deletion', 'deleted', 'unsubmitted', 'received', 'unknown')),
  category text check (category in ('utility', 'marketing', 'authentication')),
  quality text not null default 'unknown' check (quality in ('green', 'yellow', 'red', 'unknown')),
  rejected_reason text,
  parameter_format text not null check (parameter_format in ('named', 'positional')),
  content jsonb not null,
  synced_at timestamptz not null,
  gone_at timestamptz,
  unique (provider, account_id, provider_id)
);
comment on table templates is 'Message templates as the providers list them; changed only by what a provider says.';
comment on column templates.account_id is 'The account at the provider that has it: the WABA at Meta, the account SID at Twilio. All numbers of the account may send it.';
comment on column templates.provider_id is 'Meta''s id of the template; the Content SID at Twilio.';
comment on column templates.content is 'Header, body, footer and buttons in one shape for both providers (server/contract/templates.ts).';
comment on column templates.gone_at is 'Since when the provider does not list it any more.';
create index templates_by_name on templates (provider, account_id, name);

create table template_syncs (
  provider text not null check (provider in ('meta', 'twilio')),
  account_id text not null,
  synced_at timestamptz,
  failed_at timestamptz,
  failure text,
  wanted_at timestamptz,
  primary key (provider, account_id)
);
comment on table template_syncs is 'When an account''s templates were read last, and why that failed since.';
comment on column template_syncs.wanted_at is 'When a webhook said something that only reading them anew can answer.';
