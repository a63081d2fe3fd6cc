-- Answers of rules and canned replies that are more than text; read receipts and typing by number.
alter table keyword_rules
  add draft jsonb,
  add file_id bigint generated always as ((draft ->> 'file')::bigint) stored,
  drop constraint keyword_rules_answer_check,
  add constraint keyword_rules_answer_check check (answer <> '' or draft is not null);
comment on column keyword_rules.answer is 'The text; of other content, the text in it.';
comment on column keyword_rules.draft is 'The content that is sent; null for plain text.';
comment on column keyword_rules.file_id is 'The attachment that is sent; it is kept while a rule names it.';

alter table canned_replies
  add draft jsonb,
  add file_id bigint generated always as ((draft ->> 'file')::bigint) stored,
  drop constraint canned_replies_body_check,
  add constraint canned_replies_body_check check (body <> '' or draft is not null);
comment on column canned_replies.body is 'The text; of other content, the text in it.';
comment on column canned_replies.draft is 'The content that is sent; null for plain text.';
comment on column canned_replies.file_id is 'The attachment that is sent; it is kept while a reply names it.';

alter table channels add receipts text not null default 'off' check (receipts in ('off', 'read', 'typing'));
comment on column channels.receipts is 'What customers see of a colleague: nothing, that their messages were read, or also that an answer is being written.';
