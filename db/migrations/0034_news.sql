-- News from providers: what they say about accounts, numbers and templates, from webhooks and from checks that ask them.
create table provider_news (
  id bigint generated always as identity primary key,
  provider text not null check (provider in ('meta', 'twilio')),
  channel_id int references channels,
  kind text not null check (kind in ('template_stopped', 'template_refiled', 'template_ready', 'quality', 'limit', 'account_restricted', 'payment_missing', 'display_name', 'access', 'subscription', 'number_state', 'unreachable', 'other')),
  severity text not null check (severity in ('info', 'warning', 'critical')),
  about text not null,
  summary text not null,
  remedy text,
  source text not null check (source in ('webhook', 'check')),
  at timestamptz not null,
  seen_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text
);
comment on table provider_news is 'What providers say about accounts, numbers and templates. Open until the provider says that it is over, a check no longer finds it, or somebody settles it.';
comment on column provider_news.seen_at is 'When it was told or found last.';
create unique index provider_news_open on provider_news (provider, source, kind, about, coalesce(channel_id, 0)) where resolved_at is null;
create index provider_news_newest on provider_news (at desc, id desc);

create table provider_checks (
  provider text primary key check (provider in ('meta', 'twilio')),
  checked_at timestamptz not null
);
comment on table provider_checks is 'When each provider was asked last how accounts and numbers are.';
