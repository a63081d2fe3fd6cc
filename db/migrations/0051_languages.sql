-- The languages of the bot: that of a number, and that of each contact once it is known.

alter table channels
  add column language text not null default 'en',
  add constraint channels_language_check check (language in ('en', 'es', 'pt_BR', 'de', 'fr', 'hi', 'ar')) not valid;
alter table channels validate constraint channels_language_check;
comment on column channels.language is 'In which the bot talks to contacts whose language is not known.';

alter table contacts
  add column language text,
  add column language_chosen boolean not null default false,
  add constraint contacts_language_check check (language in ('en', 'es', 'pt_BR', 'de', 'fr', 'hi', 'ar')) not valid,
  add constraint contacts_language_chosen_check check (language is not null or not language_chosen) not valid;
alter table contacts validate constraint contacts_language_check;
alter table contacts validate constraint contacts_language_chosen_check;
comment on column contacts.language is 'In which the bot talks to them; null: not known.';
comment on column contacts.language_chosen is 'Whether they or staff chose the language. One that was found from what they write may be changed by what they write.';
