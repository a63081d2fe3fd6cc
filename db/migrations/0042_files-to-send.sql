-- A file may stand above the text of what rules and canned replies send: it is kept like one that is sent by itself.
alter table keyword_rules drop column file_id;
alter table keyword_rules
  add file_id bigint generated always as (coalesce(draft ->> 'file', draft -> 'header' ->> 'file')::bigint) stored;
comment on column keyword_rules.file_id is 'The attachment that is sent; it is kept while a rule names it.';

alter table canned_replies drop column file_id;
alter table canned_replies
  add file_id bigint generated always as (coalesce(draft ->> 'file', draft -> 'header' ->> 'file')::bigint) stored;
comment on column canned_replies.file_id is 'The attachment that is sent; it is kept while a reply names it.';

-- The stickers that were sent or received last can be sent again.
create index messages_stickers on messages (id) where type = 'sticker';
