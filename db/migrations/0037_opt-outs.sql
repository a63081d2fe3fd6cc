-- Opt-outs: what contacts said about marketing, and who wants none at present.
create table marketing_choices (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contacts,
  identity_kind text not null check (identity_kind in ('wa_id', 'bsuid', 'parent_bsuid', 'username')),
  identity_value text not null,
  choice text not null check (choice in ('stop', 'resume')),
  source text not null check (source in ('whatsapp', 'refused', 'word', 'staff')),
  at timestamptz not null,
  note text,
  made_by text,
  unique (identity_kind, identity_value, source, choice, at)
);
comment on table marketing_choices is 'That a contact wants no more marketing, or wants it again: each time they, a provider or staff said so.';
comment on column marketing_choices.identity_value is 'The identity key about which it was said: the choice belongs to whoever held it then.';
comment on column marketing_choices.source is 'whatsapp: chosen in WhatsApp itself. refused: a provider refused a message because of it. word: the customer wrote STOP or START. staff: a colleague or an API client.';
comment on column marketing_choices.made_by is 'Of staff, as in the audit log: desk:NAME or api:NAME.';
create index marketing_choices_contact on marketing_choices (contact_id, at);

create view opt_outs as
select distinct on (s.contact_id) s.contact_id, s.at as since, s.source, s.note, s.made_by
from marketing_choices s
where s.choice = 'stop' and not exists (
  select from marketing_choices r
  where r.contact_id = s.contact_id and r.choice = 'resume' and r.at > s.at and (r.source <> 'word' or s.source in ('word', 'refused'))
)
order by s.contact_id, s.at, s.id;
comment on view opt_outs is 'Contacts who want no marketing, since when, and by what it is known. START takes back STOP and a refusal, not what was chosen in WhatsApp or told to staff.';
