-- What messages cost: a table of rates that can be edited, the cost of each message that was delivered, and their sums by the hour.

create table message_rates (
  id bigint generated always as identity primary key,
  market text not null,
  category text not null check (category in ('marketing', 'utility', 'authentication', 'authentication_international', 'service', 'provider_fee')),
  micros bigint not null check (micros between 0 and 1000000000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  valid_from date not null,
  source text not null,
  entered_by text,
  entered_at timestamptz not null default now(),
  unique (market, category, valid_from)
);
comment on table message_rates is 'What a message costs, by the market of its recipient and its category, from a day on.';
comment on column message_rates.micros is 'In millionths of the currency''s unit.';
comment on column message_rates.source is 'Where the rate is from: the name of a rate card, or who says so.';

insert into message_rates (market, category, micros, currency, valid_from, source)
select c.market, r.category, r.micros, 'USD', '2026-10-01', 'Meta, rate card in USD of 1 October 2026'
from (values
  ('Argentina', 61800, 26000, null),
  ('Netherlands', 159700, 50000, null),
  ('Bangladesh', 73200, 3700, 96000),
  ('Nigeria', 51600, 6700, 75000),
  ('Brazil', 62500, 6800, null),
  ('Oman', 34100, 24700, 60000),
  ('Chile', 88900, 20000, null),
  ('Pakistan', 47300, 15000, 75000),
  ('Colombia', 12500, 800, null),
  ('Peru', 70300, 30000, null),
  ('Egypt', 64400, 3600, 65000),
  ('Poland', 36600, 12200, null),
  ('France', 85900, 30000, null),
  ('Qatar', 34100, 12000, null),
  ('Germany', 136500, 55000, null),
  ('Romania', 86000, 29000, null),
  ('Hong Kong', 73200, 26000, null),
  ('Russia', 80200, 40000, null),
  ('Hungary', 86000, 35000, null),
  ('Saudi Arabia', 57600, 10700, 59800),
  ('India', 11800, 1400, 30400),
  ('Singapore', 73200, 16000, null),
  ('Indonesia', 41100, 25000, 136000),
  ('South Africa', 37900, 9500, 20000),
  ('Iraq', 34100, 7900, 128000),
  ('Spain', 70700, 20000, null),
  ('Israel', 35300, 5300, null),
  ('Sri Lanka', 73200, 2000, 144000),
  ('Italy', 79500, 30000, null),
  ('Turkey', 10900, 900, null),
  ('Kazakhstan', 60400, 18000, 160000),
  ('Ukraine', 86000, 29800, 74600),
  ('Kuwait', 79200, 44000, 120000),
  ('United Arab Emirates', 57600, 15700, 51000),
  ('Malaysia', 86000, 14000, 41800),
  ('United Kingdom', 63500, 22000, null),
  ('Mexico', 39700, 8500, null),
  ('North America', 25000, 3400, null),
  ('Morocco', 41400, 23000, 81100),
  ('Rest of Africa', 22500, 4000, null),
  ('Nepal', 73200, 3400, 112000),
  ('Rest of Asia Pacific', 84200, 11300, null),
  ('Rest of Central and East Europe', 86000, 21200, null),
  ('Rest of Latin America', 74000, 11300, null),
  ('Rest of Middle East', 39200, 9100, null),
  ('Rest of West Europe', 59200, 17100, null),
  ('Other', 60400, 7700, null)
) c (market, marketing, utility, international)
cross join lateral (values
  ('marketing', c.marketing), ('utility', c.utility), ('authentication', c.utility), ('service', c.utility),
  ('authentication_international', c.international)
) r (category, micros)
where r.micros is not null;
insert into message_rates (market, category, micros, currency, valid_from, source)
values ('Twilio', 'provider_fee', 5000, 'USD', '2025-01-01', 'Twilio, price list of WhatsApp: a message in either direction');

create table message_costs (
  channel_id int not null references channels,
  provider_id text not null,
  participant text not null default '',
  delivered_at timestamptz not null,
  category text,
  market text,
  micros bigint,
  currency text,
  basis text not null check (basis in ('billed', 'rate', 'free', 'unknown')),
  primary key (channel_id, provider_id, participant)
);
comment on table message_costs is 'What each delivered message cost, by its provider''s id.';
comment on column message_costs.participant is 'Of messages to a group, the member to whom it was delivered; else empty.';
comment on column message_costs.basis is 'billed: what the provider says that it charged. rate: an estimate by message_rates. free: the provider charges nothing. unknown: the provider did not say, or there is no rate.';
create index message_costs_unbilled on message_costs (delivered_at) where basis in ('rate', 'unknown');

create table cost_hours (
  hour timestamptz not null,
  channel_id int not null references channels,
  category text not null,
  basis text not null,
  currency text not null,
  messages int not null,
  micros bigint not null,
  primary key (hour, channel_id, category, basis, currency)
);
comment on table cost_hours is 'Sums of message_costs by the hour of delivery.';

create table cost_progress (
  id int primary key default 1 check (id = 1),
  status_id bigint not null
);
comment on table cost_progress is 'Up to which row of message_statuses the costs have been computed.';
insert into cost_progress (status_id) values (0);

create table message_budgets (
  channel_id int primary key references channels,
  monthly_micros bigint not null check (monthly_micros > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  alarmed_month date,
  alarmed_percent int not null default 0
);
comment on table message_budgets is 'What a number''s messages may cost in a calendar month of UTC, and of which month the team was told that 80 or 100 percent are used up.';
