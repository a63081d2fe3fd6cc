-- What messages contain, found again: those that came by an ad or a post, and what providers said of payments.

create index messages_referred on messages (sent_at, id) where content ? 'referral';
create index messages_referred_conversation on messages (conversation_id) where content ? 'referral';
create index provider_notices_payment on provider_notices (channel_id, (raw->'status'->>'id')) where topic = 'payments';
