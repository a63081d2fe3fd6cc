-- Calls that are taken at the Desk, and what happens to the calls of each number.

alter table calls
  add column remote_sdp text,
  add column taken_at timestamptz,
  add column taken_by bigint references users(id) on delete set null;
comment on column calls.remote_sdp is 'The session description of the customer''s side; null when the call is over.';
comment on column calls.taken_at is 'When somebody at the Desk took the call, or began it.';
comment on column calls.taken_by is 'Who; null: a program did, or the user was removed.';

create index calls_open on calls (began_at) where ended_at is null;

alter table channels
  add column call_policy text not null default 'ring_desk' check (call_policy in ('ring_desk', 'ring_out', 'reject', 'hide')),
  add column call_reply text check (call_reply <> '');
comment on column channels.call_policy is 'What happens when a customer calls.';
comment on column channels.call_reply is 'The text that answers a refused call.';
