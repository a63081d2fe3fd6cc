-- Incoming files: when each is fetched, what is known of it once it is kept, and an address for it that works.

alter table attachments
  add column width integer,
  add column height integer,
  add column duration_ms integer,
  add column voice boolean not null default false,
  add column animated boolean not null default false,
  add column thumbnail_id bigint references blobs,
  add column reason text,
  add column attempts integer not null default 0,
  add column due_at timestamptz;
comment on column attachments.width is 'In pixels, as shown; with height, of pictures and videos.';
comment on column attachments.voice is 'It was recorded with the microphone, as a voice note.';
comment on column attachments.animated is 'A sticker that moves.';
comment on column attachments.thumbnail_id is 'A small WebP of it: of a picture, or of a moment of a video.';
comment on column attachments.reason is 'Why it is not here, in a sentence: of failed and quarantined ones, and of waiting ones after a failed attempt.';
comment on column attachments.attempts is 'How often it was tried to fetch it.';
comment on column attachments.due_at is 'When it is fetched, of waiting ones.';
create index attachments_due on attachments (due_at) where state = 'waiting';
create index attachments_thumbnail on attachments (thumbnail_id) where thumbnail_id is not null;

update attachments a set
  voice = coalesce(m.content->>'voice' = 'true', false),
  animated = coalesce(m.content->>'animated' = 'true', false)
from messages m
where m.id = a.message_id and (m.content->>'voice' = 'true' or m.content->>'animated' = 'true');

comment on table settings is 'What holds for the whole installation. second_factor_for_admins: admins need a second factor. public_url: PUBLIC_URL of the last start, for addresses in views.';
comment on table secrets is 'What processes on one database must share and nobody else may know. second-factor: encrypts user_second_factors.secret. media-links: signs links to files.';

create or replace view whatsapp_whatsappmessage as
select m.id, m.provider_id as message_id, m.sender as from_number, coalesce(m.sender_name, c.name, '') as from_name,
  m.type as message_type, coalesce(m.text_body, '') as text_body, coalesce(m.caption, '') as caption,
  a.provider_id as media_id,
  case when a.state = 'ready'
    then coalesce((select s.value #>> '{}' from settings s where s.name = 'public_url'), '') || '/api/media/' || a.id
    else a.url end as media_url,
  m.latitude, m.longitude, m.location_name as name, m.location_address as address,
  m.sent_at as "timestamp", message_status(m.status, m.read_at, m.replied_at) as status,
  m.raw as raw_payload, m.conversation_id, m.received_at as created_at
from messages m
left join contacts c on c.id = m.contact_id
left join attachments a on a.message_id = m.id and a.position = 0
where m.direction = 'in';
