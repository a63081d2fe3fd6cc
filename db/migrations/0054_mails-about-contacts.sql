-- A mail of a rule has a customer's name and number until it is sent.

alter table staff_messages add column contact_id bigint;
comment on column staff_messages.contact_id is 'The customer whom it is about, so that it goes when they are erased; null: none, or it is about several.';
