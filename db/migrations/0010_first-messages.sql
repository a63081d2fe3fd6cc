-- When each conversation began, so that the oldest messages of many people are found without looking into all their conversations.
alter table conversations add column first_message_at timestamptz;
comment on column conversations.first_message_at is 'Of either direction: no message of the conversation is older.';

update conversations v set first_message_at = (
  select m.sent_at from messages m where m.conversation_id = v.id order by m.sent_at, m.id limit 1
);
