-- The inbox: the state of a conversation, whose it is, labels, notes among colleagues, canned replies, and the search for words.

alter table contacts add column given_name text check (given_name <> '');
comment on column contacts.given_name is 'As a colleague named them; goes before the profile name, which the customer changes as they like.';

alter table conversations
  add column state text not null default 'open' check (state in ('open', 'done')),
  add column assignee_id bigint references people on delete set null,
  add column bot_quiet_since timestamptz;
comment on column conversations.state is 'done until the customer writes again.';
comment on column conversations.bot_quiet_since is 'A colleague has taken over since then: the bot answers only commands.';

-- Each list reads its own index from the newest on; what else is asked for is decided within the index.
create index conversations_activity on conversations (last_message_at desc, id desc, state, channel_id, assignee_id)
  where last_message_at is not null;
create index conversations_open on conversations (last_message_at desc, id desc, assignee_id, channel_id)
  where state = 'open' and last_message_at is not null;
create index conversations_unread on conversations (last_message_at desc, id desc, state, assignee_id, channel_id)
  where unread_count > 0 and last_message_at is not null;
create index conversations_assignee on conversations (assignee_id, last_message_at desc, id desc, state, channel_id)
  where assignee_id is not null and last_message_at is not null;
create index conversations_quiet on conversations (id) where bot_quiet_since is not null;

create table labels (
  id int generated always as identity primary key,
  name text not null check (name <> ''),
  colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
  created_at timestamptz not null
);
create unique index labels_name on labels (lower(name));

create table conversation_labels (
  conversation_id bigint not null references conversations on delete cascade,
  label_id int not null references labels on delete cascade,
  primary key (conversation_id, label_id)
);
create index conversation_labels_label on conversation_labels (label_id, conversation_id);

create table conversation_notes (
  id bigint generated always as identity primary key,
  conversation_id bigint not null references conversations on delete cascade,
  author_id bigint references people on delete set null,
  author text not null,
  body text not null check (body <> ''),
  created_at timestamptz not null
);
create index conversation_notes_conversation on conversation_notes (conversation_id, created_at, id);
create index conversation_notes_author on conversation_notes (author_id) where author_id is not null;
comment on table conversation_notes is 'What colleagues write to each other in a conversation; the customer never sees it. author: the name when it was written.';

create table canned_replies (
  id int generated always as identity primary key,
  shortcut text not null check (shortcut <> ''),
  body text not null check (body <> ''),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index canned_replies_shortcut on canned_replies (lower(shortcut));

-- Words, for searching: lower case, no accents, one space between them. A word has at most 100 letters; of a text the first 4,096
-- characters count. Han and kana stand alone, for no space parts them. Letters of all scripts are known as letters whatever locale the
-- database was made with: by the collation that PostgreSQL brings along from 17 on, else by ICU's, else by the database's own.
do $do$
declare
  unicode text := coalesce((select quote_ident(collname) from pg_collation where collname in ('pg_c_utf8', 'und-x-icu')
    order by collname limit 1), '"default"');
begin
  execute replace($make$
create function plain_words(said text) returns text language plpgsql immutable parallel safe as $words$
begin
  said := left(said, 4096);
  if octet_length(said) = length(said) then
    said := lower(said);
  else
    said := regexp_replace(lower(normalize(said, NFKD) collate UNICODE), '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]+', '', 'g');
    said := regexp_replace(said, '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g');
  end if;
  said := btrim(regexp_replace(said collate UNICODE, '[^[:alnum:]]+', ' ', 'g'));
  if length(said) > 100 then
    said := regexp_replace(said, '([^ ]{100})[^ ]+', '\1', 'g');
  end if;
  return said;
end $words$ $make$, 'UNICODE', unicode);
end $do$;

-- Words, each behind the number of its stretch of 4,096 rows. So the newest stretch can be asked first, and a word that is everywhere
-- costs no more than a rare one. Indexes name plain_words themselves: a function that calls another by its name would not find it while
-- PostgreSQL keeps an index in order. Without fastupdate: each stretch that is asked would read the whole list of what is pending.
create function message_words(id bigint, words text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  stretch text := (id >> 12) || '/';
begin
  return array_to_tsvector(string_to_array(stretch || replace(words, ' ', ' ' || stretch), ' '));
end $$;
create index messages_words on messages
  using gin (message_words(id, plain_words(coalesce(text_body || ' ' || caption, text_body, caption, '')))) with (fastupdate = off);

-- The words of a name, and behind a + every end of a phone number: so any part of a number is the start of one of them.
create function contact_words(id bigint, words text, phone text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  stretch text := (id >> 12) || '/';
  found text[] := string_to_array(stretch || replace(words, ' ', ' ' || stretch), ' ');
begin
  for place in 1 .. least(coalesce(length(phone), 0), 32) - 2 loop
    found := found || (stretch || '+' || substr(phone, place));
  end loop;
  return array_to_tsvector(found);
end $$;
create index contacts_words on contacts
  using gin (contact_words(id, plain_words(coalesce(name, '') || ' ' || coalesce(given_name, '')), phone)) with (fastupdate = off);
create index contact_identities_username on contact_identities using gin (contact_words(contact_id, plain_words(value), null)) with (fastupdate = off)
  where kind = 'username';
