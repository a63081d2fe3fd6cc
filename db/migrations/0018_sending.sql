-- Sending that waits: numbers that are held while their provider refuses them, messages with a validity, messages that wait for the
-- 24-hour window, and windows that are only probably open.

alter table channels
  add column held_since timestamptz,
  add column held_operator boolean not null default false,
  add column held_remedy text,
  add column held_probes int not null default 0;
comment on column channels.held_probes is 'How many tries in a row failed while it is held; -1: people asked for one at once.';
comment on column channels.held_since is 'Since when its messages wait because the provider refuses the number; null: it sends. paused_until: when one message is tried next.';
update channels set paused_until = null, pause_reason = null;

alter table outbox
  add column kind text not null default 'message' check (kind in ('answer', 'notice', 'receipt', 'message', 'template')),
  add column expires_at timestamptz not null default now() + interval '1 day',
  add column copies int not null default 0,
  drop constraint outbox_state_check,
  add constraint outbox_state_check check (state in ('queued', 'sending', 'unanswered', 'window'));
update outbox set copies = least(attempts, 2) where state in ('sending', 'unanswered');
create index outbox_window on outbox (conversation_id) where state = 'window';
comment on column outbox.kind is 'What it is, for how long it makes sense (server/core/outbox/validity.ts).';
comment on column outbox.expires_at is 'After this it fails instead of being sent.';
comment on column outbox.copies is 'How often it may have left without a verdict; at most two.';
comment on column outbox.state is 'queued; sending; unanswered: no verdict, being settled; window: waits until the customer writes again.';

alter table conversations add column window_maybe_at timestamptz;
comment on column conversations.window_maybe_at is 'When the customer last did something that probably opens the 24-hour window; last_inbound_at is when they last did something that certainly does.';
