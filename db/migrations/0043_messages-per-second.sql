-- How many messages a second each number may send.
alter table channels add messages_per_second double precision check (messages_per_second between 0.05 and 1000);
comment on column channels.messages_per_second is 'How many messages a second it may send; null: as many as the environment says for its provider.';
