-- Working hours of numbers.

alter table channels add column opening_hours jsonb;
comment on column channels.opening_hours is 'When people are there to answer, with holidays (server/contract/hours.ts); null: at all times.';
